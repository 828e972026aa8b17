import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { adapters } from "../tests/engine/support/adapters";
import { killRound, usualLength } from "../tests/engine/support/kills";
import { templateFolder } from "../tests/engine/support/project";
import { moto, startBucketServer } from "../tests/support/bucketServers";
import { recordRun } from "./support/longRuns";
import { presetOf, presetOption } from "./support/preset";

/**
 * Rounds of `pulumi up` with the real engine, killed at random moments. A finding is printed with the seed and the
 * round that draw the same kills again; what they hit is also up to the machine.
 */

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    rounds: { type: "string", default: "10" },
    round: { type: "string" },
    adapter: { type: "string" },
    preset: { type: "string", default: "quick" },
    /** The journal is in a bucket, and each command has an empty home. */
    bucket: { type: "boolean", default: false },
    /** In longRuns.json, for RESULTS.md. */
    record: { type: "boolean", default: false },
  },
});

async function kills(): Promise<number> {
  const seed = Number(values.seed);
  const first = Number(values.round ?? 0);
  const last = values.round === undefined ? Number(values.rounds) : first + 1;
  let findings = 0;
  const wanted = adapters.filter(({ name }) => name === (values.adapter ?? name));
  if (wanted.length === 0) {
    throw new Error(
      `--adapter is ${JSON.stringify(values.adapter)}, and must be one of ${adapters.map(({ name }) => JSON.stringify(name)).join(", ")}`,
    );
  }
  const preset = presetOf(values.preset);
  const bucket = values.bucket ? await startBucketServer(moto) : undefined;
  if (values.bucket && !bucket) throw new Error("--bucket needs moto, which cannot be installed");
  for (const adapter of wanted) {
    const usual = await usualLength({ adapter, preset });
    console.log(`${adapter.name}: seed ${seed}, an up takes ${(usual / 1000).toFixed(1)} s`);
    const findingsBefore = findings;
    for (let round = first; round < last; round++) {
      const began = Date.now();
      const { story, findings: found } = await killRound(
        { adapter, preset, bucket },
        seed * 1_000_003 + round,
        usual,
      );
      const seconds = ((Date.now() - began) / 1000).toFixed(0);
      console.log(`round ${round}, ${seconds} s, ${story}: ${found.length} findings`);
      if (found.length === 0) continue;
      findings += found.length;
      const again = `npm run kills -- --seed ${seed} --round ${round} --adapter ${JSON.stringify(adapter.name)}${presetOption(preset)}${bucket ? " --bucket" : ""}`;
      console.log([`again with: ${again}`, ...found].join("\n"));
    }
    if (values.record) {
      const home = bucket
        ? "journal in a bucket, another home for each command"
        : "journal in a folder";
      recordRun({
        what: `kills, preset ${preset}, ${home}, ${adapter.name}`,
        seed,
        rounds: last - first,
        findings: findings - findingsBefore,
      });
    }
  }
  await bucket?.stop();
  const template = templateFolder();
  if (template !== undefined) rmSync(template, { recursive: true, force: true });
  console.log(`${findings} findings`);
  return findings > 0 ? 1 : 0;
}

void kills().then((code) => process.exit(code));
