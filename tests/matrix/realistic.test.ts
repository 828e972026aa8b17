import { type Disturbance, eachStoryEndsAsDeclared } from "./disturbed";

/** Every kind of change with the times, lags and forms that the real API was seen to have. */

const preset = "realistic";
const lost = { method: "POST", times: 1, fault: { when: "after", status: 504 } } as const;

const disturbances: Disturbance[] = [
  { name: "nothing else", preset },
  { name: "the first answer lost", preset, rules: [lost] },
  {
    name: "another action, in other words for it",
    preset,
    switches: { busyAnswer: "blocking-events" },
    foreignSeconds: 30,
  },
  {
    name: "another action that locks the Droplet",
    preset,
    switches: { busyAnswer: "locked-by-event", errorForm: "nested" },
    foreignSeconds: 30,
  },
  {
    name: "snapshots made a second after their action began, and errors of an odd form",
    preset,
    switches: { snapshotCreatedAfterSeconds: 1, errorForm: "message-object" },
    rules: [lost],
  },
  {
    name: "503 without a request id",
    preset,
    rules: [{ method: "POST", times: 1, fault: { status: 503 } }],
    limits: { perHour: 5_000, perMinute: 250 },
  },
];

describe.each(disturbances)("as seen, with $name", eachStoryEndsAsDeclared);
