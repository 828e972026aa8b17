import { type ErrorPage, withPage } from "../errorPages";
import { connectivityState, credentials } from "./grpc";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** A proxy from the environment is for the world outside, and the engine is on this machine. */
const direct = { "grpc.enable_http_proxy": 0 };

const severities = { info: LogSeverity.INFO, warning: LogSeverity.WARNING };

export interface Engine {
  log(
    severity: keyof typeof severities,
    urn: string | undefined,
    message: string,
    options: { readonly ephemeral: boolean; readonly page?: ErrorPage | undefined },
  ): void;
  /** The CLI has ended without ending us: its connection is broken and cannot be made again. */
  isGone(): boolean;
  /** Ends when everything said so far has reached the engine, which shows nothing that comes after the answer. */
  flush(): Promise<void>;
}

/**
 * Speaks to the user on a resource's own row. The engine hands its address to every process it starts, as the last
 * argument; where that is none, nothing is shown and nothing fails.
 */
export function connectToEngine(address = ""): Engine {
  const client = /^[\w.[\]:-]+:\d+$/.test(address)
    ? new EngineClient(address, credentials.createInsecure(), direct)
    : undefined;
  const pending = new Set<Promise<void>>();
  return {
    log(severity, urn, message, { ephemeral, page }) {
      if (!client) return;
      const request = new LogRequest()
        .setSeverity(severities[severity])
        .setMessage(page === undefined ? message : withPage(message, page))
        .setUrn(urn ?? "")
        .setEphemeral(ephemeral);
      const sent = new Promise<void>((resolve) => client.log(request, () => resolve())).then(() => {
        pending.delete(sent);
      });
      pending.add(sent);
    },
    isGone() {
      if (!client) return false;
      const { TRANSIENT_FAILURE } = connectivityState;
      return client.getChannel().getConnectivityState(true) === TRANSIENT_FAILURE;
    },
    async flush() {
      await Promise.all(pending);
    },
  };
}
