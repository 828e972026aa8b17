/** The texts within a value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Takes the texts of secrets out of what the user is shown. */
export function hiding(secrets: readonly string[]): (text: string) => string {
  // The longest first, for one may be a part of another.
  const texts = secrets.filter(Boolean).sort((a, b) => b.length - a.length);
  return (text) => texts.reduce((shown, secret) => shown.replaceAll(secret, "[secret]"), text);
}
