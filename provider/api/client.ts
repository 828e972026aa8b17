import type { Clock } from "../clock";
import type { Configuration } from "../configuration";
import { version } from "../version";
import { authorize } from "./authorize";
import { Budget } from "./budget";
import { identify } from "./identify";
import { chain, type Client, type Send } from "./link";
import { pace } from "./pace";
import { raise } from "./raise";
import { redact } from "./redact";
import { retry } from "./retry";
import { send } from "./send";

/** The way of every request, outermost link first. */
export function createClient(
  configuration: Configuration,
  clock: Clock,
  transport: Send = send(configuration.apiUrl),
): Client {
  const { token, requestsPerSecond } = configuration;
  const budget = new Budget(clock);
  const way = chain(
    [
      raise(clock),
      redact(token),
      retry(clock),
      pace(clock, budget, requestsPerSecond),
      identify(version),
      authorize(token),
    ],
    transport,
  );
  return Object.assign(way, { budget });
}
