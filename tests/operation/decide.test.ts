import { decide, type Situation } from "../../provider/operation/decide";
import { fold } from "../../provider/operation/fold";
import {
  beginRecord,
  type EventBody,
  type OperationRecord,
} from "../../provider/operation/operation";

/** The rows of the table "What is done with what an earlier run left" in docs/design/operation.md. */

const urn = "urn:a";
const now = Date.parse("2026-11-24T12:00:00Z");
const day = 86_400_000;

const sent: EventBody = {
  is: "sent",
  dropletId: "42",
  type: "reboot",
  body: {},
  awaits: "effect",
  takesPower: false,
};
const closed = (done: boolean): EventBody => ({ is: "closed", done });
const kept: EventBody = { is: "kept" };
const saved: EventBody = { is: "saved" };

interface Left {
  readonly id?: string;
  readonly base?: string | null;
  readonly inputs?: string;
  readonly isCreate?: boolean;
  readonly urn?: string;
  readonly target?: string;
  readonly daysAgo?: number;
}

/** An operation that an earlier run sent a POST for, and what happened then. */
function left(about: Left, ...events: EventBody[]) {
  const { id = "op", base = null, inputs = "1", isCreate = false, target = "42" } = about;
  const at = new Date(now - (about.daysAgo ?? 0) * day).toISOString();
  const record: OperationRecord = {
    ...beginRecord(
      {
        about: { apiUrl: "https://api", urn: about.urn ?? urn, kind: "DropletReboot", target },
        ...{ base, inputs, due: null, from: isCreate ? null : {} },
      },
      now,
    ),
    id,
    events: [sent, ...events].map((event) => ({ ...event, at })),
  };
  return fold(record);
}

const situation = (given: Partial<Situation>): Situation => ({
  ...{ urn, target: "42", inputs: "1", held: null, isCreate: true },
  ...given,
});
const create = (given: Partial<Situation> = {}) => situation(given);
const update = (held: Situation["held"], given: Partial<Situation> = {}) =>
  situation({ held, isCreate: false, ...given });

const S = { base: "S", kept: null };
const K = { base: null, kept: "K" };
const unknown = { base: null, kept: null };

test.each<[string, Situation, ReturnType<typeof left>[], string]>([
  ["nothing, for a new resource", create(), [], "begin null"],
  ["nothing, for a state", update(S), [], "begin S"],
  ["nothing, for an imported state", update(unknown), [], "begin null"],
  [
    "nothing, for a state with an unfinished operation of other inputs that has ended",
    update(K),
    [left({ id: "K", inputs: "2" }, closed(false))],
    "begin K",
  ],

  ["a create that was killed", create(), [left({ isCreate: true })], "resume op"],
  ["an update that was killed", update(S), [left({ base: "S" })], "resume op"],
  [
    "an update that was killed, and then renamed",
    update(S, { urn: "urn:b" }),
    [left({ base: "S" })],
    "resume op",
  ],
  [
    "a create that was killed under another name",
    create({ urn: "urn:b" }),
    [left({ isCreate: true })],
    "begin null",
  ],
  [
    "the operation that the engine keeps as unfinished",
    update(K),
    [left({ id: "K", isCreate: true }, kept)],
    "resume K",
  ],
  [
    "the same, finished by a run that was killed before the engine knew",
    update(K),
    [left({ id: "K", isCreate: true }, kept, closed(true))],
    "resume K",
  ],
  [
    "the same, a month ago",
    update(K),
    [left({ id: "K", isCreate: true, daysAgo: 30 }, kept)],
    "resume K",
  ],
  [
    "an update of what was unfinished that was killed",
    update(K, { inputs: "2" }),
    [left({ id: "K", isCreate: true }, kept, closed(false)), left({ base: "K", inputs: "2" })],
    "resume op",
  ],
  [
    "an update that ended as unfinished when the engine was already gone, so that it was not kept",
    update(S),
    [left({ base: "S" }, kept)],
    "resume op",
  ],
  [
    "what the engine kept as unfinished, and whose state was deleted since",
    create(),
    [left({ isCreate: true }, kept, saved)],
    "resume op",
  ],

  [
    "a create that was done, and killed before the engine saved it",
    create(),
    [left({ isCreate: true }, closed(true))],
    "answer op",
  ],
  [
    "an update that was done, and killed before the engine saved it",
    update(S),
    [left({ base: "S" }, closed(true))],
    "answer op",
  ],
  [
    "a create that was done eight days ago",
    create(),
    [left({ isCreate: true, daysAgo: 8 }, closed(true))],
    "begin null",
  ],
  [
    "a create that the engine has saved",
    create(),
    [left({ isCreate: true }, closed(true), saved)],
    "begin null",
  ],
  [
    "the operation that the state names as its last",
    update(S),
    [left({ id: "S", isCreate: true }, closed(true))],
    "begin S",
  ],
  ["a create that failed", create(), [left({ isCreate: true }, closed(false))], "begin null"],

  [
    "a create that was killed, with other inputs",
    create(),
    [left({ isCreate: true, inputs: "2" })],
    "end op inputs",
  ],
  [
    "an update that was killed, with other inputs",
    update(S),
    [left({ base: "S", inputs: "2" })],
    "end op inputs",
  ],
  [
    "an update that was killed, of an older state",
    update(S),
    [left({ base: "R" })],
    "end op inputs",
  ],
  [
    "an update that was killed, on another Droplet",
    update(S),
    [left({ base: "S", target: "43" })],
    "end op inputs",
  ],
  [
    "what is kept as unfinished, with other inputs",
    update(K, { inputs: "2" }),
    [left({ id: "K", isCreate: true }, kept)],
    "end K inputs",
  ],
  [
    "a create that was killed eight days ago",
    create(),
    [left({ isCreate: true, daysAgo: 8 })],
    "end op age",
  ],

  [
    "a replacement that was killed",
    create({ held: S }),
    [left({ base: "S", isCreate: true })],
    "resume op",
  ],
  [
    "a replacement that was killed, and then renamed",
    create({ held: S, urn: "urn:b" }),
    [left({ base: "S", isCreate: true })],
    "resume op",
  ],
  [
    "a replacement that was killed, and was then taken back",
    update(S),
    [left({ base: "S", isCreate: true })],
    "end op inputs",
  ],
  [
    "a taint that was killed",
    create({ held: unknown }),
    [left({ base: "unknown", isCreate: true })],
    "resume op",
  ],
  [
    "a taint that was killed, and was then taken back",
    update(S),
    [left({ base: "unknown", isCreate: true })],
    "end op inputs",
  ],
  [
    "a create that was done, for a taint of it",
    create({ held: unknown }),
    [left({ isCreate: true }, closed(true))],
    "begin unknown",
  ],
  [
    "what is kept as unfinished, for a taint of it",
    create({ held: unknown }),
    [left({ isCreate: true }, kept, saved)],
    "begin unknown",
  ],
])("%s", (_what, given, operations, expected) => {
  const decision = decide(given, operations, now);
  const said = {
    begin: () => (decision.do === "begin" ? String(decision.base) : ""),
    resume: () => (decision.do === "resume" ? decision.operation.id : ""),
    answer: () => (decision.do === "answer" ? decision.operation.id : ""),
    end: () => (decision.do === "end" ? `${decision.operation.id} ${decision.because}` : ""),
  }[decision.do]();
  expect(`${decision.do} ${said}`).toBe(expected);
});
