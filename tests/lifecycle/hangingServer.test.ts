import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Adapter } from "../../provider/adapters/adapter";
import * as lifecycle from "../../provider/lifecycle";
import { FolderStore } from "../../provider/operation/store/folder";
import { resourceNamed } from "../../provider/resources";
import { type Simulator, startSimulator } from "../../simulator";

/**
 * A server that really hangs, and a clock that really runs: what a connection does to us that is neither broken nor
 * answered, no simulated answer can tell. All stories of this file run at the same time.
 */

/** How an answer hangs: it never comes, or stops after its headers, or comes byte by byte without an end. */
const ways = ["no answer", "headers only", "a byte a second"] as const;
type Way = (typeof ways)[number];

/** DigitalOcean behind a proxy that hangs in chosen requests. */
class HangingServer {
  readonly adapter: Adapter;
  readonly hung: string[] = [];
  /** Undefined: all are handed on. */
  hangsIn: ((method: string, path: string) => Way | undefined) | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), "droplet-actions-hanging-"));

  private constructor(
    readonly simulator: Simulator,
    private readonly server: Server,
  ) {
    this.adapter = new Adapter({
      store: new FolderStore(this.folder),
      run: "1",
      isAbandoned: () => false,
      engine: { log: () => undefined, isGone: () => false, flush: () => Promise.resolve() },
    });
    const { port } = server.address() as AddressInfo;
    this.adapter.configure({ token: simulator.token, apiUrl: `http://127.0.0.1:${port}` });
  }

  static async start(): Promise<HangingServer> {
    const simulator = await startSimulator({
      droplets: [{ id: 42 }, { id: 43 }],
      durations: { reboot: 1 },
    });
    const server = createServer((request, response) => void hanging.answer(request, response));
    await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
    const hanging = new HangingServer(simulator, server);
    all.push(hanging);
    return hanging;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.simulator.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const way = this.hangsIn?.(method, url);
    const body = (await request.toArray()).join("");
    if (way !== undefined) {
      this.hung.push(`${method} ${url}`);
      if (way === "no answer") return;
      response.writeHead(200, { "content-type": "application/json" }).write("{");
      if (way === "headers only") return;
      const dripping = setInterval(() => response.write(" "), 1_000).unref();
      request.socket.on("close", () => clearInterval(dripping));
      return;
    }
    const { authorization = "" } = headers;
    const answer = await fetch(`${this.simulator.url}${url}`, {
      method,
      headers: { authorization, "content-type": "application/json" },
      ...(body ? { body } : {}),
    });
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(await answer.text());
  }

  /** What a reboot comes to, and after how many seconds. */
  async reboot(
    dropletId: number,
    timeoutSeconds: number,
  ): Promise<{ said: string; seconds: number }> {
    const definition = resourceNamed("DropletReboot");
    const urn = `urn:pulumi:test::project::type::${dropletId}`;
    const began = Date.now();
    const said = await this.adapter
      .answer({ urn, secrets: [], preview: false }, async (context) => {
        const given = { dropletId: String(dropletId), timeoutSeconds };
        const request = { definition, inputs: given, state: null };
        const { inputs } = await lifecycle.check(context, request);
        return lifecycle.create(context, { ...request, inputs });
      })
      .then(
        () => "done",
        (error: Error) => `${error.name}: ${error.message}`,
      );
    return { said, seconds: (Date.now() - began) / 1000 };
  }

  async hangs(): Promise<void> {
    while (this.hung.length === 0) await new Promise((later) => setTimeout(later, 20));
  }
}

const all: HangingServer[] = [];
afterAll(() => Promise.all(all.map((one) => one.stop())));

const timeoutSeconds = 5;
const bound = timeoutSeconds + 30;

const stories = ["reading", "waiting", "posting"] as const;

describe("a server that hangs", () => {
  const ends = new Map<string, { said: string; seconds: number; posts: number }>();

  async function run(way: Way, story: (typeof stories)[number]): Promise<void> {
    const server = await HangingServer.start();
    const isPosted = () => server.simulator.posts().accepted.length > 0;
    server.hangsIn = {
      reading: () => way,
      waiting: (method: string) => (method === "GET" && isPosted() ? way : undefined),
      posting: (method: string) => (method === "POST" ? way : undefined),
    }[story];
    const end = await server.reboot(42, timeoutSeconds);
    const posts = server.simulator.posts().accepted.length;
    ends.set(`${story}, ${way}`, { ...end, posts });
  }

  beforeAll(async () => {
    await Promise.all(ways.flatMap((way) => stories.map((story) => run(way, story))));
  }, 120_000);

  test.each(ways)("with %s from the first read on ends the change, with nothing sent", (way) => {
    const end = ends.get(`reading, ${way}`);
    expect(end?.said).toMatch(
      /^DropletActionsError: .*Timed out \(timeoutSeconds\) before anything was/,
    );
    expect(end?.seconds).toBeLessThan(bound);
    expect(end?.posts).toBe(0);
  });

  test.each(ways)("with %s after the POST ends the wait, which is kept as unfinished", (way) => {
    const end = ends.get(`waiting, ${way}`);
    expect(end?.said).toMatch(/^InitFailure: /);
    expect(end?.seconds).toBeLessThan(bound);
    expect(end?.posts).toBe(1);
  });

  test.each(ways)("with %s in the POST ends the change, which the next run looks up", (way) => {
    const end = ends.get(`posting, ${way}`);
    expect(end?.said).toMatch(/^InitFailure: /);
    expect(end?.seconds).toBeLessThan(bound);
  });
});

test("one read that hangs holds those who share it up for a moment only", async () => {
  const server = await HangingServer.start();
  server.hangsIn = (method) =>
    method === "GET" && server.hung.length === 0 ? "no answer" : undefined;
  for (const { said, seconds } of await Promise.all([42, 43].map((id) => server.reboot(id, 60)))) {
    expect(said).toBe("done");
    expect(seconds).toBeLessThan(25);
  }
  expect(server.hung).toHaveLength(1);
}, 60_000);

test("^C while the account's list hangs for all is no missing scope", async () => {
  const server = await HangingServer.start();
  server.hangsIn = (method) => (method === "GET" ? "no answer" : undefined);
  const reboots = [42, 43].map((id) => server.reboot(id, 600));
  await server.hangs();
  server.adapter.cancel();
  for (const { said, seconds } of await Promise.all(reboots)) {
    expect(said).toContain("cancelled");
    expect(said).not.toMatch(/scope|token/);
    expect(seconds).toBeLessThan(5);
  }
}, 60_000);
