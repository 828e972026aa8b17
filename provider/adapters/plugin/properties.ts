import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { plain } from "../adapter";
import { secretSignature, signatureKey, withSecrets } from "../secrets";
import { operationKey, unknownValue } from "../../lifecycle";
import type { Outputs } from "../../resources/define";

/** Pulumi's other marks (sdk/go/common/resource/{sig,properties}.go). */
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const referenceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** A value that is not known yet; there is one mark for each type, and the core knows that of text. */
const unknownMarks: readonly string[] = [
  unknownValue,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

export type Unwrapped = Readonly<ReturnType<typeof unwrap>>;

/** Properties as the core takes them, and what the marks said of them. */
export function unwrap(struct: Struct | undefined) {
  /** Names of properties that hold a secret, be it deep inside. */
  const secret = new Set<string>();
  /** The secrets' texts, so that no line spells one out. */
  const secrets: string[] = [];
  const values: Record<string, unknown> = {};
  const given = struct?.toJavaScript() ?? {};
  // gRPC keeps a request until it is answered, which may take hours.
  struct?.clearFieldsMap();
  for (const [key, value] of Object.entries(given)) {
    values[key] = open(value, false, (text) => {
      secret.add(key);
      // What is kept of an unfinished operation is no secret of the user's, though it may be made of one.
      if (text !== undefined && key !== "unfinished") secrets.push(text);
    });
  }
  return { values, secret, secrets };
}

/** `keep` is called with each secret and its texts. */
function open(value: unknown, inSecret: boolean, keep: (text?: string) => void): unknown {
  if (typeof value === "string") {
    if (unknownMarks.includes(value)) return unknownValue;
    if (inSecret) keep(value);
    return value;
  }
  if (typeof value === "number" && inSecret) keep(String(value));
  if (Array.isArray(value)) return value.map((item) => open(item, inSecret, keep));
  if (typeof value !== "object" || value === null) return value;
  const object = value as Record<string, unknown>;
  switch (object[signatureKey]) {
    case secretSignature:
      keep();
      return open(object["value"], true, keep);
    case outputSignature: {
      const isSecret = inSecret || object["secret"] === true;
      if (isSecret) keep();
      return "value" in object ? open(object["value"], isSecret, keep) : unknownValue;
    }
    // A resource in place of its id, such as a Droplet for dropletId.
    case referenceSignature:
      return open(object["id"] || unknownValue, inSecret, keep);
  }
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => [key, open(item, inSecret, keep)]),
  );
}

/** Puts properties on the wire, with those names secret that were secret on their way in. */
export function wrap(values: Outputs, secret: ReadonlySet<string> = new Set()): Struct {
  return Struct.fromJavaScript(withSecrets(plain(values), secret) as never);
}

/** Without what an adapter keeps for itself: keys that begin with `__`, of which the core has but one. */
export const withoutForeign = (values: Outputs): Outputs =>
  Object.fromEntries(
    Object.entries(values).filter(([key]) => !key.startsWith("__") || key === operationKey),
  );
