import { fold } from "../../provider/operation/fold";
import { beginRecord, type EventBody, parseRecord } from "../../provider/operation/operation";

/** What the events of an operation come to. */

const about = { apiUrl: "https://api", urn: "urn:a", kind: "DropletResize", target: "42" };
const begun = beginRecord({ about, base: null, inputs: "h", from: null, due: null }, 0);
const at = (second: number) => new Date(second * 1000).toISOString();
const folded = (...events: EventBody[]) =>
  fold({
    ...begun,
    events: events.map((event, index) => ({ ...event, at: at(index) })),
  });

const sent = (type = "resize", more: object = {}): EventBody => ({
  is: "sent",
  ...{ dropletId: "42", type, body: {}, awaits: "effect", takesPower: false },
  ...more,
});
const action = (post: number, status: "in-progress" | "completed" | "errored"): EventBody => ({
  is: "action",
  ...{ post, id: 7 + post, status, startedAt: at(0), completedAt: null, adopted: false },
});
const shutdown = sent("shutdown", { awaits: "power off", takesPower: true });

test("a POST that left has no action until an answer or a look-up names it", () => {
  expect(folded(sent()).posts).toMatchObject([{ action: null, awaits: "effect", sentAt: at(0) }]);
  expect(folded(sent(), { is: "lost", post: 0 }).posts).toMatchObject([{ lostAt: at(1) }]);
  expect(folded(sent(), action(0, "in-progress")).posts).toMatchObject([{ action: { id: 7 } }]);
});

test("a POST that was not accepted is none, and the numbers of the others stay", () => {
  const { posts } = folded(sent("shutdown"), { is: "dropped", post: 0 }, sent("resize"));
  expect(posts.map(({ number, type }) => [number, type])).toEqual([[1, "resize"]]);
});

test("a POST for which no action was found is none, unless it is doubted", () => {
  const lost = [sent(), { is: "lost", post: 0 }, { is: "not found", post: 0 }] as EventBody[];
  expect(folded(...lost)).toMatchObject({ posts: [], notFound: [{ number: 0 }] });
  expect(folded(...lost, { is: "doubted", post: 0 })).toMatchObject({
    posts: [{ number: 0, awaits: "effect", doubtedAt: at(3) }],
    notFound: [],
  });
});

test("an action that turned out to be somebody else's is looked up again, and stays known", () => {
  const { posts, takenActionIds } = folded(sent(), action(0, "completed"), {
    is: "disowned",
    post: 0,
  });
  expect(posts).toMatchObject([{ action: null, before: { actionIds: [7] } }]);
  expect(takenActionIds).toEqual([7]);
});

test.each(["verified", "released"] as const)("nobody waits for a POST that is %s", (is) => {
  expect(folded(sent(), { is, post: 0 }).posts).toMatchObject([{ awaits: null }]);
});

test("power that a POST took is to be restored until it is", () => {
  expect(folded(shutdown).restoresPower).toBe(true);
  expect(folded(shutdown, { is: "released", post: 0 }).restoresPower).toBe(true);
  expect(folded(shutdown, { is: "dropped", post: 0 }).restoresPower).toBe(false);
  expect(folded(shutdown, { is: "power restored" }).restoresPower).toBe(false);
  expect(folded(shutdown, { is: "power restored" }, shutdown).restoresPower).toBe(true);
});

test("an operation that a run works on again is open", () => {
  const done: EventBody[] = [sent(), { is: "closed", done: true }, { is: "saved" }];
  expect(folded(...done)).toMatchObject({ closed: "done", isSaved: true });
  const again: EventBody = { is: "worked", run: "r" };
  expect(folded(...done, again)).toMatchObject({ closed: null, isSaved: false, run: "r" });
});

test("the Droplets of a tag are those of the POST that was accepted", () => {
  const tagged: EventBody = { is: "tagged", dropletIds: ["42", "43"] };
  expect(folded(tagged, sent()).tagged).toEqual(["42", "43"]);
  expect(folded(tagged, { is: "tagged", dropletIds: null }).tagged).toBeUndefined();
});

test.each([
  ["another version", { ...begun, version: 1 }],
  ["an event that this release does not know", { ...begun, events: [{ is: "flown", at: at(0) }] }],
  ["something else", { posts: [] }],
])("a record of %s is an error, and never taken for something else", (_what, value) => {
  expect(() => parseRecord(value)).toThrow();
});
