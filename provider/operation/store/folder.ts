import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { messageOf } from "../../errors";
import { FolderLocks, makeFolder, settled } from "./folderLocks";
import { type Store, textOf } from "./store";

const ending = ".journal";
/** Pauses between tries, in milliseconds: on Windows a virus scanner may hold a file that has just been written. */
const pauses = [10, 20, 40, 80, 160];
/** Elsewhere than on Windows, these say that the file is another user's. */
const busyOnWindows = ["EPERM", "EACCES"];
/** What a file system answers that cannot flush folders, which then needs no flush or offers none. */
const noFolderFlush = ["EINVAL", "ENOTSUP", "EISDIR", "EPERM", "EACCES", "EBADF"];

/** The journal as a folder of files, one for each record, to which lines are added. */
export class FolderStore implements Store {
  /** A full disk is no reason to leave a Droplet as it is; only a kill would make the next run forget. */
  readonly isEssential = false;
  readonly locks: FolderLocks;
  /** What was read last, by name. */
  private readonly seen = new Map<string, { readonly version: string; readonly lines: string[] }>();

  constructor(
    readonly place: string,
    private readonly platform: NodeJS.Platform = process.platform,
  ) {
    this.locks = new FolderLocks(place);
  }

  names(): Promise<readonly string[]> {
    return settled(() => {
      let files: string[] = [];
      try {
        files = readdirSync(this.place);
      } catch (error) {
        if (!isMissing(error)) throw unreadable(this.place, error);
      }
      return files.filter((file) => file.endsWith(ending)).map((file) => basename(file, ending));
    });
  }

  read(name: string): Promise<readonly string[] | undefined> {
    return settled(() => {
      const path = this.pathOf(name);
      try {
        const { ino, mtimeMs, size } = statSync(path);
        const version = `${ino} ${mtimeMs} ${size}`;
        const known = this.seen.get(name);
        if (known?.version === version) return known.lines;
        const text = this.patiently(() => readFileSync(path, "utf8"));
        // What follows the last line's end was not written to its own.
        const lines = text.split("\n").slice(0, -1);
        this.seen.set(name, { version, lines });
        return lines;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw unreadable(path, error);
      }
    });
  }

  write(name: string, lines: readonly string[], there: number): Promise<void> {
    return settled(() => {
      makeFolder(this.place);
      const path = this.pathOf(name);
      const isNew = !existsSync(path);
      if (isNew || there > 0) {
        this.patiently(() => appendFlushed(path, lines.slice(isNew ? 0 : there)));
        // Windows opens no folders.
        if (isNew && this.platform !== "win32") flushFolder(this.place);
        return;
      }
      // What a killed process left of it has no ending of ours.
      const whole = `${path}.${process.pid}`;
      rmSync(whole, { force: true });
      appendFlushed(whole, lines);
      this.patiently(() => renameSync(whole, path));
    });
  }

  remove(name: string): Promise<void> {
    return settled(() => {
      try {
        rmSync(this.pathOf(name), { force: true });
      } catch {
        // In a folder that cannot be written it stays, and its age tells that it does not count.
      }
    });
  }

  private pathOf(name: string): string {
    return join(this.place, name + ending);
  }

  private patiently<T>(work: () => T, [pause, ...rest]: readonly number[] = pauses): T {
    try {
      return work();
    } catch (error) {
      const busy = ["EBUSY", ...(this.platform === "win32" ? busyOnWindows : [])];
      if (pause === undefined || !busy.includes(codeOf(error))) throw error;
      // Nothing else may happen meanwhile: a POST leaves only after its record is on the disk.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
      return this.patiently(work, rest);
    }
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "";

/** ENOTDIR: there is a file where the folder should be. */
const isMissing = (error: unknown): boolean => ["ENOENT", "ENOTDIR"].includes(codeOf(error));

const unreadable = (path: string, error: unknown) =>
  new Error(`${path} cannot be read (${messageOf(error)})`);

/** Adds whole lines: what an earlier process did not write to its end is cut off first, and so is our own. */
function appendFlushed(path: string, lines: readonly string[]): void {
  const file = openSync(path, "a+", 0o600);
  try {
    const there = readFileSync(file);
    const end = there.lastIndexOf("\n") + 1;
    if (end < there.length) ftruncateSync(file, end);
    try {
      // A disk that is nearly full takes a part of it without an error.
      const bytes = Buffer.from(textOf(lines));
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } catch (error) {
      ftruncateSync(file, end);
      throw error;
    }
  } finally {
    closeSync(file);
  }
}

/** A new name is on the disk only when its folder is. */
function flushFolder(folder: string): void {
  try {
    const opened = openSync(folder, "r");
    try {
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    if (!noFolderFlush.includes(codeOf(error))) throw error;
  }
}
