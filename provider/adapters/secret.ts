/** Pulumi's marks of a secret within properties on the wire (sdk/go/common/resource/{sig,properties}.go). */
export const signatureKey = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export const asSecret = (value: unknown) => ({ [signatureKey]: secretSignature, value });
