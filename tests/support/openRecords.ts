import { readFileSync } from "node:fs";
import { fold } from "../../provider/operation/fold";
import { recordOf } from "../../provider/operation/operation";

/** Of these files of a journal, those whose operation is left to be finished. */
export const openRecords = (files: readonly string[]): string[] =>
  openTexts(
    files.filter((file) => file.endsWith(".journal")).map((file) => readFileSync(file, "utf8")),
  );

/** The same of the records' texts. */
export const openTexts = (texts: readonly string[]): string[] =>
  texts.filter((text) => {
    const { closed, isSaved } = fold(recordOf(text.trim().split("\n")));
    return closed === null && !isSaved;
  });
