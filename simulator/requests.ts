/** One request as the simulator saw it. */
export interface LoggedRequest {
  time: number;
  id: string;
  method: string;
  path: string;
  query: Record<string, string>;
  /** Parsed JSON; undefined if there was none. */
  body: unknown;
  /** The status of the answer that was sent; null if none was. */
  status: number | null;
  /** The token's name, never its value. */
  token: string | null;
  /** `type` of an action POST. */
  actionType: string | null;
  /** Actions that this request started, whatever its answer was. */
  actionIds: number[];
  /** Whether a scripted fault struck. */
  fault: boolean;
}

const kept = 50_000;

/** The latest requests, oldest first. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];

  constructor(private readonly onRequest: (entry: LoggedRequest) => void) {}

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    if (this.entries.length > kept) this.entries.splice(0, kept / 10);
    this.onRequest(entry);
  }

  clear(): void {
    this.entries.length = 0;
  }

  /** Action POSTs: those that started something, and those that did not. */
  posts(type?: string): { accepted: LoggedRequest[]; refused: LoggedRequest[] } {
    const posts = this.entries.filter(
      (entry) =>
        entry.method === "POST" &&
        entry.path.endsWith("/actions") &&
        (type === undefined || entry.actionType === type),
    );
    return {
      accepted: posts.filter((entry) => entry.actionIds.length > 0),
      refused: posts.filter((entry) => entry.actionIds.length === 0),
    };
  }
}
