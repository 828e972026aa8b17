import { Adapter } from "../../provider/adapters/adapter";
import type { Send } from "../../provider/api/link";
import { send } from "../../provider/api/send";
import type { Clock } from "../../provider/clock";
import { FolderStore } from "../../provider/operation/store/folder";
import * as lifecycle from "../../provider/lifecycle";
import { resourceNamed } from "../../provider/resources";
import type { Outputs } from "../../provider/resources/define";

export interface CoreOptions {
  readonly url: string;
  readonly token: string;
  readonly clock: Clock;
  readonly journalFolder: string;
  /** Sees every request on its way. */
  readonly watch?: (send: Send) => Send;
}

/** The whole core as one provider process has it: one client, one poller, one journal. */
export class Core {
  private readonly adapter: Adapter;

  constructor({ url, token, clock, journalFolder, watch = (same) => same }: CoreOptions) {
    this.adapter = new Adapter({
      clock: { ...boundClock(clock), wake: () => undefined },
      store: new FolderStore(journalFolder),
      transport: (apiUrl) => watch(send(apiUrl)),
    });
    this.adapter.configure({ token, apiUrl: url });
  }

  /** Check and create: what an `up` does with a resource that is new. */
  async up(kind: string, args: Outputs, name: string): Promise<void> {
    const definition = resourceNamed(kind);
    const urn = `urn:pulumi:benchmark::project::type::${name}`;
    await this.adapter.answer({ urn, secrets: [] }, async (context) => {
      const wanted = { definition, inputs: args, state: null };
      const { inputs, failures } = await lifecycle.check(context, wanted);
      const [failure] = failures;
      if (failure) throw new Error(`${failure.property} ${failure.reason}`);
      await lifecycle.create(context, { definition, inputs, state: null });
    });
  }
}

const boundClock = (clock: Clock): Clock => ({
  now: () => clock.now(),
  steady: () => clock.steady(),
  sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
});
