import * as grpc from "@grpc/grpc-js";

export interface Serving {
  readonly port: number;
  /** Loads what answers the calls, which the first call does otherwise. */
  load(): void;
  stop(): void;
}

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

/**
 * Listens on loopback for the engine, which waits for our port. So this file needs gRPC and nothing else: it hands on
 * bytes, and what they mean is known to service.ts, which is loaded later.
 */
export function serve(engineAddress?: string): Promise<Serving> {
  const server = new grpc.Server({
    // As large as Pulumi's own: a state may hold much.
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
  });
  let loaded: ReturnType<typeof load> | undefined;
  const load = () => import("./service.js").then(({ service }) => service(engineAddress));
  const service = () => (loaded ??= load());
  for (const method of methods) {
    const answer: grpc.handleUnaryCall<Buffer, Buffer> = ({ request }, callback) =>
      void service().then((answerOf) => answerOf(method, request, callback));
    server.register(pathOf(method), answer, bytes, bytes, "unary");
  }
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error
        ? reject(error)
        : resolve({ port, load: () => void service(), stop: () => server.forceShutdown() }),
    );
  });
}

const pathOf = (method: Method): string =>
  `/pulumirpc.ResourceProvider/${method.charAt(0).toUpperCase()}${method.slice(1)}`;

const bytes = (given: Buffer): Buffer => given;
