import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { Fault } from "./faults";
import type { Reply } from "./router";

/** A request as it came in, its body read. */
export interface Received {
  id: string;
  method: string;
  url: URL;
  authorization: string | undefined;
  text: string;
}

/** What is to be sent: an answer, or something worse. */
export interface Sending extends Reply {
  headers: Record<string, string>;
  delayMs?: number;
  connection?: NonNullable<Fault["connection"]>;
}

/** HTTP and sockets; what to answer is decided by `respond`, for what is not answered elsewhere. */
export class HttpServer {
  private readonly server: Server;

  constructor(
    private readonly now: () => number,
    private readonly respond: (received: Received) => Promise<Sending>,
    isAnswered: (request: IncomingMessage, response: ServerResponse) => boolean,
  ) {
    this.server = createServer((request, response) => {
      if (!isAnswered(request, response)) void this.serve(request, response);
    });
    // Longer than clients keep theirs, so that none writes into a connection that is being closed.
    this.server.keepAliveTimeout = 120_000;
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const received = await receive(request);
      const sending = await this.respond(received);
      if (sending.delayMs !== undefined) await pause(sending.delayMs);
      this.send(received, sending, request, response);
    } catch (error) {
      // The client has gone, or the simulator has a defect, which should be seen.
      if (!request.destroyed) console.error(error);
      response.destroy();
    }
  }

  private send(
    received: Received,
    sending: Sending,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (sending.connection === "hang") return;
    if (sending.connection === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    const { payload, headers } = encode(sending.body, request.headers["accept-encoding"]);
    response.sendDate = false;
    response.writeHead(sending.status, {
      date: new Date(this.now()).toUTCString(),
      "x-gateway": "Edge-Gateway",
      "x-request-id": received.id,
      ...headers,
      ...sending.headers,
    });
    if (sending.connection === "truncate") {
      response.write(payload.subarray(0, payload.length >> 1), () => request.socket.end());
      return;
    }
    response.end(payload);
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const host = request.headers.host ?? "127.0.0.1";
  return {
    id: randomUUID(),
    method: request.method ?? "GET",
    url: new URL(`http://${host}${request.url ?? "/"}`),
    authorization: request.headers.authorization,
    text: Buffer.concat(chunks).toString("utf8"),
  };
}

function encode(
  body: unknown,
  accepted: string | string[] | undefined,
): { payload: Buffer; headers: Record<string, string> } {
  if (body === undefined) return { payload: Buffer.alloc(0), headers: {} };
  const isText = typeof body === "string";
  const plain = Buffer.from(isText ? body : JSON.stringify(body));
  const compress = /\bgzip\b/.test(String(accepted ?? ""));
  const payload = compress ? gzipSync(plain) : plain;
  return {
    payload,
    headers: {
      // Without a charset, as in traces: https://github.com/digitalocean/doctl/issues/257
      "content-type": isText ? "text/html" : "application/json",
      "content-length": String(payload.length),
      ...(compress ? { "content-encoding": "gzip" } : {}),
    },
  };
}
