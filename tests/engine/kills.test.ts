import { rmSync } from "node:fs";
import { doors } from "./support/doors";
import { killRound, usualLength } from "./support/kills";
import { templateFolder } from "./support/project";

/** One round of what `npm run kills` does for as long as it is told. */

const seed = Date.now() % 1_000_000;
const round = 0;

afterAll(() => {
  const template = templateFolder();
  if (template !== undefined) rmSync(template, { recursive: true, force: true });
});

test.each(doors)(
  "ten resources through the $name door, killed at random moments, run each action once and end as declared",
  async (door) => {
    const usual = await usualLength(door);
    const { story, findings } = await killRound(door, seed * 1_000_003 + round, usual);
    const again = `npm run kills -- --seed ${seed} --round ${round} --door ${JSON.stringify(door.name)}`;
    expect(findings.map((finding) => `${finding}\n(${story}; again with: ${again})`)).toEqual([]);
  },
  300_000,
);
