import { createClient } from "../../provider/api/client";
import { createDigitalOcean } from "../../provider/api/digitalocean";
import type { Send } from "../../provider/api/link";
import { send } from "../../provider/api/send";
import type { Clock } from "../../provider/clock";
import { Journal } from "../../provider/journal/journal";
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
  private readonly session = lifecycle.newSession();
  private readonly api;
  private readonly journal;

  constructor(private readonly options: CoreOptions) {
    const { url, token, clock, journalFolder, watch = (same) => same } = options;
    const configuration = { token, apiUrl: url, requestsPerSecond: undefined };
    this.api = createDigitalOcean(createClient(configuration, clock, watch(send(url))), clock);
    this.journal = new Journal(journalFolder, clock, () => undefined);
  }

  /** Check and create: what an `up` does with a resource that is new. */
  async up(kind: string, args: Outputs, name: string): Promise<void> {
    const definition = resourceNamed(kind);
    const call: lifecycle.Call = {
      urn: `urn:pulumi:benchmark::project::type::${name}`,
      preview: false,
      clock: this.options.clock,
      api: () => this.api,
      apiUrl: () => this.options.url,
      journal: this.journal,
      stopped: () => false,
      log: () => undefined,
      status: () => undefined,
      session: this.session,
    };
    const { inputs, failures } = await lifecycle.check(definition, call, {}, args);
    const [failure] = failures;
    if (failure) throw new Error(`${failure.property} ${failure.reason}`);
    await lifecycle.create(definition, call, inputs);
  }
}
