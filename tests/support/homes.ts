import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BucketStore } from "../../provider/operation/store/bucketStore";
import { sendTo } from "../../provider/operation/store/s3";
import { FolderStore } from "../../provider/operation/store/folder";
import type { Store } from "../../provider/operation/store/store";
import { FakeBucket } from "./fakeBucket";
import type { FakeClock } from "./fakeClock";

/** Where a journal may be kept, for tests that say what holds in each of them. */
export interface Home {
  /** As another process has it. */
  open(): Store;
  /** What records hold, each as text. */
  texts(): string[];
  /** Everything that is there but locks and owners. */
  names(): string[];
  /** Puts another text in the place of the records'. */
  spoil(text: string): void;
  close(): Promise<void>;
}

type Start = (clock: FakeClock) => Promise<Home>;

export const homes: readonly (readonly [name: string, start: Start])[] = [
  ["a folder", () => Promise.resolve(inFolder())],
  ["a bucket", inBucket],
];

export function inFolder(folder = mkdtempSync(join(tmpdir(), "journal-"))): Home {
  const names = () => readdirSync(folder).filter((name) => name.endsWith(".journal"));
  return {
    open: () => new FolderStore(folder),
    texts: () => names().map((name) => readFileSync(join(folder, name), "utf8")),
    names,
    spoil: (text) => names().forEach((name) => writeFileSync(join(folder, name), text)),
    close: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  };
}

async function inBucket(clock: FakeClock): Promise<Home> {
  const bucket = await FakeBucket.start(() => clock.now());
  const open = () =>
    new BucketStore(bucket.address, clock, {
      connect:
        (address, send = sendTo(address)) =>
        (request) =>
          clock.standStill(() => send(request)),
    });
  const records = () => [...bucket.objects].filter(([key]) => key.includes("/records/"));
  return {
    open,
    texts: () => records().map(([, { text }]) => text),
    names: () => bucket.keys("records/"),
    spoil: (text) => records().forEach(([key, { at }]) => bucket.objects.set(key, { text, at })),
    close: () => bucket.stop(),
  };
}
