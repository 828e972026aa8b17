import { Gate, type Rank } from "../../provider/api/gate";
import { FakeClock } from "../support/fakeClock";

/** The order in which requests pass that all come at once, one each 300 ms. */
async function order(ranks: readonly Rank[]): Promise<Rank[]> {
  const clock = new FakeClock();
  const gate = new Gate(clock);
  const passed: Rank[] = [];
  await Promise.all(
    ranks.map((rank) =>
      gate.pass(rank, () => {
        passed.push(rank);
        gate.close(clock.now() + 300);
      }),
    ),
  );
  return passed;
}

test("of those that have to wait, a look goes before a POST, and a POST before other reads", async () => {
  expect(await order(["read", "read", "post", "look"])).toEqual(["read", "look", "post", "read"]);
});

test("looks leave three turns of four to the others", async () => {
  const all = await order([
    ...Array.from({ length: 3 }, () => "look" as const),
    ...Array.from({ length: 8 }, () => "read" as const),
  ]);
  expect(all.map((rank) => rank === "look")).toEqual([
    ...[true, false, false, false, true, false, false, false, true, false, false],
  ]);
});

test("a gate that is closed to the rest lets a look through that comes later", async () => {
  const clock = new FakeClock();
  const gate = new Gate(clock);
  const began = clock.now();
  const passed: string[] = [];
  const pass = (rank: Rank) =>
    gate.pass(rank, () => passed.push(`${rank} after ${clock.now() - began} ms`));
  gate.close(began + 30_000, "rest");
  const post = pass("post");
  await clock.sleep(5_000);
  await pass("look");
  await post;
  expect(passed).toEqual(["look after 5000 ms", "post after 30000 ms"]);
});

test("nobody passes a gate that is closed to all", async () => {
  const clock = new FakeClock();
  const gate = new Gate(clock);
  const began = clock.now();
  gate.close(began + 30_000);
  await gate.pass("look", () => undefined);
  expect(clock.now() - began).toBe(30_000);
});
