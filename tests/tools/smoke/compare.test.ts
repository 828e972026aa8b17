import { compare } from "../../../tools/smoke/compare";
import { durations } from "../../../tools/smoke/durations";
import { routeOf, type Exchange } from "../../../tools/smoke/exchange";
import { observe } from "../../../tools/smoke/observations";
import { report } from "../../../tools/smoke/report";

const began = Date.parse("2026-11-29T10:00:00Z");

function exchange(
  method: string,
  path: string,
  status: number,
  answer: unknown,
  more: Partial<Exchange> & { second?: number } = {},
): Exchange {
  const { second = 0, ...rest } = more;
  return {
    at: new Date(began + second * 1000).toISOString(),
    method,
    path,
    query: {},
    route: routeOf(path),
    status,
    headers: {},
    answer,
    tookMilliseconds: 0,
    ...rest,
  };
}

const droplet = (fields: object, status = 200) =>
  exchange("GET", "/v2/droplets/1", status, { droplet: fields });

const post = (type: string, status: number, answer: unknown, more = {}) =>
  exchange("POST", "/v2/droplets/1/actions", status, answer, { request: { type }, ...more });

test("the same answers do not differ, whatever ids, names and the number of polls are", () => {
  const other = exchange("GET", "/v2/droplets/2", 200, { droplet: { id: 2, name: "b" } });
  const one = droplet({ id: 1, name: "a" });
  expect(compare([one, one, one], [other])).toEqual([]);
});

test.each([
  [
    "a field",
    [droplet({ id: 1, disk_info: [{ type: "local" }] })],
    [droplet({ id: 1 })],
    { what: "field", real: "droplet.disk_info: array", simulated: "" },
  ],
  [
    "the type of a field",
    [droplet({ id: "1" }), droplet({ id: 1 })],
    [droplet({ id: 1 })],
    { what: "type", real: "droplet.id: number or string", simulated: "droplet.id: number" },
  ],
  [
    "a status and its text",
    [droplet({ id: 1 }), exchange("GET", "/v2/droplets/1", 404, { message: "No 123456" })],
    [droplet({ id: 1 })],
    { what: "status", real: "404", simulated: "" },
  ],
  [
    "a header",
    [{ ...droplet({ id: 1 }), headers: { "cf-ray": "<hidden>" } }],
    [{ ...droplet({ id: 1 }), headers: { "content-type": "application/json" } }],
    { what: "header", real: "cf-ray", simulated: "content-type: application/json" },
  ],
  [
    "an action that the one never got",
    [droplet({ id: 1 }), post("reboot", 201, {})],
    [droplet({ id: 1 })],
    { what: "request", real: "asked", simulated: "never asked" },
  ],
])("what differs is named: %s", (_name, real, simulated, difference) => {
  expect(compare(real, simulated)[0]).toMatchObject(difference);
});

test("texts are compared without ids", () => {
  const refused = (message: string) => post("reboot", 422, { id: "x", message });
  expect(compare([refused("Droplet 12345 is off")], [refused("Droplet 67890 is off")])).toEqual([]);
  expect(compare([refused("is off")], [refused("is on")])).toEqual([
    {
      where: "POST /v2/droplets/{id}/actions reboot",
      what: "text",
      real: "is off",
      simulated: "is on",
    },
  ]);
});

test("actions take what their own times say, or until they were seen ended", () => {
  const action = (completed_at: string | null) => ({
    action: {
      id: 7,
      type: "rename",
      status: "completed",
      started_at: "2026-11-29T10:00:00Z",
      completed_at,
    },
  });
  const at = (answer: unknown, second: number) =>
    exchange("GET", "/v2/droplets/1/actions/7", 200, answer, { second });
  expect(durations([at(action(null), 4), at(action(null), 9)])).toMatchObject([
    { type: "rename", seconds: [4], simulated: "0" },
  ]);
  expect(durations([at(action(null), 4), at(action("2026-11-29T10:00:02Z"), 9)])).toMatchObject([
    { seconds: [2] },
  ]);
});

describe("what the traffic says of the simulator's switches", () => {
  test("nothing, where there was none", () => {
    expect(new Set(Object.values(observe([])))).toEqual(new Set([undefined]));
  });

  test("whether a question was accepted", () => {
    const asked = (question: string, status: number) => post("x", status, {}, { question });
    const seen = observe([
      asked("rebootWhileOff", 201),
      asked("powerCycleWhileOff", 422),
      asked("enableIpv6WhenEnabled", 409),
      asked("rebuildWithin", 201),
      asked("rebuildWithin", 422),
      asked("tagWithoutDroplets", 404),
    ]);
    expect(seen).toMatchObject({
      rebootWhileOff: "accept",
      powerCycleWhileOff: "refuse",
      enableIpv6WhenEnabled: "HTTP 409",
      rebuildWithin: "family",
      tagWithoutDroplets: "not-found",
    });
  });

  test("the form of a Droplet and its addresses", () => {
    const networks = {
      v4: [
        { type: "public", gateway: "<ip>" },
        { type: "private", gateway: "" },
      ],
    };
    expect(observe([droplet({ networks })])).toMatchObject({
      networkOrder: "public-first",
      privateGateway: "empty",
      answerFields: "seen",
    });
  });

  test("how long after its end the effect of an action shows", () => {
    const action = (status: string) => ({
      action: { id: 7, type: "power_off", status, completed_at: null },
    });
    const path = "/v2/droplets/1/actions/7";
    const seen = observe([
      post("power_off", 201, action("in-progress")),
      exchange("GET", path, 200, action("completed"), { second: 10 }),
      { ...droplet({ status: "active" }), at: new Date(began + 11_000).toISOString() },
      { ...droplet({ status: "off" }), at: new Date(began + 13_000).toISOString() },
    ]);
    expect(seen).toMatchObject({
      effectLagSeconds: "power_off 3 to 3",
      completedAtNull: "true",
      outcomes: "all completed",
    });
  });

  test("the words of a refusal", () => {
    const busy = (status: number, message: unknown) =>
      observe([post("rename", status, { id: "x", message }, { question: "busyAnswer" })]);
    expect(busy(422, "Droplet already has a pending event.")).toMatchObject({
      busyAnswer: "pending-event",
      errorForm: "plain",
    });
    expect(busy(423, { errors: ["Wait"] })).toMatchObject({
      busyAnswer: `HTTP 423: {"errors":["Wait"]}`,
      errorForm: "message-object",
    });
  });
});

test("the report holds every switch, and says what went wrong", () => {
  const text = report("a run", ["Deployment 1 of 3 failed."], [droplet({ a: 1 })], [droplet({})]);
  expect(text).toContain("- Deployment 1 of 3 failed.");
  expect(text).toContain("| whileLocked |  | refuse |");
  expect(text).toContain("| GET /v2/droplets/{id} | field | droplet.a: number |  |");
});
