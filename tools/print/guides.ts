import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A guide shows the whole program of its example between these lines, so that what it shows is what the tests run. */
const shown = /<!-- example: (\S+) -->[^]*?<!-- end of example -->/g;

/** The guides with their examples as they are now, by path. */
export function printGuides(root: string): Record<string, string> {
  const folder = "docs/guides";
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".md"));
  return Object.fromEntries(
    names.map((name) => {
      const path = `${folder}/${name}`;
      const text = readFileSync(join(root, path), "utf8");
      return [path, text.replace(shown, (_all, example: string) => printExample(root, example))];
    }),
  );
}

function printExample(root: string, example: string): string {
  const path = `examples/${example}/index.ts`;
  // The comment at the top is for those who read the file; the guide says the same around it.
  const program = readFileSync(join(root, path), "utf8").replace(/^\/\*\*[^]*?\*\/\n/, "");
  return `<!-- example: ${example} -->\n\n\`\`\`typescript\n// ${path}\n${program}\`\`\`\n\n<!-- end of example -->`;
}
