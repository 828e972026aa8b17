import type { Outputs } from "../resources/define";

/** Hides the values of inputs that the program has as secrets, also the texts within them. */
export function hiding(properties: Outputs): (text: string) => string {
  const names = Array.isArray(properties["__secrets"]) ? (properties["__secrets"] as string[]) : [];
  // The longest first, for one may be a part of another.
  const values = names.flatMap((name) => textsIn(properties[name]));
  values.sort((a, b) => b.length - a.length);
  return (text) => values.reduce((hidden, value) => hidden.replaceAll(value, "[secret]"), text);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
