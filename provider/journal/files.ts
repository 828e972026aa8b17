import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Clock } from "../clock";
import { makeFolder } from "./folder";

const ending = ".journal";
/** A file that is not written to its end. */
const half = /\.journal\.\d+$/;
const halfSeconds = 3_600;
/** Pauses between tries; milliseconds. On Windows a virus scanner may hold a file that has just been written. */
const heldFor = [10, 20, 40, 80, 160];

/** A folder of JSON files, each of which is there whole or not at all. What cannot be read is as if it were not there. */
export class JournalFiles<T> {
  /** By name, as it was read last: each write makes a new file. */
  private readonly seen = new Map<string, { readonly version: string; readonly value: T }>();

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly parse: (value: unknown) => T | undefined,
  ) {}

  pathOf(name: string): string {
    return join(this.folder, name + ending);
  }

  read(name: string): T | undefined {
    try {
      return this.parse(JSON.parse(readFileSync(this.pathOf(name), "utf8")));
    } catch {
      return undefined;
    }
  }

  /** By name. */
  all(): [string, T][] {
    return this.names().flatMap((name) => {
      const value = this.readOnce(name);
      return value === undefined ? [] : [[name, value]];
    });
  }

  /** On the disk before it returns. `patiently`: what passes in a moment is waited for. */
  write(name: string, value: T, patiently: boolean): void {
    flush(this.pathOf(name), JSON.stringify(value), patiently ? heldFor : []);
  }

  remove(name: string): void {
    remove(this.pathOf(name));
  }

  private names(): string[] {
    try {
      const files = readdirSync(this.folder);
      // Of a process that was killed while it wrote.
      for (const file of files.filter((one) => half.test(one))) this.removeOld(file);
      return files.filter((file) => file.endsWith(ending)).map((file) => basename(file, ending));
    } catch {
      return [];
    }
  }

  private removeOld(file: string): void {
    const path = join(this.folder, file);
    const age = this.clock.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
    if (age > halfSeconds * 1000) remove(path);
  }

  private readOnce(name: string): T | undefined {
    const file = statSync(this.pathOf(name), { throwIfNoEntry: false });
    if (!file) return undefined;
    const version = `${file.ino} ${file.mtimeMs} ${file.size}`;
    const known = this.seen.get(name);
    if (known?.version === version) return known.value;
    const value = this.read(name);
    if (value !== undefined) this.seen.set(name, { version, value });
    return value;
  }
}

/** In a folder that cannot be written the file stays, and is passed over. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The age tells that it does not count.
  }
}

function flush(path: string, text: string, pauses: readonly number[]): void {
  makeFolder(dirname(path));
  const unfinished = `${path}.${process.pid}`;
  const file = openSync(unfinished, "w", 0o600);
  try {
    // A disk that is nearly full takes a part of it without an error.
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) {
      written += writeSync(file, bytes, written);
    }
    fsyncSync(file);
  } catch (error) {
    remove(unfinished);
    throw error;
  } finally {
    closeSync(file);
  }
  try {
    rename(unfinished, path, pauses);
  } catch (error) {
    remove(unfinished);
    throw error;
  }
  flushFolder(dirname(path));
}

function rename(from: string, to: string, [pause, ...pauses]: readonly number[]): void {
  try {
    renameSync(from, to);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (pause === undefined || !["EBUSY", "EPERM", "EACCES"].includes(code)) throw error;
    // Nothing else may happen meanwhile: a POST leaves only after its intent is on the disk.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    rename(from, to, pauses);
  }
}

/** A new name is on the disk only when its folder is. */
function flushFolder(folder: string): void {
  // Windows opens no folders.
  if (process.platform === "win32") return;
  const opened = openSync(folder, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
