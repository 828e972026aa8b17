import { performance } from "node:perf_hooks";
import { systemClock } from "../provider/clock";

/** The computer's clock as its user sets it, and one that nobody sets. */
let wall: number;
let steady: number;

beforeEach(() => {
  wall = Date.now() + 1_000_000;
  steady = performance.now();
  jest.spyOn(Date, "now").mockImplementation(() => wall);
  jest.spyOn(performance, "now").mockImplementation(() => steady);
});

afterEach(() => jest.restoreAllMocks());

function pass(milliseconds: number): void {
  wall += milliseconds;
  steady += milliseconds;
}

test("time continues as before when the computer's clock is set back", () => {
  const before = systemClock.now();
  pass(5_000);
  wall -= 900_000;
  pass(5_000);
  expect((systemClock.now() - before) / 1000).toBeCloseTo(10);
});

test("time follows a clock that runs on further, as after a computer's sleep", () => {
  const before = systemClock.now();
  pass(5_000);
  wall += 900_000;
  expect((systemClock.now() - before) / 1000).toBeCloseTo(905);
});
