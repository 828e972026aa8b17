import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { service } from "./service";

export interface Serving {
  readonly port: number;
  stop(): void;
}

/** Listens on loopback for the engine. */
export function serve(engineAddress?: string): Promise<Serving> {
  const server = new grpc.Server({
    // As large as Pulumi's own: a state may hold much.
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
  });
  server.addService(ResourceProviderService, service(engineAddress));
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve({ port, stop: () => server.forceShutdown() }),
    );
  });
}
