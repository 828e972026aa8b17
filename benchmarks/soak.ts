import { parseArgs } from "node:util";
import { recordRun } from "./support/longRuns";
import { presetOf, presetOption } from "./support/preset";
import { round } from "./soak/round";

/**
 * Random faults, lags, clocks and kills on random changes, for a while. What counts is the simulator's truth: no
 * action twice, none lost, every Droplet as its inputs say and its power as before, the right snapshots deleted. A finding
 * is printed with the seed and the round that shows it again, then with all its requests.
 */

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    minutes: { type: "string", default: "1" },
    round: { type: "string" },
    preset: { type: "string", default: "quick" },
    /** In longRuns.json, for RESULTS.md. */
    record: { type: "boolean", default: false },
  },
});

async function soak(): Promise<number> {
  const seed = Number(values.seed);
  const preset = presetOf(values.preset);
  const until = Date.now() + Number(values.minutes) * 60_000;
  const first = values.round === undefined ? 0 : Number(values.round);
  const last = values.round === undefined ? Infinity : first + 1;
  let findings = 0;
  let rounds = 0;
  console.log(`seed ${seed}, ${values.minutes} min, preset ${preset}`);
  for (let index = first; index < last && Date.now() < until; index++) {
    rounds++;
    const tell = values.round === undefined ? undefined : console.log;
    const finding = await round(seed * 1_000_003 + index, preset, tell);
    if (!finding) continue;
    findings++;
    const again = `npm run soak -- --seed ${seed} --round ${index}${presetOption(preset)}`;
    console.log([`round ${index} (${again}): ${finding.story}`, ...finding.differences].join("\n"));
  }
  console.log(`${rounds} rounds, ${findings} findings`);
  if (values.record) {
    const what = `soak of ${values.minutes} min, preset ${preset}`;
    recordRun({ what, seed, rounds, findings });
  }
  return findings > 0 ? 1 : 0;
}

void soak().then((code) => process.exit(code));
