import type { Budget } from "./budget";
import type { Limits } from "./limits";

export interface ApiRequest extends Limits {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the API's base address, beginning with `/v2`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Token scopes that DigitalOcean documents for this request; named when it answers 403. */
  readonly scopes: readonly string[];
  /** What the request is for, as the errors say it. */
  readonly action?: string;
  readonly dropletId?: string;
  /** Called when it leaves the queue: what it asks for may be decided as late as that, and an error keeps it from being sent. */
  readonly onTurn?: () => Partial<ApiRequest> | void;
  /** Called when the request is about to leave, after whatever it had to wait for; it leaves when this has ended. */
  readonly onSend?: () => Promise<void>;
  /** Waits may end by what it reads, so it goes before other reads. */
  readonly isPoll?: true;
}

export interface ApiResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

export type Send = (request: ApiRequest) => Promise<ApiResponse>;

/** The whole way of a request, and how many requests are left by its headers. */
export interface Client extends Send {
  readonly budget: Budget;
}

/** One job on the way of every request: it may change the request, the answer, or send again. */
export type Link = (next: Send) => Send;
