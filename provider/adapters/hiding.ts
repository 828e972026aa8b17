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
