import { parseArgs } from "node:util";
import { ConfigurationError } from "../../provider/errors";
import { Api, pollMillisecondsOf } from "./api";
import { readPermission, SmokeError } from "./guard";
import { deleteLeftovers, findLeftovers } from "./leftovers";

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `npm run smoke:sweep`: lists what runs left that were killed, and deletes it if asked. */
async function sweep(): Promise<number> {
  const { token, apiUrl } = readPermission(process.env);
  const { values } = parseArgs({
    options: {
      "older-than": { type: "string", default: "1h" },
      delete: { type: "boolean", default: false },
    },
  });
  const before = Date.now() - readAge(values["older-than"]);
  const api = new Api(apiUrl, token, pollMillisecondsOf(apiUrl));
  const found = await findLeftovers(api, () => true);
  const old = found.filter(({ createdAt }) => createdAt <= before);
  for (const { kind, name, createdAt } of old) {
    console.log(`${kind} ${name}, of ${new Date(createdAt).toISOString()}`);
  }
  console.log(`${old.length} found that are older than ${values["older-than"]}.`);
  if (old.length === 0) return 0;
  if (!values.delete) {
    console.log("Add `-- --delete` to delete them.");
    return 0;
  }
  await deleteLeftovers(api, old, (line) => console.log(line));
  return 0;
}

/** Milliseconds. */
function readAge(value: string): number {
  const [, number, unit = ""] = /^(\d+)([smhd])$/.exec(value) ?? [];
  const seconds = unitSeconds[unit];
  if (number !== undefined && seconds !== undefined) return Number(number) * seconds * 1000;
  throw new SmokeError(
    `--older-than is ${JSON.stringify(value)}, and must be a time such as 30m, 1h or 2d. Correct it and run the same command again.`,
  );
}

sweep().catch((error: unknown) => {
  const isExpected = error instanceof SmokeError || error instanceof ConfigurationError;
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
});
