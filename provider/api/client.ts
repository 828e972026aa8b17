import type { Clock } from "../clock";
import type { Configuration } from "../configuration";
import { version } from "../version";
import { authorize } from "./authorize";
import { Budget } from "./budget";
import { identify } from "./identify";
import { chain, type Client, type Send } from "./link";
import { patiently } from "./patience";
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
  const { token, tokenFrom, requestsPerSecond } = configuration;
  const budget = new Budget(clock, requestsPerSecond);
  const way = chain(
    [
      raise(clock, tokenFrom),
      redact(token),
      retry(clock),
      budget.link,
      patiently(clock),
      identify(version),
      authorize(token),
    ],
    transport,
  );
  return Object.assign(way, { budget });
}
