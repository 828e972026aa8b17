import { nextLook } from "../../provider/run/cadence";

/** When one action is looked at, in seconds after its POST, until it is this old. */
function looksAt(usualSeconds: number, untilAge: number): number[] {
  const looks: number[] = [];
  for (let age = 0; ;) {
    const lately = looks.filter((one) => one > age - 60).map((one) => one * 1000);
    const waiting = [{ since: 0, until: Infinity, usualSeconds }];
    age += nextLook(waiting, age * 1000, lately) / 1000;
    if (age > untilAge) return looks;
    looks.push(age);
  }
}

function delays(usualSeconds: number, from: number, to: number): number[] {
  const looks = looksAt(usualSeconds, to + 10);
  return Array.from({ length: 1_000 }, (_, index) => {
    const end = from + ((to - from) * index) / 1_000;
    return Number(looks.find((look) => look >= end)) - end;
  });
}

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Usual durations, from a rename to a resize. */
const usual = [[1], [2], [5], [6.5], [8.5], [10], [11], [12], [15], [20], [30], [60], [180], [300]];

test.each(usual)("usually %d s: at most 120 looks in the first minute, if it hangs", (seconds) => {
  expect(looksAt(seconds, 60).length).toBeLessThanOrEqual(120);
});

test.each(usual)("usually %d s: at most 25 looks a minute later, if it hangs", (seconds) => {
  const looks = looksAt(seconds, 600);
  expect(looks.filter((look) => look > 540).length).toBeLessThanOrEqual(25);
});

test.each(usual)("usually %d s: an end within a minute is noticed in time", (seconds) => {
  const found = delays(seconds, 1, 60);
  expect(mean(found)).toBeLessThanOrEqual(0.3);
  expect(Math.max(...found)).toBeLessThanOrEqual(0.6);
});

test.each([[6.5], [8.5], [10], [11]])(
  "usually %d s: an end after 6 to 11 s is noticed within 0.17 s on average",
  (seconds) => {
    expect(mean(delays(seconds, 6, 11))).toBeLessThanOrEqual(0.17);
  },
);
