import { rmSync } from "node:fs";
import { adapters } from "./support/adapters";
import { killRound, usualLength } from "./support/kills";
import { templateFolder } from "./support/project";

/** One round of what `npm run kills` does for as long as it is asked to. */

const seed = Date.now() % 1_000_000;
const round = 0;

afterAll(() => {
  const template = templateFolder();
  if (template !== undefined) rmSync(template, { recursive: true, force: true });
});

test.each(adapters)(
  "ten resources through the $name adapter, killed at random moments, run each action once and end as their inputs say",
  async (adapter) => {
    const usual = await usualLength({ adapter });
    const { story, findings } = await killRound({ adapter }, seed * 1_000_003 + round, usual);
    const again = `npm run kills -- --seed ${seed} --round ${round} --adapter ${JSON.stringify(adapter.name)}`;
    expect(findings.map((finding) => `${finding}\n(${story}; again with: ${again})`)).toEqual([]);
  },
  300_000,
);
