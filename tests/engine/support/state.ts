import { readFileSync } from "node:fs";

/** A resource in a state. */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors?: readonly string[];
}

/** What the backend has on disk, secrets encrypted, without the stack itself and its providers. */
export function savedResources(file: string): Resource[] {
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as StateFile;
  const all = checkpoint.latest?.resources ?? [];
  return all.filter(({ type }) => !type.startsWith("pulumi:p"));
}

/** What `pulumi stack export --show-secrets` wrote. */
export function exportedResources(file: string): Resource[] {
  const { deployment } = JSON.parse(readFileSync(file, "utf8")) as ExportFile;
  return (deployment.resources ?? []).map((resource) => ({
    ...resource,
    inputs: inPlainText(resource.inputs),
    outputs: inPlainText(resource.outputs),
  }));
}

export function only(resources: readonly Resource[], name: string): Resource {
  const [found, ...others] = resources.filter(({ urn }) => urn.endsWith(`::${name}`));
  if (!found || others.length > 0) throw new Error(`not one resource is named "${name}"`);
  return found;
}

interface StateFile {
  readonly checkpoint: { readonly latest: { readonly resources?: Resource[] } | null };
}

interface ExportFile {
  readonly deployment: { readonly resources?: Resource[] };
}

/** An exported secret is an object that holds its value as JSON. */
const inPlainText = (properties: Resource["outputs"] = {}) =>
  Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      const plaintext = (value as { plaintext?: string } | null)?.plaintext;
      return [key, plaintext === undefined ? value : (JSON.parse(plaintext) as unknown)];
    }),
  );
