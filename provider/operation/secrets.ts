import type { OperationRecord, Sent } from "./operation";
import { sha256 } from "./store/owner";

/**
 * The journal is plain text, so of a secret it keeps a hash. A run that has the same secret reads it back; where the
 * program has another one by then, an effect such as the name can no longer be recognised.
 */

const mark = "secret with SHA-256 ";

const concealed = (secret: string): string => mark + sha256(secret);

/** Whether a body holds a secret that this run does not have, since it has changed. */
export const holdsConcealed = (body: Sent["body"]): boolean => JSON.stringify(body).includes(mark);

export type Secrets = ReturnType<typeof secretsOf>;

/** Hides the secrets of one call of the engine in what is written, and shows them in what is read. */
export function secretsOf(secrets: readonly string[]) {
  const given = secrets.filter(Boolean);
  const hidden = new Map(given.map((secret) => [secret, concealed(secret)]));
  const shown = new Map(given.map((secret) => [concealed(secret), secret]));
  return {
    hide: (record: OperationRecord) => withTexts(record, hidden),
    show: (record: OperationRecord) => withTexts(record, shown),
  };
}

function withTexts(record: OperationRecord, texts: ReadonlyMap<string, string>): OperationRecord {
  if (texts.size === 0) return record;
  return {
    ...record,
    from: replaced(record.from, texts),
    events: record.events.map((event) =>
      event.is === "sent" ? { ...event, body: replaced(event.body, texts) } : event,
    ),
  };
}

/** An id may have become a number on its way into the request. */
const replaced = <T>(value: T, texts: ReadonlyMap<string, string>): T =>
  JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    typeof item === "string" || typeof item === "number" ? (texts.get(String(item)) ?? item) : item,
  ) as T;
