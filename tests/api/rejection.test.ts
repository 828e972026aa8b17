import { AnswerError, LostAnswerError, rejectionOf } from "../../provider/errors";

const rejected = (answer: string, httpStatus = 422, method = "POST") =>
  new AnswerError({ httpStatus, method }, answer, "");
const alreadyOff = /already (powered )?off/;

test.each([
  ["busy", 422, "Droplet already has a pending event."],
  ["busy", 422, "there are currently blocking events processing for one or more of the droplets"],
  ["busy", 409, "Droplet is currently locked by an in-progress event."],
  ["locked", 422, "This Droplet is locked. Please open a support ticket."],
  ["locked", 403, "Droplet is LOCKED"],
  ["already so", 422, "Droplet is already powered off."],
  ["final", 422, "The lock file is unblocked"],
  ["final", 404, "The resource you were accessing could not be found."],
  [undefined, 429, "Droplet already has a pending event."],
])("a POST is %s that is answered %i %j", (rejection, status, answer) => {
  expect(rejectionOf(rejected(answer, status), alreadyOff)).toBe(rejection);
});

test("what is no answer to a POST is no rejection", () => {
  expect(rejectionOf(rejected("Droplet is locked", 422, "GET"))).toBeUndefined();
  expect(rejectionOf(new LostAnswerError({ method: "POST" }, "locked", ""))).toBeUndefined();
  expect(rejectionOf(new Error("pending event"))).toBeUndefined();
});
