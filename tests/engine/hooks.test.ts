import { createServer, request as send, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { repositoryRoot } from "../../tools/repository";
import { runInline } from "./support/inline";
import { startStack, type Stack } from "./support/stack";

/** `examples/behind-a-load-balancer`, with an API that has a load balancer and leaves the rest to the simulator. */

let stack: Stack;
let server: Server;
/** What reached the load balancer, and which actions had been accepted by then. */
const changes: { method: string; body: unknown; posted: number }[] = [];

beforeAll(async () => {
  stack = await startStack({ example: "behind-a-load-balancer", droplets: [{ id: 1 }] });
  server = createServer((incoming, response) => {
    const { method = "", url = "", headers } = incoming;
    if (url.startsWith("/v2/load_balancers/")) {
      let text = "";
      incoming.on("data", (part: Buffer) => (text += String(part)));
      incoming.on("end", () => {
        const posted = stack.simulator.posts().accepted.length;
        changes.push({ method, body: JSON.parse(text), posted });
        response.writeHead(204).end();
      });
      return;
    }
    const onward = send(`${stack.simulator.url}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  stack.env["DIGITALOCEAN_API_URL"] = `http://127.0.0.1:${port}`;
  const settings = ["--plaintext", "dropletId=1", "--plaintext", "loadBalancerId=lb"];
  await stack.run(["config", "set-all", ...settings]);
}, 180_000);

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await stack.stop();
});

const main = join(repositoryRoot(), "examples", "behind-a-load-balancer", "index.ts");

async function run(command: "preview" | "up"): Promise<string> {
  const settings = `{ transpileOnly: true, skipProject: true, compilerOptions: { module: "commonjs", target: "es2022" } }`;
  const load = `require(${JSON.stringify(require.resolve("ts-node"))}).register(${settings})`;
  const program = `async () => { ${load}; return require(${JSON.stringify(main)}); }`;
  return (await runInline(stack, command, program)).output;
}

const posted = () => stack.simulator.posts().accepted.map(({ actionType }) => actionType);

const body = { droplet_ids: [1] };

test("a Droplet is out of its load balancer from just before its reboot until that is done, and never in preview", async () => {
  expect(await run("preview")).toContain("2 to create");
  expect(changes.splice(0)).toEqual([]);
  await run("up");
  expect(changes.splice(0)).toEqual([
    { method: "DELETE", body, posted: 0 },
    { method: "POST", body, posted: 1 },
  ]);
  await run("up");
  expect(changes.splice(0)).toEqual([]);
  expect(posted()).toEqual(["reboot"]);
}, 300_000);

test("a Droplet whose reboot failed stays out until it has succeeded", async () => {
  stack.simulator.faults.add({
    method: "POST",
    path: "/v2/droplets/1/actions",
    times: 1,
    fault: { status: 422, body: { id: "unprocessable_entity", message: "Not now." } },
  });
  await stack.run(["config", "set", "release", "2"]);
  expect(await run("up")).toContain("Not now");
  expect(changes.splice(0)).toEqual([{ method: "DELETE", body, posted: 1 }]);
  expect(await run("up")).toContain("1 updated");
  expect(changes.splice(0)).toEqual([
    { method: "DELETE", body, posted: 1 },
    { method: "POST", body, posted: 2 },
  ]);
  expect(posted()).toEqual(["reboot", "reboot"]);
}, 300_000);
