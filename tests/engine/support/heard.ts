import type { RunningCommand } from "../../../tools/pulumiSandbox";

/** What a command says while it runs; in which pieces it arrives does not matter. */
export class Heard {
  private text = "";

  readonly onOutput = (piece: string): void => {
    this.text += piece;
  };

  /** Resolves when the command has said so, which it must before its end. */
  async until(words: RegExp, { result }: RunningCommand): Promise<void> {
    let hasEnded = false;
    void result.then(() => (hasEnded = true));
    while (!words.test(this.text)) {
      if (hasEnded) throw new Error(`The command did not say ${words}:\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
