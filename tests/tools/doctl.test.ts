import { findDoctl } from "../../tools/doctl";
import { temporaryFolder } from "./fakePulumi";

const nowhere = temporaryFolder();

test("without Go there is no doctl, and that is said instead of failing", async () => {
  expect(await findDoctl({ HOME: nowhere, PATH: nowhere })).toEqual({ reason: "no Go" });
});
