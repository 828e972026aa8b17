import type { Line, Look, Span } from "./terminal";

export interface Theme {
  background: string;
  border: string;
  text: string;
  /** The colors that the CLI uses, by their numbers among the terminal's 256. */
  colors: Readonly<Record<number, string>>;
}

const [red, green, yellow, magenta, blue] = [
  [1, 9],
  [2, 10],
  [3, 11],
  [5, 13],
  [4, 12],
] as const;
const colored = (numbers: readonly number[], value: string) =>
  Object.fromEntries(numbers.map((number) => [number, value]));

export const themes = {
  light: {
    background: "#ffffff",
    border: "#d1d9e0",
    text: "#1f2328",
    colors: {
      ...colored(red, "#b3261e"),
      ...colored(green, "#116329"),
      ...colored(yellow, "#7d4e00"),
      ...colored(magenta, "#8250df"),
      ...colored(blue, "#0550ae"),
    },
  },
  dark: {
    background: "#0d1117",
    border: "#3d444d",
    text: "#e6edf3",
    colors: {
      ...colored(red, "#ff9d95"),
      ...colored(green, "#7ee787"),
      ...colored(yellow, "#e3b341"),
      ...colored(magenta, "#d2a8ff"),
      ...colored(blue, "#79c0ff"),
    },
  },
} satisfies Record<string, Theme>;

// Pixels. A character is 0.6 times as wide as high in the fonts that computers have for terminals.
const fontSize = 14;
const characterWidth = fontSize * 0.602;
const lineHeight = 20;
const padding = 18;

/** Text as text, so that it can be selected, searched and read aloud; lines break between words. */
export function drawLines(
  lines: readonly Line[],
  { title, columns, theme }: { title: string; columns: number; theme: Theme },
): string {
  const drawn = lines.flatMap((line) => wrapped(line, columns));
  const width = Math.ceil(columns * characterWidth + 2 * padding);
  const height = drawn.length * lineHeight + 2 * padding;
  const rows = drawn.map((line, index) => {
    const y = padding + index * lineHeight + fontSize;
    return `<text x="${padding}" y="${y}">${line.map((span) => drawSpan(span, theme)).join("")}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(lines.map(textOf).join("\n"))}</desc>
<style>text { font: ${fontSize}px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: ${theme.text}; white-space: pre }</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${theme.background}" stroke="${theme.border}"/>
${rows.join("\n")}
</svg>
`;
}

export const textOf = (line: Line): string => line.map(({ text }) => text).join("");

function drawSpan({ text, color, isBold }: Span, theme: Theme): string {
  const fill = color === undefined ? undefined : theme.colors[color];
  if (color !== undefined && fill === undefined) throw new Error(`there is no color ${color}`);
  if (fill === undefined && !isBold) return escaped(text);
  const attributes = `${fill ? ` fill="${fill}"` : ""}${isBold ? ' font-weight="bold"' : ""}`;
  return `<tspan${attributes}>${escaped(text)}</tspan>`;
}

const escaped = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** What does not fit goes on below, as far to the right as the line begins behind the sign of its change. */
function wrapped(line: Line, columns: number): Line[] {
  const indent = /^ *(?:[~+-] +)?/.exec(textOf(line))?.[0].length ?? 0;
  const parts: Line[] = [];
  let rest = line;
  while (textOf(rest).length > columns) {
    const end = textOf(rest).lastIndexOf(" ", columns);
    if (end <= indent) break;
    parts.push(cut(rest, 0, end));
    rest = [{ text: " ".repeat(indent), ...plain }, ...cut(rest, end + 1, Infinity)];
  }
  return [...parts, rest];
}

const plain: Look = { color: undefined, isBold: false };

function cut(line: Line, from: number, to: number): Line {
  let start = 0;
  return line.flatMap((span) => {
    const text = span.text.slice(Math.max(from - start, 0), Math.max(to - start, 0));
    start += span.text.length;
    return text === "" ? [] : [{ ...span, text }];
  });
}
