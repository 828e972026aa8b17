import type * as Grpc from "@grpc/grpc-js";
import { createRequire } from "node:module";

/**
 * The copy of gRPC that @pulumi/pulumi itself uses, since a client of one copy refuses the credentials of another.
 * A package manager may give us another one than it. In the plugin's bundle there is only one copy.
 */
const requireAsPulumi = createRequire(require.resolve("@pulumi/pulumi/proto/engine_grpc_pb"));

export const { connectivityState, credentials } = requireAsPulumi("@grpc/grpc-js") as typeof Grpc;
