import { type Clock, sleepOut } from "../../clock";
import { type ConfigurationError, UnreachableError } from "../../errors";
import { type Address, readAddress, readCredentials, wrongSetting } from "./address";
import type { BucketAnswer, BucketRequest, BucketSend } from "./s3";

/** What a bucket needs of its surroundings. */
export interface BucketOptions {
  readonly showProgress?: (line: string) => void;
  /** What sends its requests, where that is not loaded as it is elsewhere. */
  readonly connect?: (address: Address) => BucketSend;
}

/** An object as a listing shows it. */
export interface Listed {
  /** Below the prefix. */
  readonly key: string;
  /** Since it was written, by the server's clock alone. */
  readonly ageMilliseconds: number;
}

/** Milliseconds for which a request is repeated that gets no answer, or one that says that the server is in trouble. */
const patience = 20_000;
const pauses = [200, 400, 800, 1_600, 3_200];
/** After so many milliseconds without an answer the user sees why nothing happens. */
const slow = 3_000;
/** Requests on their way at the same time. */
const atOnce = 16;

type Wanted = Omit<BucketRequest, "signedAt" | "key"> & { readonly key?: string };

/**
 * The objects below an address. Whatever it is asked for may be asked again, so a request without an answer is simply
 * repeated. What then throws says whether it may be better later (UnreachableError) or not (ConfigurationError).
 */
export class Bucket {
  private opened: { readonly address: Address; readonly send: BucketSend } | undefined;
  /** How far the server's clock is ahead of ours; milliseconds. */
  private ahead = 0;
  /** The last request was given up, so others are not repeated for long. */
  private isDown = false;
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private asked: Promise<readonly Listed[]> | undefined;
  private listing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly value: string,
    private readonly clock: Clock,
    private readonly options: BucketOptions,
  ) {}

  /** The name that messages use; where the address cannot be read, without what may be a secret. */
  get place(): string {
    try {
      return readAddress(this.value).place;
    } catch {
      return "DROPLET_ACTIONS_JOURNAL";
    }
  }

  /** Undefined if there is no such object. */
  async get(key: string): Promise<string | undefined> {
    const { status, text } = await this.request({ method: "GET", key });
    return status === 404 ? undefined : text;
  }

  async put(key: string, body: string): Promise<void> {
    await this.request({ method: "PUT", key, body });
  }

  async delete(key: string): Promise<void> {
    await this.request({ method: "DELETE", key });
  }

  /** All objects. Shared by all who ask until it leaves, so that nobody gets what was listed before. */
  list(): Promise<readonly Listed[]> {
    if (!this.asked) {
      const asked = this.listing
        .catch(() => undefined)
        .then(() => {
          this.asked = undefined;
          return this.listAll();
        });
      this.asked = asked;
      this.listing = asked;
    }
    return this.asked;
  }

  private async listAll(): Promise<readonly Listed[]> {
    const { prefix, place, endpoint } = (await this.open()).address;
    const all: Listed[] = [];
    for (let token: string | undefined = ""; token !== undefined;) {
      const query = {
        "list-type": "2",
        ...(prefix && { prefix }),
        ...(token && { "continuation-token": token }),
      };
      const { text, date } = await this.request({ method: "GET", query });
      if (!text.includes("<ListBucketResult")) {
        throw wrongSetting(
          `${endpoint} does not answer as a server of buckets does, so the journal in ${place} cannot be used`,
          "Correct the endpoint in DROPLET_ACTIONS_JOURNAL",
        );
      }
      const now = Number.isNaN(date) ? this.clock.now() : date;
      for (const [, entry = ""] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        const key = (fieldOf(entry, "Key") ?? "").slice(prefix.length);
        const written = Date.parse(fieldOf(entry, "LastModified") ?? "");
        all.push({ key, ageMilliseconds: now - written });
      }
      const isWhole = fieldOf(text, "IsTruncated") !== "true";
      token = isWhole ? undefined : fieldOf(text, "NextContinuationToken");
    }
    return all;
  }

  private async request(wanted: Wanted): Promise<BucketAnswer> {
    const { address, send } = await this.open();
    const access = wanted.method === "GET" ? "read" : "written";
    const key = wanted.key === undefined ? "" : address.prefix + wanted.key;
    await this.enter();
    const began = this.clock.now();
    const answered = this.tellIfSlow(address.place);
    try {
      let wasSkewed = false;
      for (let attempt = 0; ; attempt++) {
        const outcome = await this.once(send, { ...wanted, key });
        const { answer, code } = outcome;
        // That there is no such object is an answer, too, to who reads or deletes one.
        const isMissing = key !== "" && wanted.method !== "PUT" && code === "NoSuchKey";
        if (answer && (answer.status < 300 || (answer.status === 404 && isMissing))) {
          this.isDown = false;
          return answer;
        }
        if (/^RequestTimeTooSkewed|^RequestExpired/.test(code) && answer && !wasSkewed) {
          wasSkewed = true;
          this.ahead = (answer.date || this.clock.now()) - this.clock.now();
          continue;
        }
        if (!isOfServer(outcome)) throw refused(address, access, outcome);
        const pause = pauses[Math.min(attempt, pauses.length - 1)] ?? 0;
        const limit = this.isDown ? 0 : patience;
        const isOver = this.clock.now() + pause - began > limit;
        // Woken before its time, nobody wants to wait any longer.
        if (isOver || !(await sleepOut(this.clock, pause))) {
          this.isDown = true;
          throw new UnreachableError(
            "journal-unavailable",
            {},
            `The journal in ${address.place} cannot be ${access} (${whyOf(outcome)})`,
            "No action is sent without it. Run the same command again when the bucket answers",
          );
        }
      }
    } finally {
      answered();
      this.leave();
    }
  }

  private async once(send: BucketSend, wanted: Omit<BucketRequest, "signedAt">): Promise<Outcome> {
    try {
      const answer = await send({ ...wanted, signedAt: this.clock.now() + this.ahead });
      return { answer, code: (answer.status >= 300 && fieldOf(answer.text, "Code")) || "" };
    } catch (error) {
      if ((error as Error).name === "ConfigurationError") throw error;
      return { answer: undefined, code: (error as Error).message };
    }
  }

  private async open() {
    if (!this.opened) {
      const address = readAddress(this.value);
      readCredentials(address.place);
      const connect = this.options.connect ?? (await import("./s3.js")).sendTo;
      this.opened ??= { address, send: connect(address) };
    }
    return this.opened;
  }

  private tellIfSlow(place: string): () => void {
    const { showProgress } = this.options;
    if (!showProgress) return () => undefined;
    const over = new AbortController();
    let isTold = false;
    void sleepOut(this.clock, slow, over.signal).then((isSlow) => {
      if (!isSlow || over.signal.aborted) return;
      isTold = true;
      showProgress(`the journal in ${place} has not answered for ${slow / 1000} s`);
    });
    return () => {
      over.abort();
      if (isTold && !this.isDown) showProgress(`the journal in ${place} answers again`);
    };
  }

  private async enter(): Promise<void> {
    if (this.running >= atOnce) await new Promise<void>((enter) => this.waiting.push(enter));
    else this.running++;
  }

  /** Hands the place over, or frees it. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running--;
  }
}

interface Outcome {
  readonly answer: BucketAnswer | undefined;
  /** The answer's, or why there is none. */
  readonly code: string;
}

/** It may be over at the next try. */
const isOfServer = ({ answer, code }: Outcome): boolean =>
  !answer ||
  answer.status >= 500 ||
  [408, 429].includes(answer.status) ||
  code === "RequestTimeout";

const whyOf = ({ answer, code }: Outcome): string =>
  [answer && `HTTP ${answer.status}`, code].filter(Boolean).join(" ");

const ofCredentials = [
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "InvalidToken",
];

function refused(
  address: Address,
  access: "read" | "written",
  outcome: Outcome,
): ConfigurationError {
  const { bucket, endpoint, place, region } = address;
  const { answer, code } = outcome;
  const status = answer?.status ?? 0;
  const why = whyOf(outcome);
  if (code === "NoSuchBucket" || (status === 404 && code === "")) {
    return wrongSetting(
      `There is no bucket ${bucket} at ${endpoint} (${why})`,
      "No action is sent without it. Make it, or correct DROPLET_ACTIONS_JOURNAL",
    );
  }
  if (ofCredentials.includes(code) || status === 401) {
    return wrongSetting(
      `${endpoint} does not accept the credentials in ${readCredentials(place).names} (${why}), so the journal in ${place} cannot be used`,
      "No action is sent without it. Correct them",
    );
  }
  if (status === 403) {
    return wrongSetting(
      `The journal in ${place} may not be ${access} with the credentials in ${readCredentials(place).names} (${why})`,
      "No action is sent without it. Let that key list the bucket, and read, write and delete objects in it",
    );
  }
  const wanted = fieldOf(answer?.text ?? "", "Region");
  if (wanted !== undefined || (status >= 300 && status < 400)) {
    return wrongSetting(
      `The bucket ${bucket} is not in the region ${region} of ${endpoint}${wanted ? ` but in ${wanted}` : ""} (${why})`,
      "Correct endpoint and region in DROPLET_ACTIONS_JOURNAL",
    );
  }
  return wrongSetting(
    `The journal in ${place} cannot be ${access} (${why})`,
    "Correct DROPLET_ACTIONS_JOURNAL",
  );
}

const entities: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&#34;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

/** This suffices for the few answers that are read here; keys of ours hold nothing that XML would encode. */
function fieldOf(xml: string, name: string): string | undefined {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  return text?.replace(/&[a-z#0-9]+;/g, (entity) => entities[entity] ?? entity);
}
