import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Resource, type Result, type Stack, startStack, token } from "./support/stack";

const powerOff = `new DropletPowerState("web", { dropletId: 1, state: "off" });`;

/** A stack whose commands have no token unless a test gives them one. */
async function startWithout(tokens: Record<string, "all" | string[]> = {}): Promise<Stack> {
  const stack = await startStack({ droplets: [{ id: 1 }], tokens: { [token]: "all", ...tokens } });
  delete stack.env["DIGITALOCEAN_TOKEN"];
  stack.program(powerOff);
  for (const secret of Object.keys(tokens)) stack.secrets.add(secret);
  return stack;
}

test("a token from the environment is in no message to a plugin and in none of the engine's logs", async () => {
  const stack = await startWithout();
  const messages = join(stack.project.folder, "grpc.json");
  // The harness looks for the token in the output, which holds the logs, and in the state.
  const { output } = await stack.up({
    args: ["--logtostderr", "-v=9"],
    env: { DIGITALOCEAN_TOKEN: token, PULUMI_DEBUG_GRPC: messages },
  });
  expect(output).toContain("Registering resource: t=pulumi-nodejs:dynamic/droplet-actions");
  const text = readFileSync(messages, "utf8");
  expect(text).toContain("dynamic/droplet-actions:DropletPowerState");
  expect(text).not.toContain(token);
}, 60_000);

test("a token from the stack's configuration is in the provider's entry of the state only, and encrypted", async () => {
  const stack = await startWithout();
  await stack.run(["config", "set", "--secret", "digitalocean:token", token]);
  expect((await stack.up()).writes).toEqual(["shutdown"]);
  // That it is encrypted there is what the harness finds out.
  const holders = (await stack.export()).filter((one) => JSON.stringify(one).includes(token));
  expect(holders.map(({ type }) => type)).toEqual(["pulumi:providers:pulumi-nodejs"]);
}, 60_000);

describe("a token that is missing, lacks a scope, is right, and is then revoked", () => {
  const reader = "dop_v1_reader";
  const revoked = "dop_v1_revoked";
  const using = (value: string) => ({ env: { DIGITALOCEAN_TOKEN: value } });
  let missing: Result, missingInPreview: Result, lacking: Result, right: Result;
  let wrong: Result, wrongInPreview: Result;
  let before: Resource[], after: Resource[];

  beforeAll(async () => {
    const stack = await startWithout({ [reader]: ["droplet:read", "actions:read"] });
    stack.secrets.add(revoked);
    missingInPreview = await stack.preview();
    missing = await stack.up({ fails: true });
    lacking = await stack.up({ fails: true, ...using(reader) });
    right = await stack.up(using(token));
    before = stack.resources();
    await stack.refresh({ fails: true, ...using(revoked) });
    stack.program(powerOff.replace("off", "active"));
    wrongInPreview = await stack.preview(using(revoked));
    wrong = await stack.up({ fails: true, ...using(revoked) });
    after = stack.resources();
  }, 120_000);

  test("lets preview succeed without one, with a warning", () => {
    expect(missingInPreview.output).toContain(
      "warning: What this would do could not be checked: No DigitalOcean token was found.",
    );
    expect(missingInPreview.output).toContain("+ 2 to create");
  });

  test("fails up without one, naming the places for it", () => {
    expect(missing.output).toContain(
      "error: No DigitalOcean token was found. Set one with `pulumi config set --secret digitalocean:token <token>`, or export DIGITALOCEAN_TOKEN or DIGITALOCEAN_ACCESS_TOKEN.",
    );
  });

  test("fails up without the scope, naming it", () => {
    expect(lacking.output).toMatch(
      /error: shutdown on Droplet 1: .*HTTP 403.*Use a token that has the scope droplet:update/,
    );
  });

  test("lets the next up work once it is right", () => {
    expect(right.writes).toEqual(["shutdown"]);
  });

  test("lets preview succeed when it is wrong, with a warning", () => {
    expect(wrongInPreview.output).toMatch(
      /warning: What this would do could not be checked at DigitalOcean: .*HTTP 401/,
    );
    expect(wrongInPreview.output).toContain("~ 1 to update");
  });

  test("fails up when it is wrong, and says what may be wrong with it", () => {
    expect(wrong.output).toMatch(/error: .*HTTP 401.*Check the token: it may be mistyped, expired/);
  });

  test("has lost nothing of what was saved", () => {
    const saved = ({ id, inputs, outputs }: Resource) => ({ id, inputs, outputs });
    expect(after.map(saved)).toEqual(before.map(saved));
  });
});

test("a Droplet that does not exist is one error in preview, naming its id", async () => {
  const stack = await startStack({ droplets: [{ id: 1 }] });
  stack.program(powerOff.replace("1", "404"));
  const { output } = await stack.preview({ fails: true });
  expect(output).toMatch(
    /property dropletId .* has a problem: is "404", and there is no such Droplet for this token\. Check the id/,
  );
}, 60_000);
