import * as grpc from "@grpc/grpc-js";
import type { Socket } from "node:net";
import { service } from "./service";

/** The calls of the engine that we answer. gRPC says of the others that they are not implemented. */
const methods = [
  "handshake",
  "attach",
  "getPluginInfo",
  "getSchema",
  "cancel",
  "checkConfig",
  "diffConfig",
  "configure",
  "check",
  "diff",
  "create",
  "read",
  "update",
  "delete",
] as const;

export type Method = (typeof methods)[number];

export interface Rpc {
  accept(socket: Socket): void;
  stop(): void;
}

/** gRPC over connections that somebody else has opened. It hands on bytes, and service.ts knows what they mean. */
export function rpc(engineAddress?: string): Rpc {
  const server = new grpc.Server({
    // As large as Pulumi's own: a state may hold much.
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
  });
  const answerOf = service(engineAddress);
  for (const method of methods) {
    const answer: grpc.handleUnaryCall<Buffer, Buffer> = ({ request }, callback) =>
      answerOf(method, request, callback);
    server.register(pathOf(method), answer, bytes, bytes, "unary");
  }
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  return {
    accept: (socket) => injector.injectConnection(socket),
    stop: () => {
      injector.destroy();
      server.forceShutdown();
    },
  };
}

const pathOf = (method: Method): string =>
  `/pulumirpc.ResourceProvider/${method.charAt(0).toUpperCase()}${method.slice(1)}`;

const bytes = (given: Buffer): Buffer => given;
