import * as pulumi from "@pulumi/pulumi";

/** Ids are kept as text. As numbers, the engine's own errors would show them as `3.164444e+07`. */
export function idsAsText<Args extends object>(
  args: Args,
  ids: readonly (keyof Args & string)[],
): Args {
  // A program in JavaScript may have forgotten them all.
  const given = Object.entries((args as Args | undefined) ?? {});
  const texts = given.map(([name, value]) => [
    name,
    (ids as readonly string[]).includes(name) ? asText(value) : value,
  ]);
  return Object.fromEntries(texts) as Args;
}

function asText(value: unknown): unknown {
  if (typeof value === "number") return String(value);
  const isLater = pulumi.Output.isInstance<unknown>(value) || value instanceof Promise;
  if (!isLater) return value;
  return (pulumi.output(value) as pulumi.Output<unknown>).apply(asText);
}
