import { setMaxListeners } from "node:events";
import http from "node:http";
import https from "node:https";
import axios, { isAxiosError } from "axios";
import { DropletActionsError, LostAnswerError, UnreachableError } from "../errors";
import type { Send } from "./link";

/**
 * After this many milliseconds without an answer a request counts as lost. A POST that leaves in the last moment of a
 * change, and the last look at what became of it, then end within the 30 s that no timeout is exceeded by.
 */
export const httpTimeout = 24_000;

/** Milliseconds. Most answers come within it, and they tell best what became of a request. */
const graceAfterStop = 1_000;

/** The server's certificate is not taken, so no byte of the request was sent. */
const untrusted = new Set([
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** The last link: sends over axios. Every error it throws says whether the request can have arrived. */
export function send(
  baseUrl: string,
  timeout = httpTimeout,
  /** For the answer to what changes something, when its signal ends it; reads end at once. */
  grace = graceAfterStop,
): Send {
  const client = axios.create({
    baseURL: baseUrl,
    maxRedirects: 0,
    decompress: true,
    // A proxy from the environment is for the world outside, not for a simulator on this machine.
    ...(baseUrl.startsWith("http:") ? { proxy: false as const } : {}),
    // Answers are judged by the link that raises errors.
    validateStatus: () => true,
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
  });
  // A kept-alive connection that the server closes at the same moment would swallow a POST: each gets its own.
  const own = { httpAgent: new http.Agent(), httpsAgent: new https.Agent() };
  return async (request) => {
    await request.onSend?.();
    const isRead = request.method === "GET";
    const stopping = stoppedBy(request.signal, isRead ? 0 : grace, timeout);
    try {
      const response = await client.request<unknown>({
        method: request.method,
        url: request.path,
        params: request.query,
        data: request.body,
        headers: { ...request.headers },
        ...(isRead ? {} : own),
        signal: stopping.signal,
      });
      const { data } = response;
      // A connection that is kept alive keeps its last request, and that its answer.
      response.data = undefined;
      return {
        status: response.status,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [
            name.toLowerCase(),
            String(value),
          ]),
        ),
        data,
      };
    } catch (error) {
      // The axios error holds the request with its token, so only its code is passed on.
      const { code = "no answer", cause = {} } = isAxiosError(error) ? error : {};
      const isLate = stopping.isLate();
      const facts = {
        action: request.action ?? `${request.method} ${request.path}`,
        dropletId: request.dropletId,
      };
      const isStopped = code === "ERR_CANCELED" && !isLate;
      if (isStopped && isRead) {
        throw new DropletActionsError(
          "run-stopped",
          facts,
          "the run was cancelled",
          "Run the same command again to continue",
        );
      }
      if (untrusted.has(code) || isOfSetUp(cause)) {
        throw new UnreachableError(
          "digitalocean-unreachable",
          facts,
          `${baseUrl} cannot be reached (${code})`,
          "Check the network and the API address; nothing was sent",
        );
      }
      throw new LostAnswerError(
        facts,
        isStopped
          ? "The run was cancelled before an answer came"
          : isLate
            ? `${baseUrl} did not answer within ${timeout / 1000} s`
            : `The connection to ${baseUrl} broke before an answer came (${code})`,
        "It is not known whether the request arrived",
        isStopped,
      );
    } finally {
      stopping.release();
    }
  };
}

/**
 * The connection could not be made, so no byte of the request was sent. The code does not tell that: a network that
 * breaks later gives the same ones. Of a host with several addresses, none could be reached.
 */
function isOfSetUp({ syscall = "", errors = [] }: Failure): boolean {
  return (
    ["connect", "getaddrinfo"].includes(syscall) || (errors.length > 0 && errors.every(isOfSetUp))
  );
}

/** An error as Node.js makes it. */
interface Failure {
  readonly syscall?: string;
  readonly errors?: readonly Failure[];
}

/**
 * Aborts so many milliseconds after a signal that comes while the request is under way, and at the end of its timeout:
 * axios' own begins again with every byte, so that an answer may come in drops for ever.
 */
function stoppedBy(stop: AbortSignal | undefined, milliseconds: number, timeout: number) {
  const aborting = new AbortController();
  const abort = () => aborting.abort();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    abort();
  }, timeout);
  const onStop = () => (milliseconds > 0 ? void setTimeout(abort, milliseconds).unref() : abort());
  // As many requests listen as there are resources; Node.js would warn of more than ten.
  if (stop) setMaxListeners(0, stop);
  stop?.addEventListener("abort", onStop);
  return {
    signal: aborting.signal,
    isLate: () => isLate,
    release: () => {
      clearTimeout(timer);
      stop?.removeEventListener("abort", onStop);
    },
  };
}
