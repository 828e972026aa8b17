import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Socket } from "node:net";
import { service } from "./service";

export interface Rpc {
  accept(socket: Socket): void;
  stop(): void;
}

/** gRPC over connections that somebody else has opened. */
export function rpc(engineAddress?: string): Rpc {
  const server = new grpc.Server({
    // Pulumi's own limit is as large: a state may hold much.
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
  });
  server.addService(ResourceProviderService, service(engineAddress));
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  return {
    accept: (socket) => injector.injectConnection(socket),
    stop: () => {
      injector.destroy();
      server.forceShutdown();
    },
  };
}
