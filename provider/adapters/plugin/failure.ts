import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { messageOf } from "../../errors";

/**
 * A clean failure: nothing of the resource has changed, or what has is in the answer. INTERNAL, UNKNOWN and
 * DATA_LOSS would make the engine take the resource for corrupt.
 */
const code = grpc.status.FAILED_PRECONDITION;

/** The resource is kept as it is, as an unfinished one; the reason is all that the engine shows of it. */
export class UnfinishedError extends Error {
  constructor(
    readonly id: string,
    readonly properties: Struct,
    reason: string,
    /** Where the engine is to keep others than those it sent. */
    readonly inputs?: Struct,
  ) {
    super(reason);
  }
}

/** Answers a call of the engine with an error. */
export function failure(error: unknown): Partial<grpc.StatusObject> {
  const answer = { code, details: messageOf(error) };
  return error instanceof UnfinishedError ? { ...answer, metadata: trailer(error) } : answer;
}

/** Go's gRPC reads structured details from this trailer; that of Node.js has no word for it. */
function trailer({ id, properties, message, inputs }: UnfinishedError): grpc.Metadata {
  const detail = new ErrorResourceInitFailed()
    .setId(id)
    .setProperties(properties)
    .setInputs(inputs)
    .setReasonsList([message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status().setCode(code).setMessage(message).setDetailsList([packed]);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}
