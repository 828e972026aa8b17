import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readCommand } from "../../simulator/cli";
import { plainOutput } from "../support/plainOutput";
import { bench } from "./support";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "droplet-simulator-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function scenario(content: unknown): string {
  const file = path.join(folder, `${Math.random()}.json`);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

describe("the command line", () => {
  test("reads its options and a scenario, and wins over the scenario", () => {
    const file = scenario({
      droplets: [{ id: 42, status: "off", backupPolicy: { plan: "weekly", weekday: "SUN" } }],
      tokens: { dop_v1_reader: ["droplet:read"], dop_v1_ci: { name: "ci", scopes: "all" } },
      switches: { shutdownBehaviour: { landsAfterSeconds: 90 }, effectLagSeconds: { rename: 2 } },
      durations: { resize: [60, 180], snapshot: { perGigabyte: 30 }, create: 5 },
      limits: { perMinute: null },
      images: [{ id: 7, distribution: "Fedora" }],
      preset: "quick",
      faults: [{ type: "snapshot", nth: 1, fault: { when: "after", status: 504, body: "<html>" } }],
      timeScale: 10,
      seed: 3,
    });
    const args = ["--port", "8080", "--scenario", file, "--time-scale", "60", "--control"];
    args.push("--preset", "realistic");
    expect(readCommand(args)).toMatchObject({
      options: {
        port: 8080,
        timeScale: 60,
        control: true,
        preset: "realistic",
        seed: 3,
        droplets: [{ id: 42 }],
        faults: [{ nth: 1 }],
      },
    });
  });

  test("asked for help gives it", () => {
    expect(readCommand(["--help"])).toBe("help");
  });

  test.each([
    [["--port", "http"], '--port must be a whole number from 0 to 65535, not "http"'],
    [["--port", "65536"], "--port must be"],
    [["--time-scale", "0"], '--time-scale must be a number above 0, not "0"'],
    [["--preset", "slow"], '--preset must be quick or realistic, not "slow"'],
    [["--speed", "9"], "'--speed'"],
    [["there.json"], "there.json"],
    [["--scenario", "/no/such/file.json"], "--scenario /no/such/file.json: ENOENT"],
  ])("names the bad option: %j", (args, message) => {
    expect(() => readCommand(args)).toThrow(message);
  });

  test.each([
    ["{", "JSON"],
    [{ droplets: [{ id: 1 }, { status: "asleep" }] }, "droplets[1].status: "],
    [{ droplets: [{ colour: "red" }] }, "colour"],
    [{ switches: { locked: true } }, "locked"],
    [{ durations: { explode: 1 } }, "explode"],
    [{ tokens: { dop_v1_a: "some" } }, "tokens.dop_v1_a: "],
    [{ faults: [{ nth: 0, fault: {} }] }, "faults[0].nth: "],
    [
      { faults: [{ fault: { status: 500, connection: "reset" } }] },
      "faults[0].fault: has either a status or a connection",
    ],
  ])("names what is wrong in a scenario: %j", (content, message) => {
    const file = scenario(content);
    const read = () => readCommand(["--scenario", file]);
    expect(read).toThrow(`--scenario ${file}: `);
    expect(read).toThrow(message);
  });
});

function run(...args: string[]) {
  const cli = path.join(__dirname, "../../simulator/cli.ts");
  const started = ["-r", "ts-node/register/transpile-only", cli, ...args];
  const child = spawn(process.execPath, started, { env: { ...process.env, ...plainOutput } });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { child, output, ended };
}

describe("the program", () => {
  test("prints what to export, serves, and ends on ^C", async () => {
    const { child, output, ended } = run(
      "--requests",
      "--scenario",
      scenario({ droplets: [{ id: 7 }] }),
    );
    const printed = () => output.stdout.split("\n").length > 2;
    while (!printed()) await new Promise((resolve) => child.stdout.once("data", resolve));
    const [, url] = /^export DIGITALOCEAN_API_URL=(\S+)$/m.exec(output.stdout) ?? [];
    const [, token] = /^export DIGITALOCEAN_TOKEN=(\S+)$/m.exec(output.stdout) ?? [];
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${url}/v2/droplets/7`, { headers })).status).toBe(200);
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(output.stderr).toMatch(/GET \/v2\/droplets\/7 200/);
  });

  test("says in one line what it cannot do", async () => {
    const { simulator } = await bench();
    const port = new URL(simulator.url).port;
    const inUse = run("--port", port);
    const impossible = run("--scenario", scenario({ droplets: [{ size: "huge" }] }));
    expect(await inUse.ended).toBe(2);
    expect(inUse.output.stderr).toBe("droplet-simulator: --port is in use by another program\n");
    expect(await impossible.ended).toBe(2);
    expect(impossible.output.stderr).toBe("droplet-simulator: there is no size huge\n");
  });
});
