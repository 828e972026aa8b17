/** What a command says while it runs; in which pieces it arrives does not matter. */
export class Heard {
  private text = "";

  readonly onOutput = (piece: string): void => {
    this.text += piece;
  };

  /** Resolves when it has said so; that it does not is the test's own limit. */
  async until(words: RegExp): Promise<void> {
    while (!words.test(this.text)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
