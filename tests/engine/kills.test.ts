import { rmSync } from "node:fs";
import { doors } from "./support/doors";
import { killRound, usualLength } from "./support/kills";
import { templateFolder } from "./support/project";

/** A few rounds of what `npm run kills` does for as long as it is told. */

const seed = Date.now() % 1_000_000;
const rounds = [0, 1, 2];

afterAll(() => {
  const template = templateFolder();
  if (template !== undefined) rmSync(template, { recursive: true, force: true });
});

test.each(doors)(
  "ten resources through the $name door, killed at random moments, run each action once and end as declared",
  async (door) => {
    const usual = await usualLength(door);
    const ends = rounds.map(async (round) => {
      const { story, findings } = await killRound(door, seed * 1_000_003 + round, usual);
      const again = `npm run kills -- --seed ${seed} --round ${round} --door ${JSON.stringify(door.name)}`;
      return findings.map((finding) => `${finding}\n(${story}; again with: ${again})`);
    });
    expect((await Promise.all(ends)).flat()).toEqual([]);
  },
  300_000,
);
