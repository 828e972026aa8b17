import { createClient } from "../../provider/api/client";
import { createDigitalOcean, type DigitalOcean } from "../../provider/api/digitalocean";
import { Budget } from "../../provider/api/budget";
import type { ApiRequest } from "../../provider/api/link";
import { Poller } from "../../provider/run/poller";

/** A run that is cancelled wakes the clock: waits for the rate limit end, and nothing is sent for it any more. */

/** Time that stands still, so that whoever sleeps does so until it is woken. */
class StandingClock {
  private readonly sleepers: (() => void)[] = [];
  private readonly time = Date.parse("2026-11-24T12:00:00Z");
  readonly now = () => this.time;
  readonly steady = this.now;
  readonly sleep = () => new Promise<void>((wake) => void this.sleepers.push(wake));
  wake(): void {
    for (const wake of this.sleepers.splice(0)) wake();
  }
}

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise((next) => setImmediate(next));
};

/** Every request is answered that the rate limit is used up for a minute. */
function usedUp() {
  const clock = new StandingClock();
  const sent: ApiRequest[] = [];
  const send = createClient(
    { token: "t", apiUrl: "https://api.digitalocean.com", requestsPerSecond: undefined },
    clock,
    (request) => {
      sent.push(request);
      return Promise.resolve({ status: 429, headers: { "retry-after": "60" }, data: {} });
    },
  );
  return { clock, send, sent };
}

const get: ApiRequest = { method: "GET", path: "/v2/droplets/42", scopes: [], dropletId: "42" };
const post: ApiRequest = { ...get, method: "POST", path: "/v2/droplets/42/actions" };

test("a GET that waits to be sent again ends with its last answer", async () => {
  const { clock, send, sent } = usedUp();
  const read = send(get).catch((error: unknown) => error);
  await turns();
  clock.wake();
  expect(await read).toMatchObject({ name: "AnswerError", facts: { httpStatus: 429 } });
  expect(sent).toHaveLength(1);
});

test("a GET that waits for its turn ends as the one that was refused", async () => {
  const { clock, send, sent } = usedUp();
  const reads = [send(get)];
  await turns();
  reads.push(send(get));
  await turns();
  const ends = Promise.allSettled(reads);
  clock.wake();
  for (const end of await ends) {
    expect(end).toMatchObject({ reason: { name: "AnswerError", facts: { httpStatus: 429 } } });
  }
  expect(sent).toHaveLength(1);
});

test("a POST that waits for its turn is asked whether it is still wanted", async () => {
  const { clock, send, sent } = usedUp();
  void send(get).catch(() => undefined);
  await turns();
  const onTurn = () => {
    throw new Error("stopped");
  };
  const stopped = send({ ...post, onTurn }).catch((error: unknown) => error);
  const ends: string[] = [];
  const owed = () => void ends.push("power is put back");
  void send(post).then(owed, owed);
  await turns();
  clock.wake();
  expect(await stopped).toMatchObject({ message: "stopped" });
  await turns();
  expect(ends).toEqual([]);
  expect(sent).toHaveLength(1);
});

test("a Droplet can be read again after its read was given up before its turn", async () => {
  const { clock, send } = usedUp();
  const api = createDigitalOcean(send, clock);
  void send(get).catch(() => undefined);
  await turns();
  for (let time = 0; time < 2; time++) {
    const read = api.droplet("42").catch((error: unknown) => error);
    await turns();
    clock.wake();
    expect(await read).toMatchObject({ facts: { httpStatus: 429 } });
  }
});

test("who waits for an action hears of it before the next look, which may have to wait", async () => {
  const clock = new StandingClock();
  let looks = 0;
  const action = () =>
    looks++ === 0 ? Promise.resolve({ status: "in-progress" }) : new Promise(() => undefined);
  const api = { budget: new Budget(clock), action } as unknown as DigitalOcean;
  let stopped = false;
  const onLook = () => {
    if (stopped) throw new Error("stopped");
  };
  const wait = new Poller(api, clock).wait({
    dropletId: "42",
    actionId: 1,
    since: clock.now(),
    until: clock.now() + 600_000,
    usualSeconds: 60,
    onLook,
  });
  const end = wait.catch((error: unknown) => error);
  await turns();
  clock.wake();
  await turns();
  stopped = true;
  clock.wake();
  expect(await end).toMatchObject({ message: "stopped" });
});
