import type * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService as calls } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { version } from "../version";
import { failure } from "./failure";
import type { Provider } from "./provider";
import type { Method } from "./rpc";

/** Answers a call of the engine, from the bytes of the request to those of the response. */
export type Service = (
  method: Method,
  request: Buffer,
  callback: grpc.sendUnaryData<Buffer>,
) => void;

/**
 * The engine's calls by name. gRPC's words stay in this folder, and what a call means is in provider.ts. Without an
 * engine's address somebody else has started us, and an engine attaches itself: then we outlive it.
 */
export function service(engineAddress?: string): Service {
  let address = engineAddress;
  let loaded: Promise<Provider> | undefined;
  const isOrphan = orphanage();
  const follows = engineAddress !== undefined;
  /** The core is loaded when the engine first needs it, so that it does not have to wait for our port. */
  const provider = () =>
    (loaded ??= import("./provider.js").then(({ Provider }) => {
      const made = new Provider();
      made.connect(address);
      if (follows) made.followEngine(isOrphan);
      return made;
    }));
  // Until then there is nothing to bring to an end.
  if (follows) setInterval(() => !loaded && isOrphan() && process.exit(0), 1_000).unref();

  const answers: Readonly<Record<Method, (request: Buffer) => Promise<Buffer>>> = {
    handshake: unary(calls.handshake, (request) => {
      address = request.getEngineAddress() || address;
      const response = new proto.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    }),
    attach: unary(calls.attach, async (request) => {
      address = request.getAddress();
      (await loaded)?.connect(address);
      return new Empty();
    }),
    getPluginInfo: unary(calls.getPluginInfo, () => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    }),
    getSchema: unary(calls.getSchema, async () => {
      const response = new proto.GetSchemaResponse();
      response.setSchema((await import("./schema.js")).schemaText());
      return response;
    }),
    // What is running ends; nothing runs in a provider that nobody has called yet.
    cancel: unary(calls.cancel, async () => {
      (await loaded)?.cancel();
      return new Empty();
    }),
    checkConfig: unary(calls.checkConfig, async (request) =>
      (await provider()).checkConfig(request),
    ),
    diffConfig: unary(calls.diffConfig, async (request) => (await provider()).diffConfig(request)),
    configure: unary(calls.configure, async (request) => (await provider()).configure(request)),
    check: unary(calls.check, async (request) => (await provider()).check(request)),
    diff: unary(calls.diff, async (request) => (await provider()).diff(request)),
    create: unary(calls.create, async (request) => (await provider()).create(request)),
    read: unary(calls.read, async (request) => (await provider()).read(request)),
    update: unary(calls.update, async (request) => (await provider()).update(request)),
    delete: unary(calls.delete, async (request) => (await provider()).remove(request)),
  };
  return (method, request, callback) =>
    void answers[method](request).then(
      (response) => callback(null, response),
      (error: unknown) => callback(failure(error)),
    );
}

/** The engine is our parent; when it dies, we get another one. */
function orphanage(): () => boolean {
  const parent = process.ppid;
  return () => process.ppid !== parent;
}

const unary =
  <Request, Response>(
    { requestDeserialize, responseSerialize }: grpc.MethodDefinition<Request, Response>,
    work: (request: Request) => Response | Promise<Response>,
  ) =>
  async (request: Buffer): Promise<Buffer> =>
    responseSerialize(await work(requestDeserialize(request)));
