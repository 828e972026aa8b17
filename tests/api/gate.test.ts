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

test("of those that have to wait, a shared look goes before a POST, and a POST before reads", async () => {
  expect(await order(["other", "other", "post", "shared"])).toEqual([
    ...["other", "shared", "post", "other"],
  ]);
});

test("shared looks leave three turns of four to the others", async () => {
  const all = await order([
    ...Array.from({ length: 3 }, () => "shared" as const),
    ...Array.from({ length: 8 }, () => "other" as const),
  ]);
  expect(all.map((rank) => rank === "shared")).toEqual([
    ...[true, false, false, false, true, false, false, false, true, false, false],
  ]);
});
