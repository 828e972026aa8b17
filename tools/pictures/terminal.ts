import { spawn, type ChildProcess } from "node:child_process";
import { type IBufferCell, Terminal } from "@xterm/headless";

export interface Look {
  /** A number of the 256 colors; undefined for the terminal's own. */
  color: number | undefined;
  isBold: boolean;
}

/** Characters that look the same. */
export interface Span extends Look {
  text: string;
}

export type Line = readonly Span[];

const rows = 45;

/** A terminal that remembers what was on its screen, in which commands run as a person starts them. */
export class RecordedTerminal {
  private readonly terminal: Terminal;

  constructor(
    private readonly columns: number,
    private readonly cwd: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    const options = { cols: columns, rows, scrollback: 1000, allowProposedApi: true };
    this.terminal = new Terminal({ ...options, convertEol: true });
  }

  write(text: string): Promise<void> {
    return new Promise((resolve) => this.terminal.write(text, resolve));
  }

  /** Starts a command behind a prompt, as the leader of a session of its own. */
  async start(command: string): Promise<ChildProcess> {
    await this.write(`\u001b[1m$ ${command}\u001b[0m\n`);
    const inTerminal = `stty cols ${this.columns} rows ${rows}; exec ${command}`;
    const child = spawn("script", ["--quiet", "--return", "--command", inTerminal, "/dev/null"], {
      cwd: this.cwd,
      env: { ...this.env, TERM: "xterm-256color", COLORTERM: "" },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.terminal.write(text));
    return child;
  }

  /** Runs a command to its end, and answers with its code. */
  async run(command: string): Promise<number | null> {
    const child = await this.start(command);
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    await this.write("");
    return code;
  }

  /** What can be seen; a line that was too long for the screen is one line again. */
  lines(): Line[] {
    const { active } = this.terminal.buffer;
    const lines: Span[][] = [];
    for (let index = 0; index < active.length; index += 1) {
      const row = active.getLine(index);
      if (!row) continue;
      const spans = row.isWrapped ? (lines.at(-1) ?? []) : [];
      if (!row.isWrapped) lines.push(spans);
      for (let column = 0; column < row.length; column += 1) {
        const cell = row.getCell(column);
        if (cell) add(spans, cell);
      }
    }
    return lines.map(withoutSpacesAtEnd);
  }
}

function add(spans: Span[], cell: IBufferCell): void {
  const look: Look = {
    color: cell.isFgDefault() ? undefined : cell.getFgColor(),
    isBold: cell.isBold() !== 0,
  };
  const text = cell.getChars() || " ";
  const last = spans.at(-1);
  if (last && (text === " " || haveSameLook(last, look))) last.text += text;
  else spans.push({ text, ...look });
}

const haveSameLook = (one: Look, other: Look): boolean =>
  one.color === other.color && one.isBold === other.isBold;

function withoutSpacesAtEnd(spans: readonly Span[]): Line {
  const kept = [...spans];
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    const text = last.text.trimEnd();
    if (text !== "") return [...kept, { ...last, text }];
  }
  return kept;
}
