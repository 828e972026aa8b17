export const header =
  "// GENERATED from provider/resources by `npm run generate`; change it there.\n";

/** A documentation comment of TypeScript. */
export function comment(paragraphs: readonly string[], indent: string): string {
  const lines = paragraphs.filter(Boolean).join("\n\n").split("\n");
  if (lines.length === 1) return `${indent}/** ${lines[0]} */`;
  const body = lines.map((line) => `${indent} *${line ? ` ${line}` : ""}`);
  return [`${indent}/**`, ...body, `${indent} */`].join("\n");
}

/** The file of a class, without its ending. */
export const fileOf = (name: string) => `${name[0]?.toLowerCase()}${name.slice(1)}`;
