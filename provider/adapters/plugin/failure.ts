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

/** The resource is kept as it is, as an unfinished one. */
export interface Unfinished {
  readonly id: string;
  readonly properties: Struct;
  /** Where the engine is to keep others than those it sent. */
  readonly inputs?: Struct;
  /** All that the engine shows of it. */
  readonly reasons: readonly string[];
}

export class UnfinishedError extends Error {
  constructor(readonly unfinished: Unfinished) {
    super(unfinished.reasons.join(" "));
  }
}

/** Answers a call of the engine with an error. */
export function failure(error: unknown): Partial<grpc.StatusObject> {
  const details = messageOf(error);
  if (!(error instanceof UnfinishedError)) return { code, details };
  return { code, details, metadata: trailer(details, error.unfinished) };
}

/** Go's gRPC reads structured details from this trailer; that of Node.js has no word for it. */
function trailer(message: string, { id, properties, inputs, reasons }: Unfinished): grpc.Metadata {
  const detail = new ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(properties);
  if (inputs) detail.setInputs(inputs);
  detail.setReasonsList([...reasons]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(code);
  status.setMessage(message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}
