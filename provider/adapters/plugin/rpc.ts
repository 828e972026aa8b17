import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Socket } from "node:net";
import { version } from "../../version";
import { failure } from "./failure";
import type { Provider } from "./provider";

/** gRPC over connections that somebody else has opened. */
export function rpc(engineAddress?: string) {
  const server = new grpc.Server({
    // Pulumi's own limit is as large: a state may hold much.
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
  });
  server.addService(ResourceProviderService, service(engineAddress));
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  return {
    accept: (socket: Socket) => injector.injectConnection(socket),
    stop: () => {
      injector.destroy();
      server.forceShutdown();
    },
  };
}

/**
 * The engine's calls by name. gRPC's words stay in this folder, and what a call means is in provider.ts. Without an
 * engine's address somebody else has started us, and an engine attaches itself: then we outlive it.
 */
function service(engineAddress?: string): grpc.UntypedServiceImplementation {
  let address = engineAddress;
  let loaded: Promise<Provider> | undefined;
  const isOrphan = orphanage();
  const follows = engineAddress !== undefined;
  /** The core is loaded when the engine first needs it, so that it does not have to wait for our port. */
  const provider = () =>
    (loaded ??= import("./provider.js").then(({ Provider }) => {
      const made = new Provider();
      made.adapter.connect(address);
      if (follows) made.adapter.followEngine(isOrphan);
      return made;
    }));
  // Until then there is nothing to bring to an end.
  if (follows) setInterval(() => !loaded && isOrphan() && process.exit(0), 1_000).unref();

  return {
    handshake: unary((request: proto.ProviderHandshakeRequest) => {
      address = request.getEngineAddress() || address;
      return new proto.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: unary(async (request: { getAddress(): string }) => {
      address = request.getAddress();
      (await loaded)?.adapter.connect(address);
      return new Empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
    getSchema: unary(async () =>
      new proto.GetSchemaResponse().setSchema((await import("./schema.js")).schemaText()),
    ),
    // What is running ends; nothing runs in a provider that nobody has called yet.
    cancel: unary(async () => {
      (await loaded)?.adapter.cancel();
      return new Empty();
    }),
    checkConfig: unary(async (request: proto.CheckRequest) =>
      (await provider()).checkConfig(request),
    ),
    diffConfig: unary(async (request: proto.DiffRequest) => (await provider()).diffConfig(request)),
    configure: unary(async (request: proto.ConfigureRequest) =>
      (await provider()).configure(request),
    ),
    check: unary(async (request: proto.CheckRequest) => (await provider()).check(request)),
    diff: unary(async (request: proto.DiffRequest) => (await provider()).diff(request)),
    create: unary(async (request: proto.CreateRequest) => (await provider()).create(request)),
    read: unary(async (request: proto.ReadRequest) => (await provider()).read(request)),
    update: unary(async (request: proto.UpdateRequest) => (await provider()).update(request)),
    delete: unary(async (request: proto.DeleteRequest) => (await provider()).remove(request)),
  };
}

/** The engine is our parent; when it dies, we get another one. */
function orphanage(): () => boolean {
  const parent = process.ppid;
  return () => process.ppid !== parent;
}

const unary =
  <Request, Response>(work: (request: Request) => Response | Promise<Response>) =>
  (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>): void => {
    Promise.resolve()
      .then(() => work(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(failure(error)),
      );
  };
