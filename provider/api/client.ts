import type { Clock } from "../clock";
import type { Configuration } from "../configuration";
import { version } from "../version";
import { authorize } from "./authorize";
import { identify } from "./identify";
import { chain, type Send } from "./link";
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
): Send {
  const { token, requestsPerSecond } = configuration;
  return chain(
    [
      raise(clock),
      redact(token),
      retry(clock),
      pace(clock, requestsPerSecond),
      identify(version),
      authorize(token),
    ],
    transport,
  );
}
