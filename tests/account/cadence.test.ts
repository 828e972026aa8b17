import { interval, leastInterval } from "../../provider/account/cadence";

/** When one action is polled, in seconds after its POST, until it is this old. */
function pollsAt(usualSeconds: number, untilAge: number): number[] {
  const polls: number[] = [];
  for (let age = 0; ;) {
    const lately = polls.filter((one) => one > age - 60).map((one) => one * 1000);
    const least = leastInterval(lately, age * 1000, 1, "plenty");
    age += Math.max(least, interval(age, usualSeconds));
    if (age > untilAge) return polls;
    polls.push(age);
  }
}

function delays(usualSeconds: number, from: number, to: number): number[] {
  const polls = pollsAt(usualSeconds, to + 10);
  return Array.from({ length: 1_000 }, (_, index) => {
    const end = from + ((to - from) * index) / 1_000;
    return Number(polls.find((poll) => poll >= end)) - end;
  });
}

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Usual durations, from a rename to a resize. */
const usual = [[1], [2], [5], [6.5], [8.5], [10], [11], [12], [15], [20], [30], [60], [180], [300]];

test.each(usual)("usually %d s: at most 120 polls in the first minute, if it hangs", (seconds) => {
  expect(pollsAt(seconds, 60).length).toBeLessThanOrEqual(120);
});

test.each(usual)("usually %d s: at most 25 polls a minute later, if it hangs", (seconds) => {
  const polls = pollsAt(seconds, 600);
  expect(polls.filter((poll) => poll > 540).length).toBeLessThanOrEqual(25);
});

const isShort = ([seconds]: number[]) => Number(seconds) < 150;

test.each(usual.filter(isShort))(
  "usually %d s: an end within a minute is noticed in time",
  (seconds) => {
    const found = delays(seconds, 1, 60);
    expect(mean(found)).toBeLessThanOrEqual(0.3);
    expect(Math.max(...found)).toBeLessThanOrEqual(0.6);
  },
);

test.each(usual.filter((one) => !isShort(one)))(
  "usually %d s: at most 25 polls a minute from the first, and an end is noticed within 3 s",
  (seconds) => {
    expect(pollsAt(seconds, 60).length).toBeLessThanOrEqual(25);
    const found = delays(seconds, 1, 600);
    expect(mean(found)).toBeLessThanOrEqual(1.5);
    expect(Math.max(...found)).toBeLessThanOrEqual(3);
  },
);

test.each([[6.5], [8.5], [10], [11]])(
  "usually %d s: an end after 6 to 11 s is noticed within 0.17 s on average",
  (seconds) => {
    expect(mean(delays(seconds, 6, 11))).toBeLessThanOrEqual(0.17);
  },
);

test("while a POST waits, polls are more than a second apart, and none is made before an end is likely", () => {
  expect(leastInterval([0], 0, 1, "short")).toBeGreaterThan(1);
  expect(interval(0, 10, "short")).toBe(5.5);
});

test("where half of a minute's requests are used up, a poll that takes several is made less often", () => {
  expect(leastInterval([0], 0, 4, "plenty")).toBe(0);
  expect(leastInterval([0], 0, 4, "half")).toBe(1.6);
});
