import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { fillCache } from "../../tools/pulumiCache";
import { temporaryFolder } from "./fakePulumi";

const folder = temporaryFolder();
let count = 0;

function emptyCache() {
  const parent = join(folder, String(++count));
  const root = join(parent, "pulumi-v1");
  const content = () => readFileSync(join(root, "file"), "utf8");
  const isComplete = () => Promise.resolve(existsSync(join(root, "file")));
  return { parent, root, content, isComplete };
}

/** A fill that waits half-way until it is allowed to continue. */
function pausedFill(text: string) {
  let goOn = () => {};
  const paused = new Promise<void>((resolve) => (goOn = resolve));
  const fill = async (partial: string) => {
    writeFileSync(join(partial, "half"), "");
    await paused;
    writeFileSync(join(partial, "file"), text);
  };
  return { fill, goOn };
}

test("nothing is to be seen in place before the last file is written", async () => {
  const { root, content, isComplete } = emptyCache();
  const { fill, goOn } = pausedFill("whole");

  const filling = fillCache(root, isComplete, fill);
  expect(existsSync(root)).toBe(false);
  goOn();
  await filling;

  expect(content()).toBe("whole");
});

test("a fill that fails leaves nothing behind", async () => {
  const { parent, root, isComplete } = emptyCache();
  const fill = (partial: string) => {
    writeFileSync(join(partial, "half"), "");
    return Promise.reject(new Error("no space"));
  };

  await expect(fillCache(root, isComplete, fill)).rejects.toThrow("no space");

  expect(readdirSync(parent)).toEqual([]);
});

test("of two fills at the same time the faster one stays, and both succeed", async () => {
  const { parent, root, content, isComplete } = emptyCache();
  const slow = pausedFill("slow");
  const fast = pausedFill("fast");

  const fillings = [
    fillCache(root, isComplete, slow.fill),
    fillCache(root, isComplete, fast.fill),
  ] as const;
  fast.goOn();
  await fillings[1];
  slow.goOn();
  await fillings[0];

  expect(content()).toBe("fast");
  expect(readdirSync(parent)).toEqual(["pulumi-v1"]);
});

test("what lies in place and is not complete makes way", async () => {
  const { parent, root, content, isComplete } = emptyCache();
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, "rest"), "");
  const { fill, goOn } = pausedFill("new");
  goOn();

  await fillCache(root, isComplete, fill);

  expect(content()).toBe("new");
  expect(readdirSync(parent)).toEqual(["pulumi-v1"]);
});

test("folders of killed processes go after a day, and those of living ones stay", async () => {
  const { parent, root, isComplete } = emptyCache();
  for (const name of [".partial-old", ".partial-new"]) {
    mkdirSync(join(parent, name), { recursive: true });
  }
  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
  utimesSync(join(parent, ".partial-old"), twoDaysAgo, twoDaysAgo);
  const { fill, goOn } = pausedFill("whole");
  goOn();

  await fillCache(root, isComplete, fill);

  expect(readdirSync(parent).sort()).toEqual([".partial-new", "pulumi-v1"]);
});
