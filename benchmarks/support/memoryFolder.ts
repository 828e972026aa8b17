import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

const folderInMemory = "/dev/shm";

/** Where temporary files lie as long as nobody says otherwise. */
export const onDisk = tmpdir();

/**
 * On a clock that jumps only the account's time counts, and flushing journals to a disk would make up most of the
 * real time. Where real time is measured, journals stay on disk.
 */
export function keepJournalsInMemory(): void {
  if (existsSync(folderInMemory)) process.env["TMPDIR"] = folderInMemory;
}
