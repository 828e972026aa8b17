import { OperationLog } from "../../provider/operation/log";
import { beginRecord } from "../../provider/operation/operation";
import { noteAction } from "../../provider/run/record";
import { FakeClock } from "../support/fakeClock";

test("what DigitalOcean says of an action is recorded once, however often it is polled", async () => {
  const about = { apiUrl: "https://api", urn: "urn:a", kind: "DropletReboot", target: "42" };
  const record = beginRecord({ about, base: null, inputs: "h", from: null, due: null }, 0);
  const log = new OperationLog(record, new FakeClock(), () => Promise.resolve());
  await log.append({
    is: "sent",
    ...{ dropletId: "42", type: "reboot", body: {}, awaits: "effect", takesPower: false },
  });
  const poll = async (status: "in-progress" | "completed") => {
    const action = { id: 7, type: "reboot", dropletId: "42", startedAt: "", completedAt: null };
    await noteAction({ log }, log.posts[0]!, { ...action, status });
  };
  for (const status of ["in-progress", "in-progress", "completed", "completed"] as const) {
    await poll(status);
  }
  expect(log.record.events.map((event) => "status" in event && event.status)).toEqual([
    false,
    "in-progress",
    "completed",
  ]);
});
