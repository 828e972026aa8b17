import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { connect, isIP, type Socket } from "node:net";
import { type Healthcheck, isAmong } from "../../resources/healthcheck";

/** One question to one server. */
export type Target = Pick<Healthcheck, "protocol" | "port" | "path" | "statusCodes"> & {
  readonly host: string;
  readonly seconds: number;
};

export interface Answer {
  readonly isHealthy: boolean;
  /** What the server did, in words. */
  readonly text: string;
}

/** Asks a server once. It always answers, at the latest after the timeout or when the signal ends it. */
export type Probe = (target: Target, signal: AbortSignal) => Promise<Answer>;

type End = (text: string, isHealthy?: boolean) => void;

export const probe: Probe = (target, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(cancelled);
    const question = target.protocol === "ssh" || target.protocol === "tcp" ? connectTo : requestTo;
    const end: End = (text, isHealthy = false) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      resolve({ isHealthy, text });
      connection.destroy();
    };
    const cancel = () => end(cancelled.text);
    const timer = setTimeout(
      () => end(`no answer within ${Math.ceil(target.seconds)} s`),
      target.seconds * 1000,
    );
    signal.addEventListener("abort", cancel);
    const connection = question(target, end);
    connection.on("error", (error) => end(describeError(error)));
  });

const cancelled: Answer = { isHealthy: false, text: "cancelled" };

/** The server's line may come after others (RFC 4253, 4.2), which are short. */
const mostOfBanner = 8_192;

function connectTo({ protocol, host, port }: Target, end: End): Socket {
  const socket = connect({ host, port });
  if (protocol === "tcp") return socket.on("connect", () => end("connection accepted", true));
  let text = "";
  const isEnded = () => end(text ? `no ssh: ${shorten(text)}` : "connection closed at once");
  return socket
    .setEncoding("latin1")
    .on("data", (piece: string) => {
      text += piece;
      const banner = /^SSH-[^\r\n]*(?=\r?\n)/m.exec(text);
      if (banner) end(shorten(banner[0]), true);
      else if (text.length > mostOfBanner) isEnded();
    })
    .on("close", isEnded);
}

function requestTo({ protocol, host, port, path = "/", statusCodes = "" }: Target, end: End) {
  const isName = isIP(host) === 0;
  const options = {
    host,
    port,
    path,
    agent: false,
    headers: { "user-agent": "droplet-actions-healthcheck", accept: "*/*" },
    // No certificate is made out to a Droplet's address.
    rejectUnauthorized: isName,
  };
  const request = protocol === "https" ? requestHttps(options) : requestHttp(options);
  request.on("response", ({ statusCode = 0 }) =>
    end(`HTTP ${statusCode}`, isAmong(statusCodes, statusCode)),
  );
  return request.end();
}

/** Lines of a server are shown on one row, whatever is in them. */
const shorten = (text: string): string => JSON.stringify(text.trim().slice(0, 60));

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  ETIMEDOUT: "connection timed out",
  ENOTFOUND: "no such host name",
};

function describeError(error: Error & { readonly code?: string }): string {
  return words[error.code ?? ""] ?? [error.message, error.code].filter(Boolean).join(" ");
}
