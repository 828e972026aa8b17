import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { sign } from "aws4";

/** What goes wrong with requests of a fake bucket. */
export interface BucketFault {
  readonly method?: string;
  readonly key?: RegExp;
  /** How many of them; all if absent. */
  times?: number;
  readonly status?: number;
  readonly code?: string;
  /** The request did what it was for, although its answer says otherwise or does not come. */
  readonly when?: "before" | "after";
  /** "breaks": no answer, at once. "hangs": none at all until the server ends. */
  readonly answer?: "breaks" | "hangs";
}

const keys = { id: "AKIDFAKE", secret: "fake-secret-0123456789", token: "fake-session" };
const skewMilliseconds = 15 * 60_000;

/** The credentials of the fake, as its user sets them. */
export const bucketEnvironment = {
  AWS_ACCESS_KEY_ID: keys.id,
  AWS_SECRET_ACCESS_KEY: keys.secret,
  AWS_SESSION_TOKEN: keys.token,
};

/** As much of S3 as the journal uses, in this process, with signatures, pages and faults. */
export class FakeBucket {
  readonly objects = new Map<string, { readonly text: string; readonly at: number }>();
  readonly log: string[] = [];
  readonly faults: BucketFault[] = [];
  pageSize = 1_000;
  private readonly hanging = new Set<http.ServerResponse>();
  private readonly server: http.Server;

  private constructor(private readonly now: () => number) {
    this.server = http.createServer((request, response) => void this.answer(request, response));
  }

  static async start(now: () => number = Date.now): Promise<FakeBucket> {
    const bucket = new FakeBucket(now);
    bucket.server.listen(0, "127.0.0.1");
    await once(bucket.server, "listening");
    Object.assign(process.env, bucketEnvironment);
    return bucket;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get address(): string {
    return `s3://journals/team/one?endpoint=${this.endpoint}&region=us-east-1`;
  }

  /** Keys below the prefix that begin so. */
  keys(beginning = ""): string[] {
    const all = [...this.objects.keys()].map((key) => key.replace("team/one/", "")).sort();
    return all.filter((key) => key.startsWith(beginning));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? "", this.endpoint);
    const [, name, key = ""] = /^\/([^/]+)\/?(.*)$/.exec(url.pathname) ?? [];
    const method = request.method ?? "";
    this.log.push(`${method} ${key.replace("team/one/", "")}`);
    const reply = (status: number, text = "") => {
      response.writeHead(status, { date: new Date(this.now()).toUTCString() });
      response.end(text);
    };
    const refuse = (status: number, code: string) =>
      reply(
        status,
        `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
      );
    const fault = this.faultOf(method, key);
    const fail = () => {
      if (fault?.answer === "hangs") this.hanging.add(response);
      else if (fault?.answer === "breaks") request.socket.destroy();
      else refuse(fault?.status ?? 500, fault?.code ?? "InternalError");
    };
    if (fault && fault.when !== "after") return fail();
    const wrong = this.wrongIn(request, body);
    if (wrong) return refuse(403, wrong);
    if (name !== "journals") return refuse(404, "NoSuchBucket");
    const done = this.perform(method, key, body, url.searchParams);
    if (fault) return fail();
    if (!done) return refuse(404, "NoSuchKey");
    return reply(done.status, done.text);
  }

  private faultOf(method: string, key: string): BucketFault | undefined {
    const fault = this.faults.find(
      (one) =>
        (one.times ?? 1) > 0 && (one.method ?? method) === method && (one.key?.test(key) ?? true),
    );
    if (fault?.times !== undefined) fault.times--;
    return fault;
  }

  private wrongIn({ headers, method = "", url = "" }: http.IncomingMessage, body: string) {
    const { authorization = "" } = headers;
    const signedAt = String(headers["x-amz-date"]).replace(
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
      "$1-$2-$3T$4:$5:$6Z",
    );
    if (!authorization.includes(`Credential=${keys.id}/`)) return "InvalidAccessKeyId";
    if (Math.abs(Date.parse(signedAt) - this.now()) > skewMilliseconds)
      return "RequestTimeTooSkewed";
    const [, names = ""] = /SignedHeaders=([^,]+)/.exec(authorization) ?? [];
    const signed = Object.fromEntries(names.split(";").map((one) => [one, headers[one]]));
    const again = sign(
      { method, path: url, service: "s3", region: "us-east-1", headers: signed, body },
      { accessKeyId: keys.id, secretAccessKey: keys.secret, sessionToken: keys.token },
    );
    return again.headers?.["Authorization"] === authorization ? undefined : "SignatureDoesNotMatch";
  }

  private perform(method: string, key: string, body: string, query: URLSearchParams) {
    if (method === "PUT") this.objects.set(key, { text: body, at: this.now() });
    if (method === "DELETE") this.objects.delete(key);
    if (method !== "GET") return { status: method === "PUT" ? 200 : 204, text: "" };
    if (key === "") return { status: 200, text: this.list(query) };
    const object = this.objects.get(key);
    return object && { status: 200, text: object.text };
  }

  private list(query: URLSearchParams): string {
    const prefix = query.get("prefix") ?? "";
    const after = query.get("continuation-token") ?? "";
    const all = [...this.objects]
      .filter(([key]) => key.startsWith(prefix) && key > after.replace(/^after\+ /, ""))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const page = all.slice(0, this.pageSize);
    const entries = page.map(
      ([key, { at }]) =>
        `<Contents><Key>${key}</Key><LastModified>${new Date(at).toISOString()}</LastModified></Contents>`,
    );
    const more = all.length > page.length;
    const token = more
      ? `<NextContinuationToken>after+ ${page.at(-1)?.[0]}</NextContinuationToken>`
      : "";
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${entries.join("")}${token}</ListBucketResult>`;
  }
}
