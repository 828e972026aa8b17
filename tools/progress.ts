/** A part of a long piece of work, with the time it takes on an ordinary machine. */
export interface Stage {
  name: string;
  typicalSeconds: number;
}

export interface Progress {
  /** Begins the next stage; a better guess of its time replaces the one given at first. */
  next(typicalSeconds?: number): void;
  /** How much of the current stage is done, from 0 to 1. */
  report(fraction: number, detail?: string): void;
  done(summary: string): void;
  failed(): void;
}

/** Where progress is written; `process.stderr` is one. */
export interface Terminal {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

const secondsBetweenLines = 15;
const barWidth = 24;

/** Shows percent, elapsed time and time left: a moving line on a terminal, sparse lines elsewhere. */
export function showProgress(
  title: string,
  stages: readonly Stage[],
  terminal: Terminal = process.stderr,
  now: () => number = Date.now,
): Progress {
  const typical = stages.map((stage) => stage.typicalSeconds);
  const started = now();
  let current = -1;
  let stageStarted = started;
  let machineSpeed = 1;
  let fraction = 0;
  let detail = "";
  let nextLineAt = started + secondsBetweenLines * 1000;

  const elapsedSeconds = () => (now() - started) / 1000;

  const timeLeft = (inStage: number, doneInStage: number, total: number) => {
    const seconds = (now() - stageStarted) / 1000;
    const measured = doneInStage > inStage * 0.05 && seconds > 5;
    const speed = measured ? seconds / doneInStage : machineSpeed;
    // How fast a short stage went, say a download, tells nothing about the long ones.
    if (inStage > total / 4) machineSpeed = speed;
    return (inStage - doneInStage) * speed + sum(typical.slice(current + 1)) * machineSpeed;
  };

  const line = () => {
    const total = sum(typical);
    const inStage = typical[current] ?? 0;
    const doneInStage = inStage * fraction;
    const done = sum(typical.slice(0, Math.max(current, 0))) + doneInStage;
    const percent = Math.floor((done / total) * 100);
    const left = clock(timeLeft(inStage, doneInStage, total));
    const times = `${percent} %, ${clock(elapsedSeconds())} elapsed, about ${left} left`;
    const doing = [stages[current]?.name, detail].filter(Boolean).join(" ");
    return { percent, times, doing };
  };

  const draw = () => {
    const { percent, times, doing } = line();
    if (terminal.isTTY) {
      const filled = Math.round((percent / 100) * barWidth);
      const bar = "#".repeat(filled).padEnd(barWidth, ".");
      const text = `${title} [${bar}] ${times}  ${doing}`;
      terminal.write(`\r\u001b[K${text.slice(0, (terminal.columns ?? 80) - 1)}`);
    } else if (now() >= nextLineAt) {
      nextLineAt = now() + secondsBetweenLines * 1000;
      terminal.write(`${title}: ${times} (${doing})\n`);
    }
  };

  const ticker = setInterval(draw, 1000);
  ticker.unref();
  const end = (text: string) => {
    clearInterval(ticker);
    terminal.write(`${terminal.isTTY ? "\r\u001b[K" : ""}${text}\n`);
  };
  if (!terminal.isTTY) terminal.write(`${title}, usually ${clock(sum(typical))} ...\n`);

  return {
    next(typicalSeconds) {
      current = Math.min(current + 1, stages.length - 1);
      stageStarted = now();
      fraction = 0;
      detail = "";
      if (typicalSeconds !== undefined) typical[current] = typicalSeconds;
      draw();
    },
    report(newFraction, newDetail = "") {
      fraction = Math.min(Math.max(newFraction, 0), 1);
      detail = newDetail;
      if (!terminal.isTTY) draw();
    },
    done: (summary) => end(`${title}: ${summary} (${clock(elapsedSeconds())})`),
    failed: () => end(`${title}: failed after ${clock(elapsedSeconds())}`),
  };
}

/** Seconds as minutes and seconds: 75 is "1:15". */
export function clock(seconds: number): string {
  const whole = Math.max(Math.round(seconds), 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
