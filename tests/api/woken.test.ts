import { Account } from "../../provider/account/account";
import { createClient } from "../../provider/api/client";
import type { ApiRequest } from "../../provider/api/link";

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
    {
      token: "t",
      tokenFrom: { name: "DIGITALOCEAN_TOKEN", isKept: false },
      apiUrl: "https://api.digitalocean.com",
      requestsPerSecond: undefined,
    },
    clock,
    (request) => {
      sent.push(request);
      return Promise.resolve({ status: 429, headers: { "retry-after": "60" }, data: {} });
    },
  );
  return { clock, send, sent };
}

const get: ApiRequest = { method: "GET", path: "/v2/droplets/42", scopes: [], dropletId: "42" };

test("a GET that waits to be sent again ends with its last answer", async () => {
  const { clock, send, sent } = usedUp();
  const read = send(get).catch((error: unknown) => error);
  await turns();
  clock.wake();
  expect(await read).toMatchObject({ name: "AnswerError", facts: { httpStatus: 429 } });
  expect(sent).toHaveLength(1);
});

test("a Droplet can be read again after its read was given up before it left the queue", async () => {
  const { clock, send } = usedUp();
  const account = Account.of(send, clock);
  void send(get).catch(() => undefined);
  await turns();
  for (let time = 0; time < 2; time++) {
    const cancelling = new AbortController();
    const read = account.within({ signal: cancelling.signal }).droplet("42");
    await turns();
    cancelling.abort();
    await expect(read).rejects.toMatchObject({ page: "run-stopped" });
  }
});

test("who waits hears of a run that is cancelled before the next poll", async () => {
  const { clock, send } = usedUp();
  let polls = 0;
  let stopped = false;
  const end = Account.of(send, clock)
    .poller.wait({
      since: clock.now(),
      until: clock.now() + 600_000,
      usualSeconds: 60,
      read: () => Promise.resolve(void polls++),
      onPoll: () => {
        if (stopped) throw new Error("stopped");
      },
    })
    .catch((error: unknown) => error);
  await turns();
  stopped = true;
  clock.wake();
  expect(await end).toMatchObject({ message: "stopped" });
  expect(polls).toBe(0);
});
