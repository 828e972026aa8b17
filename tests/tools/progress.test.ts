import { clock, showProgress } from "../../tools/progress";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const stages = [
  { name: "fetching", typicalSeconds: 20 },
  { name: "compiling", typicalSeconds: 80 },
];

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 200, write: (text: string) => written.push(text) };
}

test("without a terminal there is a line at the start, every 15 seconds, and at the end", () => {
  const output = terminal(false);
  const progress = showProgress("Building", stages, output);
  progress.next();
  progress.report(0.5);
  jest.advanceTimersByTime(30_000);
  progress.done("ready");

  expect(output.written).toEqual([
    "Building, usually 1:40 ...\n",
    "Building: 10 %, 0:15 elapsed, about 1:35 left (fetching)\n",
    "Building: 10 %, 0:30 elapsed, about 1:50 left (fetching)\n",
    "Building: ready (0:30)\n",
  ]);
});

test("the time left follows the speed of this machine", () => {
  const output = terminal(true);
  const progress = showProgress("Building", stages, output);
  progress.next();
  jest.advanceTimersByTime(10_000);
  progress.next();
  progress.report(0.5, "(7 of 14)");
  jest.advanceTimersByTime(20_000);

  expect(output.written.at(-1)).toContain(
    "60 %, 0:30 elapsed, about 0:20 left  compiling (7 of 14)",
  );
});

test("a fast short stage promises nothing about the long one", () => {
  const output = terminal(true);
  const progress = showProgress("Building", stages, output);
  progress.next();
  jest.advanceTimersByTime(1_000);
  progress.next();
  jest.advanceTimersByTime(1_000);

  expect(output.written.at(-1)).toContain("about 1:20 left");
});

test("a stage that turns out to be short makes the rest a larger share", () => {
  const output = terminal(true);
  const progress = showProgress("Building", stages, output);
  progress.next();
  progress.next(20);
  jest.advanceTimersByTime(1_000);

  expect(output.written.at(-1)).toContain("50 %");
});

test("a line never breaks on a narrow terminal", () => {
  const output = { ...terminal(true), columns: 40 };
  showProgress("Building", stages, output).next();

  expect(output.written.at(-1)).toHaveLength("\r\u001b[K".length + 39);
});

test("times read as minutes and seconds", () => {
  expect([clock(0), clock(59.6), clock(75), clock(-3)]).toEqual(["0:00", "1:00", "1:15", "0:00"]);
});
