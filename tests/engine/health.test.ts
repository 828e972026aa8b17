import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { adapters, type Result, type Stack, startStack } from "./support/stack";

describe.each(adapters)("a reboot with a healthcheck, through the $name", (adapter) => {
  let stack: Stack;
  let server: Server;
  let status = 503;
  let asked = 0;
  let preview: Result, failed: Result, kept: ReturnType<Stack["resource"]>;
  let outlook: Result, resumed: Result, unchanged: Result;
  let askedByPreviews: number;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      asked++;
      response.writeHead(status).end();
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    stack = await startStack({ adapter, droplets: [{ id: 1 }] });
    const program = (seconds: number) =>
      `const host = pulumi.output("127.0.0.1");
       new DropletReboot("web", { dropletId: 1, healthcheck: { protocol: "http", host, port: ${port},
         path: "/healthz", checkIntervalSeconds: 1, timeoutSeconds: ${seconds} } });`;
    stack.program(program(3));
    preview = await stack.preview();
    askedByPreviews = asked;
    failed = await stack.up({ fails: true });
    kept = await stack.exported("web");
    const before = asked;
    outlook = await stack.preview();
    await stack.refresh();
    askedByPreviews += asked - before;
    status = 200;
    resumed = await stack.up();
    stack.program(program(4));
    unchanged = await stack.up();
  }, 300_000);

  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  test("tells in preview what it will wait for", () => {
    expect(preview.output).toMatch(
      /Then waits until http on 127\.0\.0\.1:\d+\/healthz answers 200-399 \(2 times in a row, at most 3 s\)\./,
    );
  });

  test("fails with the last answer while the server is not healthy, and is kept", () => {
    expect(failed.writes).toEqual(["reboot"]);
    expect(failed.output).toMatch(
      /\* DropletReboot of Droplet 1: not healthy after 3 s \(healthcheck\.timeoutSeconds\): http on 127\.0\.0\.1:\d+\/healthz answered last: HTTP 503\. Look at the server/,
    );
    expect(kept.initErrors).toHaveLength(1);
    expect(kept.outputs).toMatchObject({ readyAt: null, downSeconds: null });
  });

  test("is foretold as a wait", () => {
    expect(outlook.output).toContain("resume the interrupted operation: wait until http on");
  });

  test("is finished by the next up, which asks again and sends nothing", () => {
    expect(resumed.writes).toEqual([]);
    const { outputs } = stack.resource("web");
    expect(outputs["readyAt"]).toMatch(/^\d{4}-.*Z$/);
    expect(outputs["downSeconds"]).toBeGreaterThan(3);
    expect(outputs["unfinished"]).toBeUndefined();
  });

  test("is not asked by preview and refresh", () => {
    expect(askedByPreviews).toBe(0);
  });

  test("is no change when it is changed alone", () => {
    expect(unchanged.output).toContain("2 unchanged");
  });
});

test.each(adapters)(
  "a healthcheck that cannot be is refused with the field's name, through the $name",
  async (adapter) => {
    const stack = await startStack({ adapter, droplets: [{ id: 1 }] });
    stack.program(`new DropletReboot("web", { dropletId: 1, healthcheck: { protocol: "tcp" } });`);
    const { output } = await stack.preview({ fails: true });
    expect(output).toContain('healthcheck.port is required for the protocol "tcp"');
  },
  120_000,
);
