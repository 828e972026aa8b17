import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import analyzerServices from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { repositoryRoot } from "../../tools/repository";
import { adapters } from "../engine/support/adapters";

/**
 * The example's policy pack in Pulumi's own runtime for policies, asked as the engine asks it. That an engine starts it
 * is not tried: of the hosts that can be built from Go modules none runs a policy pack.
 */

const pack = join(repositoryRoot(), "examples", "no-rebuild-in-production");
const runtime = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");

let server: ChildProcess;
let client: InstanceType<typeof analyzerServices.AnalyzerClient>;

beforeAll(async () => {
  const noEngine = "127.0.0.1:0";
  server = spawn(process.execPath, [runtime, noEngine, "."], { cwd: pack });
  const [port] = (await once(server.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const address = `127.0.0.1:${Number(String(port))}`;
  client = new analyzerServices.AnalyzerClient(address, credentials.createInsecure());
}, 60_000);

afterAll(() => {
  client.close();
  server.kill();
});

async function violations(type: string, inputs: Record<string, unknown>): Promise<string[]> {
  const request = new proto.AnalyzeRequest();
  request.setType(type);
  request.setName("web");
  request.setUrn(`urn:pulumi:dev::shop::${type}::web`);
  request.setProperties(Struct.fromJavaScript(inputs as never));
  request.setOptions(new proto.AnalyzerResourceOptions());
  const response = await new Promise<proto.AnalyzeResponse>((resolve, reject) =>
    client.analyze(request, (error, answer) => (error ? reject(error) : resolve(answer))),
  );
  return response.getDiagnosticsList().map((one) => `${one.getPolicyname()}: ${one.getMessage()}`);
}

const wipes = [expect.stringMatching(/^no-rebuild: [^]*It wipes the Droplet's disk\./)];

describe.each(adapters)("no rebuild in production, through the $name", ({ types }) => {
  test.each([
    ["DropletRebuild", { dropletId: "1", image: "debian-12-x64" }],
    ["DropletAction", { dropletId: "1", type: "rebuild" }],
  ])("refuses a %s", async (name, inputs) => {
    expect(await violations(`${types}${name}`, inputs)).toEqual(wipes);
  });

  test.each([
    ["DropletReboot", { dropletId: "1" }],
    ["DropletAction", { dropletId: "1", type: "reboot" }],
  ])("lets a %s pass that does not rebuild", async (name, inputs) => {
    expect(await violations(`${types}${name}`, inputs)).toEqual([]);
  });
});
