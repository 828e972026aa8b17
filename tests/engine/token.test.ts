import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Adapter,
  adapters,
  type Resource,
  type Result,
  type Stack,
  startStack,
  token,
} from "./support/stack";

const powerOff = `new DropletPowerState("web", { dropletId: 1, state: "off" });`;

/** A stack whose commands have no token unless a test gives them one. */
async function startWithout(
  adapter: Adapter,
  tokens: Record<string, "all" | string[]> = {},
): Promise<Stack> {
  const droplets = [{ id: 1 }];
  const stack = await startStack({ adapter, droplets, tokens: { [token]: "all", ...tokens } });
  delete stack.env["DIGITALOCEAN_TOKEN"];
  stack.program(powerOff);
  for (const secret of Object.keys(tokens)) stack.secrets.add(secret);
  return stack;
}

test.each(adapters)(
  "a token from the environment is in no message to a plugin and in none of the engine's logs, through the $name",
  async (adapter) => {
    const stack = await startWithout(adapter);
    const messages = join(stack.project.folder, "grpc.json");
    // The harness looks for the token in the output, which holds the logs, and in the state.
    const { output } = await stack.up({
      args: ["--logtostderr", "-v=9"],
      env: { DIGITALOCEAN_TOKEN: token, PULUMI_DEBUG_GRPC: messages },
    });
    expect(output).toContain(`Registering resource: t=${adapter.types}`);
    const text = readFileSync(messages, "utf8");
    expect(text).toContain(`${adapter.types}DropletPowerState`);
    expect(text).not.toContain(token);
  },
  180_000,
);

test.each(adapters)(
  "a token from the stack's configuration is in the provider's entry of the state only, and encrypted, through the $name",
  async (adapter) => {
    const stack = await startWithout(adapter);
    await stack.run(["config", "set", "--secret", adapter.tokenSetting, token]);
    expect((await stack.up()).writes).toEqual(["shutdown"]);
    // That it is encrypted there is what the harness finds out.
    const holders = (await stack.export()).filter((one) => JSON.stringify(one).includes(token));
    expect(holders.map(({ type }) => type)).toEqual([adapter.providerType]);
  },
  180_000,
);

describe.each(adapters)(
  "a token that is missing, lacks a scope, is right, and is then revoked, through the $name",
  (adapter) => {
    const reader = "dop_v1_reader";
    const revoked = "dop_v1_revoked";
    const using = (value: string) => ({ env: { DIGITALOCEAN_TOKEN: value } });
    let missing: Result, missingInPreview: Result, lacking: Result, right: Result;
    let wrong: Result, wrongInPreview: Result;
    let before: Resource[], after: Resource[];

    beforeAll(async () => {
      const stack = await startWithout(adapter, { [reader]: ["droplet:read", "actions:read"] });
      stack.secrets.add(revoked);
      missingInPreview = await stack.preview({ fails: true });
      missing = await stack.up({ fails: true });
      lacking = await stack.up({ fails: true, ...using(reader) });
      right = await stack.up(using(token));
      before = stack.resources();
      await stack.refresh({ fails: true, ...using(revoked) });
      stack.program(powerOff.replace("off", "active"));
      wrongInPreview = await stack.preview({ fails: true, ...using(revoked) });
      wrong = await stack.up({ fails: true, ...using(revoked) });
      after = stack.resources();
    }, 300_000);

    test("fails preview and up without one, naming the places for it", () => {
      for (const { output } of [missingInPreview, missing]) {
        expect(output).toContain(
          `has a problem: No DigitalOcean token was found. Set one with \`pulumi config set --secret ${adapter.tokenSetting} <token>\`, or export DIGITALOCEAN_TOKEN or DIGITALOCEAN_ACCESS_TOKEN.`,
        );
      }
    });

    test("fails up without the scope, naming it", () => {
      expect(lacking.output).toMatch(
        /error: shutdown on Droplet 1: .*HTTP 403.*Use a token that has the scope droplet:update/,
      );
    });

    test("lets the next up work once it is right", () => {
      expect(right.writes).toEqual(["shutdown"]);
    });

    test("fails preview and up when it is wrong, and says what may be wrong with it", () => {
      for (const { output } of [wrongInPreview, wrong]) {
        expect(output).toMatch(
          /error: .*HTTP 401.*The token from DIGITALOCEAN_TOKEN is mistyped, expired or revoked: set a new one there/,
        );
      }
    });

    test("has lost nothing of what was saved", () => {
      const saved = ({ id, inputs, outputs }: Resource) => ({ id, inputs, outputs });
      expect(after.map(saved)).toEqual(before.map(saved));
    });
  },
);

test.each(adapters)(
  "an API that cannot be reached fails no preview, which says so once, through the $name",
  async (adapter) => {
    const stack = await startStack({ adapter, droplets: [{ id: 1 }, { id: 2 }] });
    stack.program(`${powerOff}\n${powerOff.replace("web", "db").replace("1", "2")}`);
    // Nobody listens on this port.
    const env = { DIGITALOCEAN_API_URL: "http://127.0.0.1:9" };
    const { output } = await stack.preview({ env });
    // Above it the CLI may show the same line while the preview runs.
    const [, diagnostics = ""] = output.split("Diagnostics:");
    expect(diagnostics.match(/DigitalOcean could not be read/g)).toHaveLength(1);
    expect(output).toContain("+ 3 to create");
  },
  180_000,
);

test.each(adapters)(
  "a Droplet that does not exist is one error in preview, naming its id, through the $name",
  async (adapter) => {
    const stack = await startStack({ adapter, droplets: [{ id: 1 }] });
    stack.program(powerOff.replace("1", "31644440"));
    const { output } = await stack.preview({ fails: true });
    expect(output).toMatch(
      /property dropletId value \{31644440\} has a problem: dropletId "31644440": there is no such Droplet for this token\. Check the id/,
    );
  },
  180_000,
);
