import { createProgress } from "../../provider/run/progress";
import { FakeClock } from "../support/fakeClock";

test("a row has the time first and ids last, and fits 80 columns beside a resource's name", () => {
  const rows: string[] = [];
  const clock = new FakeClock();
  const progress = createProgress(clock, (row) => rows.push(row));
  const resize = { head: "resize", usualSeconds: 180, tail: " (action 3169590176)" };
  progress.waiting(resize, clock.now() - 11_000);
  progress.done({ ...resize, head: "resize completed" }, clock.now() - 160_000);
  expect(rows).toEqual([
    "resize 11 s of about 3 min (action 3169590176)",
    "resize completed after 3 min (action 3169590176)",
  ]);
});
