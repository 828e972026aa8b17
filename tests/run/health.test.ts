import type { Target } from "../../provider/run/health/probe";
import { type Saved, World } from "../support/world";

const ssh = { protocol: "ssh" };
let world: World;
let asked: Target[];

async function start(options: Parameters<typeof World.start>[0] = {}) {
  world = await World.start({ droplets: [{ id: 42, name: "web-1" }], ...options });
  asked = [];
}
afterEach(() => world.stop());

/** A server that answers from this moment on, in seconds after the first question, or never. */
function answersAfter(seconds: number, trouble = "connection refused"): void {
  const first = () => (began ??= world.clock.now());
  let began: number | undefined;
  world.probe = (target) => {
    asked.push(target);
    const isHealthy = world.clock.now() - first() >= seconds * 1000;
    return Promise.resolve({ isHealthy, text: isHealthy ? "SSH-2.0-test" : trouble });
  };
}

const posts = () => world.simulator.posts().accepted.length;

describe("a reboot with a healthcheck", () => {
  test("ends when the server has answered twice in a row, and tells when and how long it was down", async () => {
    await start({ durations: { reboot: 10 } });
    answersAfter(30);
    const began = world.clock.now();
    const { outputs } = await world.up("DropletReboot", { dropletId: 42, healthcheck: ssh });
    expect(outputs["readyAt"]).toBe(new Date(world.clock.now()).toISOString());
    expect(outputs["downSeconds"]).toBeCloseTo((world.clock.now() - began) / 1000, 0);
    expect(outputs["downSeconds"]).toBeGreaterThan(40);
    expect(world.lines.at(-1)).toMatch(
      /^reboot, because .*: done in 4\d s, down for 4\d s until healthy$/,
    );
    expect(asked.at(-1)).toMatchObject({ protocol: "ssh", host: "203.0.0.42", port: 22 });
    expect(world.progressOf("web").at(-1)).toMatch(
      /^healthy after 33 s \(ssh on 203\.0\.0\.42:22\)$/,
    );
  });

  test("shows the time first and then what the server answered last", async () => {
    await start();
    answersAfter(12);
    await world.up("DropletReboot", { dropletId: 42, healthcheck: ssh });
    expect(world.progressOf("web")).toContain(
      "healthcheck 0 s: connection refused (ssh on 203.0.0.42:22)",
    );
  });

  test("counts only successes in a row", async () => {
    await start();
    const answers = [true, false, true, true];
    world.probe = () => Promise.resolve({ isHealthy: answers.shift() ?? false, text: "" });
    await world.up("DropletReboot", { dropletId: 42, healthcheck: ssh });
    expect(answers).toEqual([]);
  });

  test("asks nobody before the action has ended", async () => {
    await start({ durations: { reboot: 60 } });
    world.probe = () => {
      expect(world.simulator.actions.map(({ status }) => status)).toEqual(["completed"]);
      return Promise.resolve({ isHealthy: true, text: "" });
    };
    await world.up("DropletReboot", { dropletId: 42, healthcheck: ssh });
    expect(posts()).toBe(1);
  });

  test("says so where the server was never seen down", async () => {
    await start();
    answersAfter(0);
    await world.up("DropletReboot", { dropletId: 42, healthcheck: ssh });
    expect(world.lines).toContain(
      "ssh on 203.0.0.42:22 answered every check after the restart, so it was never seen down. That the server did restart is not proved by it",
    );
  });

  test("is shown in the preview, which asks nobody", async () => {
    await start();
    answersAfter(0);
    await world.preview("DropletReboot", { dropletId: 42, healthcheck: ssh });
    expect(world.lines).toEqual([
      'Droplet 42 "web-1": reboot, because this resource is new in the stack. The Droplet is down during it, usually about 10 s. Then waits until ssh on 203.0.0.42:22 answers (2 times in a row, at most 300 s).',
    ]);
    expect(asked).toEqual([]);
  });

  test("that only records waits for nothing", async () => {
    await start();
    const args = { dropletId: 42, runOnCreate: false, healthcheck: ssh };
    const { outputs } = await world.up("DropletReboot", args);
    expect(outputs).toMatchObject({ readyAt: null, downSeconds: null });
  });

  test("without one has neither time nor downtime", async () => {
    await start();
    const { outputs } = await world.up("DropletReboot", { dropletId: 42 });
    expect(outputs).toMatchObject({ readyAt: null, downSeconds: null });
  });

  test("changed alone, it is no change and asks nobody", async () => {
    await start();
    const saved = await world.up("DropletReboot", { dropletId: 42 });
    const args = { dropletId: 42, healthcheck: ssh };
    const { inputs } = await world.check("DropletReboot", args, saved.inputs);
    expect(await world.diff("DropletReboot", saved.outputs, inputs)).toEqual({
      changes: false,
      replaces: [],
    });
    await world.refresh("DropletReboot", saved);
    expect(asked).toEqual([]);
  });
});

describe("a server that is not healthy in time", () => {
  const args = { dropletId: 42, healthcheck: { ...ssh, timeoutSeconds: 60 } };
  let failed: Saved;

  beforeEach(async () => {
    await start();
    answersAfter(Infinity);
    failed = await world.up("DropletReboot", args);
  });

  test("is kept as unfinished, with its last answer and the way out", () => {
    expect(failed.reasons).toEqual([
      "DropletReboot of Droplet 42: not healthy after 60 s (healthcheck.timeoutSeconds): ssh on 203.0.0.42:22 answered last: connection refused. Look at the server, or correct healthcheck, or leave it out. Then run `pulumi up`, which checks again and sends nothing twice.",
    ]);
    expect(failed.outputs["unfinished"]).toMatchObject({
      steps: ["wait until ssh on port 22 of the Droplet answers (2 times in a row, at most 60 s)"],
    });
    expect(failed.outputs).toMatchObject({ readyAt: null, downSeconds: null });
  });

  test("is asked again by the next up, which sends nothing", async () => {
    world.newProcess();
    answersAfter(0);
    const saved = await world.up("DropletReboot", args, failed);
    expect(saved.reasons).toEqual([]);
    expect(saved.outputs["readyAt"]).toEqual(expect.any(String));
    expect(saved.outputs["downSeconds"]).toBeGreaterThan(60);
    expect(posts()).toBe(1);
  });

  test("is shown so by a refresh, and by the preview of the next up", async () => {
    const refreshed = (await world.refresh("DropletReboot", failed)) as Saved;
    expect(world.lines.at(-1)).toContain("what is left is wait until ssh on port 22");
    const { inputs } = await world.check("DropletReboot", args, refreshed.inputs);
    await world.diff("DropletReboot", refreshed.outputs, inputs);
    expect(world.lines.at(-1)).toBe(
      "Droplet 42: resume the interrupted operation: wait until ssh on port 22 of the Droplet answers (2 times in a row, at most 60 s). Nothing that was accepted is sent again.",
    );
  });

  test("is finished without it when the healthcheck is left out", async () => {
    const saved = await world.up("DropletReboot", { dropletId: 42 }, failed);
    expect(saved.reasons).toEqual([]);
    expect(posts()).toBe(1);
  });

  test("does not keep a changed trigger from its reboot", async () => {
    answersAfter(0);
    const saved = await world.up("DropletReboot", { ...args, triggers: [2] }, failed);
    expect(saved.reasons).toEqual([]);
    expect(posts()).toBe(2);
  });

  test("counts as unhealthy also when its Droplet has gone off since", async () => {
    world.simulator.drift(42, { status: "off" });
    const saved = await world.up("DropletReboot", args, failed);
    expect(saved.reasons).toEqual([expect.stringContaining("not healthy after 60 s")]);
  });
});

test("a run that is killed while it waits: the next one asks again and sends nothing", async () => {
  await start();
  const args = { dropletId: 42, healthcheck: ssh };
  const killed = new Promise<void>((resolve) => {
    world.probe = () => {
      resolve();
      return new Promise(() => undefined);
    };
  });
  void world.up("DropletReboot", args);
  await killed;
  world.newProcess();
  answersAfter(0);
  const { outputs } = await world.up("DropletReboot", args);
  expect(outputs["readyAt"]).toEqual(expect.any(String));
  expect(posts()).toBe(1);
});

test("^C ends the wait at once and keeps the resource", async () => {
  await start();
  world.probe = () => {
    world.cancel();
    return Promise.resolve({ isHealthy: false, text: "cancelled" });
  };
  const { reasons } = await world.up("DropletResize", {
    dropletId: 42,
    size: "s-2vcpu-2gb",
    healthcheck: ssh,
  });
  expect(reasons).toEqual([expect.stringContaining("the run was cancelled")]);
  expect(world.simulator.droplet(42).status).toBe("active");
});

describe("where the Droplet already matches the inputs", () => {
  const args = { dropletId: 42, state: "active", healthcheck: ssh };

  test("it waits and sends nothing", async () => {
    await start();
    answersAfter(20);
    const { outputs } = await world.up("DropletPowerState", args);
    expect(outputs["readyAt"]).toEqual(expect.any(String));
    expect(outputs["downSeconds"]).toBeNull();
    expect(posts()).toBe(0);
  });

  test("the preview says so, and does not foretell when", async () => {
    await start();
    const foreseen = await world.preview("DropletPowerState", args);
    expect(world.lines).toEqual([
      'Droplet 42 "web-1": nothing to do. No downtime. Waits until ssh on 203.0.0.42:22 answers (2 times in a row, at most 300 s).',
    ]);
    expect(foreseen).not.toHaveProperty("readyAt");
  });

  test("one that is not healthy is kept, and asked again", async () => {
    await start();
    const failed = await world.up("DropletPowerState", args);
    expect(failed.reasons).toHaveLength(1);
    answersAfter(0);
    const saved = await world.up("DropletPowerState", args, failed);
    expect(saved.reasons).toEqual([]);
    expect(posts()).toBe(0);
  });

  test("an update of nothing but how inputs, for the removal's sake, asks nobody", async () => {
    await start();
    const removing = { dropletId: 42, state: "active", stateOnDelete: "off" };
    const saved = await world.up("DropletPowerState", removing);
    const { reasons } = await world.up("DropletPowerState", { ...removing, ...args }, saved);
    expect(reasons).toEqual([]);
  });

  test("a removal with stateOnDelete asks nobody", async () => {
    await start();
    answersAfter(0);
    const saved = await world.up("DropletPowerState", { ...args, stateOnDelete: "off" });
    await world.endProcess();
    asked = [];
    await world.destroy("DropletPowerState", saved);
    expect(world.simulator.droplet(42).status).toBe("off");
    expect(asked).toEqual([]);
  });
});

test.each([
  ["DropletResize", { dropletId: 42, size: "s-2vcpu-2gb" }],
  ["DropletIpv6", { dropletId: 42 }],
  ["DropletSnapshot", { dropletId: 42, name: "nightly", powerOff: true }],
  ["DropletRebuild", { dropletId: 42, image: "debian-12-x64", allowDataLoss: true }],
  ["DropletPasswordReset", { dropletId: 42 }],
  ["DropletAction", { dropletId: 42, type: "power_cycle" }],
  ["DropletTagAction", { tag: "web", type: "power_cycle" }],
  ["DropletReboot", { dropletId: 42, hard: true }],
])("%s waits for the server, and tells how long it was down", async (kind, args) => {
  await start({ droplets: [{ id: 42, tags: ["web"] }] });
  answersAfter(30);
  const { outputs } = await world.up(kind, { ...args, healthcheck: ssh });
  expect(outputs["readyAt"]).toEqual(expect.any(String));
  expect(outputs["downSeconds"]).toBeGreaterThan(30);
});

test("DropletRestore does, too", async () => {
  await start({ droplets: [{ id: 42, backups: 1 }] });
  answersAfter(30);
  const image = world.simulator.backups(42)[0]?.id;
  const args = { dropletId: 42, image, allowDataLoss: true, healthcheck: ssh };
  const { outputs } = await world.up("DropletRestore", args);
  expect(outputs["downSeconds"]).toBeGreaterThan(30);
});

test("a Droplet that was off and stays off is not waited for", async () => {
  await start({ droplets: [{ id: 42, status: "off" }] });
  const args = { dropletId: 42, size: "s-2vcpu-2gb", healthcheck: ssh };
  const { outputs, reasons } = await world.up("DropletResize", args);
  expect(reasons).toEqual([]);
  expect(outputs["readyAt"]).toBeNull();
  expect(world.lines.join()).not.toContain("waits until");
});

test("an action by tag waits for each Droplet, and names those that do not answer", async () => {
  await start({
    droplets: [
      { id: 42, tags: ["web"] },
      { id: 43, tags: ["web"] },
    ],
  });
  world.probe = ({ host }) =>
    Promise.resolve({ isHealthy: host === "203.0.0.42", text: "HTTP 503" });
  const http = { protocol: "http", path: "/healthz", timeoutSeconds: 30 };
  const args = { tag: "web", type: "power_cycle", healthcheck: http };
  await world.check("DropletTagAction", args);
  expect(world.lines.join()).toContain(
    "Then waits until http on port 80 of each Droplet (/healthz) answers 200-399 (2 times in a row, at most 30 s).",
  );
  const { reasons } = await world.up("DropletTagAction", args);
  expect(reasons).toEqual([
    expect.stringMatching(/: http on 203\.0\.0\.43:80\/healthz answered last: HTTP 503\. Look/),
  ]);
});

describe("what is refused", () => {
  const failuresOf = async (kind: string, inputs: object) => {
    await start();
    return (await world.check(kind, { dropletId: 42, ...inputs })).failures;
  };
  const property = "healthcheck";

  test.each([
    [{ protocol: "udp" }, "protocol", '"udp" must be one of "ssh", "tcp", "http", "https"'],
    [
      { protocol: "tcp" },
      "port",
      'is required for the protocol "tcp", which has no usual port. Set the one that the server listens on',
    ],
    [
      { protocol: "tcp", port: 65536 },
      "port",
      "65536 must be a port: a whole number from 1 to 65535",
    ],
    [
      { protocol: "http", statusCodes: "20x" },
      "statusCodes",
      '"20x" must be HTTP status codes from 100 to 599, such as "200-399" or "200,204"',
    ],
    [
      { protocol: "ssh", path: "/healthz" },
      "path",
      'means nothing for the protocol "ssh": leave it out, or choose "http" or "https"',
    ],
    [
      { protocol: "http", host: "http://web.example.com/" },
      "host",
      '"http://web.example.com/" must be a host name or an IP address, without protocol, port and path',
    ],
    [
      { protocol: "http", path: "healthz" },
      "path",
      '"healthz" must begin with "/" and have no spaces',
    ],
    [
      { protocol: "ssh", checkIntervalSeconds: 0 },
      "checkIntervalSeconds",
      "0 must be a whole number of seconds from 1 to 300",
    ],
  ])("%j", async (check, field, reason) => {
    expect(await failuresOf("DropletReboot", { healthcheck: check })).toEqual([
      { property: `${property}.${field}`, reason },
    ]);
  });

  test("fields that nobody knows", async () => {
    const [failure] = await failuresOf("DropletReboot", { healthcheck: { ...ssh, user: "root" } });
    expect(failure?.reason).toMatch(/^has user, and must have no fields but protocol, port, host/);
  });

  test.each([
    ["DropletPowerState", { state: "off" }, 'state is "off", so that no server will answer'],
    ["DropletAction", { type: "shutdown" }, 'type is "shutdown", so that no server will answer'],
    ["DropletSnapshot", {}, "powerOff is not true, so that the Droplet is not taken down"],
  ])("on a %s with %j", async (kind, inputs, why) => {
    expect(await failuresOf(kind, { ...inputs, healthcheck: ssh })).toEqual([
      { property, reason: `is set, and ${why}. Leave healthcheck out` },
    ]);
  });
});

test("null stands for a field that is not set, and defaults are written into the inputs", async () => {
  await start();
  const given = { protocol: "https", port: null, host: "web.example.com" };
  const { inputs } = await world.check("DropletReboot", { dropletId: 42, healthcheck: given });
  expect(inputs["healthcheck"]).toEqual({
    protocol: "https",
    port: 443,
    host: "web.example.com",
    path: "/",
    statusCodes: "200-399",
    checkIntervalSeconds: 3,
    responseTimeoutSeconds: 5,
    healthyThreshold: 2,
    timeoutSeconds: 300,
  });
});
