import http from "node:http";
import https from "node:https";
import { sign } from "aws4";
import axios, { isAxiosError } from "axios";
import { type Address, readCredentials } from "./address";

/** One signed request to a bucket, and its answer. Loaded only where the journal is in one. */

export interface BucketRequest {
  readonly method: "GET" | "PUT" | "DELETE";
  /** The whole key of an object; empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The time of the signature, by the server's clock; milliseconds since the epoch. */
  readonly signedAt: number;
}

export interface BucketAnswer {
  readonly status: number;
  readonly text: string;
  /** The server's time, in milliseconds since the epoch; NaN where it does not tell. */
  readonly date: number;
}

/** Throws a NoAnswerError where none came. */
export type BucketSend = (request: BucketRequest) => Promise<BucketAnswer>;

export class NoAnswerError extends Error {}

/** Milliseconds; objects of the journal are small. */
const timeout = 10_000;

export function sendTo({ bucket, endpoint, region, place }: Address): BucketSend {
  const client = axios.create({
    timeout,
    maxRedirects: 0,
    // A proxy from the environment is for the world outside, not for a server on this machine.
    ...(endpoint.startsWith("http:") ? { proxy: false as const } : {}),
    validateStatus: () => true,
    responseType: "text",
    // What was signed is what is sent, and an answer that looks like JSON stays text.
    transformRequest: [(body: unknown) => body],
    transformResponse: [(text: unknown) => text],
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
  });
  const { host } = new URL(endpoint);
  return async ({ method, key, query = {}, body, signedAt }) => {
    // The bucket in the path and not in the host's name: every server takes that, also one on this machine.
    const search = new URLSearchParams(query).toString().replaceAll("+", "%20");
    const path = `/${bucket}${key && `/${key}`}${search && `?${search}`}`;
    const headers: Record<string, string> = {
      Host: host,
      "X-Amz-Date": new Date(signedAt).toISOString().replace(/[:-]|\.\d+/g, ""),
      ...(body !== undefined && { "Content-Type": "text/plain; charset=utf-8" }),
    };
    const request = { method, path, service: "s3", region, headers, ...(body && { body }) };
    const signed = sign(request, readCredentials(place));
    try {
      const response = await client.request<string>({
        method,
        url: endpoint + path,
        headers: signed.headers as Record<string, string>,
        data: body,
      });
      const date = Date.parse(String(response.headers["date"]));
      return { status: response.status, text: String(response.data ?? ""), date };
    } catch (error) {
      // The axios error holds the request with its signature, so only its code is passed on.
      throw new NoAnswerError((isAxiosError(error) && error.code) || "no answer");
    }
  };
}
