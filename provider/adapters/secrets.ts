/** How secrets are kept from eyes: marked for the engine, and taken out of what the user is shown. */

/** Pulumi's marks of a secret within properties on the wire (sdk/go/common/resource/{sig,properties}.go). */
export const signatureKey = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

const asSecret = (value: unknown) => ({ [signatureKey]: secretSignature, value });

/** Properties of which those with these names are marked as secret. */
export const withSecrets = (
  properties: object,
  names: ReadonlySet<string>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      names.has(name) ? asSecret(value) : value,
    ]),
  );

/** The texts and numbers within a value, as a line would show them. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What is shorter is no secret that could be kept, and would blacken words and ids in which it happens to stand. */
const shortest = 4;

/** Names of outputs that repeat a secret. Of the inputs among them the program says whether they are one. */
export function namesOfSecrets(
  outputs: object,
  inputs: object,
  secrets: readonly string[],
): string[] {
  const texts = new Set(secrets.filter(({ length }) => length >= shortest));
  return Object.entries(outputs).flatMap(([name, value]) =>
    !(name in inputs) && textsIn(value).some((text) => texts.has(text)) ? [name] : [],
  );
}

/** Takes the texts of secrets out of what the user is shown. */
export function hiding(secrets: readonly string[]): (text: string) => string {
  // The longest first, for one may be a part of another.
  const texts = secrets.filter(({ length }) => length >= shortest);
  texts.sort((a, b) => b.length - a.length);
  return (text) => texts.reduce((shown, secret) => shown.replaceAll(secret, "[secret]"), text);
}
