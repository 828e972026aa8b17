import type { Outputs } from "../../provider/resources/define";
import type { Saved, World } from "../../tests/support/world";

/** What the program says of the resource. */
export interface Program {
  readonly name: string;
  readonly args: Outputs;
}

interface Kept {
  readonly name: string;
  readonly saved: Saved;
}

/** The engine as far as it matters here: what it keeps of one resource, and the calls that follow from a program. */
export class Engine {
  private current: Kept | undefined;

  constructor(
    private readonly world: World,
    private readonly kind: string,
  ) {}

  get hasState(): boolean {
    return this.current !== undefined;
  }

  get outputs(): Outputs {
    return this.current?.saved.outputs ?? {};
  }

  get reasons(): readonly string[] {
    return this.current?.saved.reasons ?? [];
  }

  /** Whether all is as the program says; without a program the resource is to go. */
  async up(program: Program | undefined): Promise<boolean> {
    if (program) {
      await this.declare(program);
      if (this.reasons.length > 0) return false;
    } else if (this.current) {
      await this.world.destroy(this.kind, this.current.saved, this.current.name);
      this.current = undefined;
    }
    return true;
  }

  async refresh(): Promise<void> {
    if (!this.current) return;
    const { name, saved } = this.current;
    const read = await this.world.refresh(this.kind, saved, name);
    this.current = read && { name, saved: read };
  }

  /** A program that gives the resource another name has the old one as its alias, so its state is handed on. */
  private async declare({ name, args }: Program): Promise<void> {
    const { kind, world } = this;
    const before = this.current?.saved;
    const made = await world.up(kind, args, before, name);
    // Both adapters keep the URN of the last call that changed the state.
    const outputs =
      made.outputs === before?.outputs ? made.outputs : { ...made.outputs, __urn: world.urn(name) };
    this.current = { name, saved: { ...made, outputs } };
  }
}
