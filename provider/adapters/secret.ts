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
