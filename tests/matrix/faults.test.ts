import type { Fault } from "../../simulator";
import { type Disturbance, eachStoryEndsAsDeclared } from "./disturbed";

/** Every kind of change under every kind of lost, late and refused answer. */

const post = (name: string, fault: Fault, times = 1): Disturbance => ({
  name,
  rules: [{ method: "POST", times, fault }],
});

/** JSON from the API, HTML from the gateways before it. */
const answers: readonly (readonly [number, string, unknown])[] = [
  [500, "JSON", { id: "server_error", message: "Unexpected server-side error" }],
  [502, "HTML", "<html><title>Bad Gateway</title></html>"],
  [503, "JSON", { id: "service_unavailable", message: "Server Unavailable" }],
  [504, "HTML", "<html><title>Gateway Time-out</title></html>"],
];

/** As long as the client waits: a hanging answer costs the test this much real time. */
const httpTimeout = 250;

const disturbances: Disturbance[] = [
  ...answers.flatMap(([status, form, body]) =>
    (["before", "after"] as const).map((when) =>
      post(`${status} in ${form} ${when} acceptance`, { when, status, body }),
    ),
  ),
  post("every answer lost", { when: "after", status: 502 }, Infinity),
  post("a reset before acceptance", { connection: "reset" }),
  post("a reset after acceptance", { when: "after", connection: "reset" }),
  { ...post("no answer, and no acceptance", { connection: "hang" }), httpTimeout },
  { ...post("no answer after acceptance", { when: "after", connection: "hang" }), httpTimeout },
  post("an answer cut short", { connection: "truncate" }),
  { name: "late answers", rules: [{ fault: { delayMs: 5 } }] },
  {
    name: "answers later than the client waits",
    rules: [{ method: "POST", times: 1, fault: { when: "after", delayMs: 2 * httpTimeout } }],
    httpTimeout,
  },
  {
    name: "429 with retry-after",
    rules: [{ times: 3, fault: { status: 429, headers: { "retry-after": "2" }, body: {} } }],
  },
  { name: "429 without any header", rules: [{ times: 2, fault: { status: 429, body: {} } }] },
  {
    name: "429 with the true rate headers, but without retry-after",
    rules: [{ nth: 3, times: 2, fault: { status: 429, body: {} } }],
    limits: { perHour: 5_000, perMinute: 250 },
  },
  { name: "a limit of ten requests a minute", limits: { perHour: 5_000, perMinute: 10 } },
  { name: "reads that fail", rules: [{ method: "GET", probability: 0.3, fault: { status: 500 } }] },
  {
    name: "reads that break off, reset or are not answered",
    rules: (["truncate", "reset", "hang"] as const).map((connection) => ({
      method: "GET",
      probability: 0.1,
      times: 2,
      fault: { connection },
    })),
    httpTimeout,
  },
];

describe.each(disturbances)("with $name", eachStoryEndsAsDeclared);
