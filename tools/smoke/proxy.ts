import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import axios from "axios";

/** The script names in it the switch of the simulator that a request is made for; it goes no further. */
export const questionHeader = "x-smoke-question";

/** A request and its answer, as they are. */
export interface Passed {
  readonly at: Date;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly question: string | undefined;
  readonly request: string;
  /** null: there was no answer. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly answer: string;
  readonly tookMilliseconds: number;
}

export interface Proxy {
  readonly url: string;
  /** Resolves when every request that came in is answered: a killed client's request is still on its way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Headers of one connection, and not of the answer. */
const ofConnection = ["connection", "keep-alive", "transfer-encoding", "content-length"];

/** On a free port of this machine; hands everything on as it is. */
export async function startProxy(
  target: string,
  onPassed: (passed: Passed) => void,
): Promise<Proxy> {
  const client = axios.create({
    responseType: "arraybuffer",
    decompress: false,
    maxRedirects: 0,
    validateStatus: () => true,
    transformRequest: [(data: unknown) => data],
    // A proxy from the environment is for the world outside, not for a simulator on this machine.
    ...(target.startsWith("http:") ? { proxy: false as const } : {}),
  });
  const kept = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
  };
  // A kept-alive connection that the server closes at the same moment would swallow a POST: each gets its own.
  const own = {
    httpAgent: new http.Agent({ keepAlive: false }),
    httpsAgent: new https.Agent({ keepAlive: false }),
  };
  const underway = new Set<Promise<void>>();

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = new Date();
    const { method = "GET", url = "/" } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const question = request.headers[questionHeader];
    const passed = {
      at,
      method,
      url,
      question: typeof question === "string" ? question : undefined,
      request: body.toString("utf8"),
    };
    try {
      const answer = await client.request<Buffer>({
        method,
        url: `${target}${url}`,
        headers: headersToPass(request),
        ...(body.length > 0 ? { data: body } : {}),
        ...(method === "GET" ? kept : own),
      });
      const headers = Object.fromEntries(
        Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      );
      onPassed({
        ...passed,
        status: answer.status,
        headers,
        answer: decompressed(answer.data, headers["content-encoding"]),
        tookMilliseconds: Date.now() - at.getTime(),
      });
      for (const name of ofConnection) delete headers[name];
      response.writeHead(answer.status, {
        ...headers,
        ...(answer.status === 204 ? {} : { "content-length": String(answer.data.length) }),
      });
      response.end(answer.data);
    } catch (error) {
      const { code = "no answer" } = error as NodeJS.ErrnoException;
      const tookMilliseconds = Date.now() - at.getTime();
      onPassed({ ...passed, status: null, headers: {}, answer: code, tookMilliseconds });
      request.socket.resetAndDestroy();
    }
  };

  const server = http.createServer((request, response) => {
    const done = pass(request, response).catch(() => {
      // The client has gone before its request was complete, so nothing was sent.
      response.destroy();
    });
    underway.add(done);
    void done.finally(() => underway.delete(done));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    idle: async () => void (await Promise.all(underway)),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      kept.httpAgent.destroy();
      kept.httpsAgent.destroy();
      await closed;
    },
  };
}

function headersToPass({ headers }: IncomingMessage): Record<string, string> {
  // axios would ask for compressed answers where the client does not.
  const passed: Record<string, string> = { "accept-encoding": "identity" };
  for (const [name, value] of Object.entries(headers)) {
    if ([...ofConnection, "host", questionHeader].includes(name)) continue;
    if (typeof value === "string") passed[name] = value;
  }
  return passed;
}

function decompressed(data: Buffer, encoding: string | undefined): string {
  if (data.length === 0) return "";
  if (encoding === "gzip") return gunzipSync(data).toString("utf8");
  if (encoding === "br") return brotliDecompressSync(data).toString("utf8");
  if (encoding === "deflate") return inflateSync(data).toString("utf8");
  return data.toString("utf8");
}
