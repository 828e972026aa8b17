import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { withPage } from "../../provider/errorPages";
import { connectToEngine } from "../../provider/adapters/engine";

/** Stands in for the CLI; the messages that reach it. */
const heard: string[] = [];
const server = new grpc.Server();
let port: number;

beforeAll(async () => {
  server.addService(EngineService, {
    log: (call: { request: LogRequest }, done: (error: null, answer: Empty) => void) => {
      heard.push(call.request.getMessage());
      done(null, new Empty());
    },
  });
  port = await new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => server.forceShutdown());

test("a proxy for the world outside is not asked for the way to the engine", async () => {
  jest.replaceProperty(process, "env", { http_proxy: "http://127.0.0.1:1" });
  const engine = connectToEngine(`127.0.0.1:${port}`);
  engine.log("info", undefined, "shutdown", { ephemeral: false });
  await engine.flush();
  expect(heard).toEqual(["shutdown"]);
  expect(engine.isGone()).toBe(false);
});

test("a warning ends with the page that explains it", async () => {
  const engine = connectToEngine(`127.0.0.1:${port}`);
  const page = "unfinished-resource";
  engine.log("warning", undefined, "This is unfinished", { ephemeral: false, page });
  await engine.flush();
  expect(heard.at(-1)).toBe(withPage("This is unfinished", page));
});
