import type { Operation } from "../../provider/operation/fold";
import { describeResult } from "../../provider/run/result";

const began = Date.parse("2026-11-24T12:00:00Z");

/** A reboot that took the Droplet down for so many seconds. */
function lineOf(seconds: number): string {
  const end = began + seconds * 1000;
  const [sentAt, endedAt] = [began, end].map((time) => new Date(time).toISOString());
  const post = { type: "reboot", dropletId: "42", sentAt, endedAt, action: null };
  const operation = { posts: [post], readyAt: null } as unknown as Operation;
  return describeResult(operation, { texts: new Map() }, [{ status: "active" } as never], end);
}

test.each([
  [119.4, "1 min 59 s"],
  [119.6, "2 min"],
  [150.2, "2 min 30 s"],
  [179.7, "3 min"],
])("a downtime of %d s is %s", (seconds, text) => {
  expect(lineOf(seconds)).toMatch(new RegExp(`, down for ${text}$`));
});
