/** Who publishes the package, and where. */
export interface Publishing {
  /** The package on npm. Programs and docs name it, so it is not changed on the day of publishing. */
  readonly name: string;
  /** Shown in Pulumi's registry, and as the author on npm. */
  readonly publisher: string;
  /** Without `.git`. The Go module and the address of the plugin's archives begin with it. */
  readonly repository: string;
  readonly homepage: string;
  /** A picture for Pulumi's registry. */
  readonly logoUrl: string;
  /** Where faults that must not be public and bad conduct are reported: an e-mail address. */
  readonly contact: string;
  /** The group of the Java package on Maven Central, which has to be one that the publisher owns. */
  readonly javaGroup: string;
  /** The .NET package on NuGet begins with it. */
  readonly dotnetNamespace: string;
  /** Who is asked to review changes: a user or a team on GitHub. */
  readonly codeOwner: string;
}

/**
 * NOTHING IS PUBLISHED YET: every value that says "example" is a placeholder, and so are the names of Pulumi's own
 * packages for Java and .NET, which its generators take by default. On the day of publishing, fill them in
 * here and run `npm run generate && npm run format`. That prints them into package.json, schema.json, the SDKs, the
 * docs and the files for GitHub, and changes the docs from the packed package to the published ones.
 */
export const publishing: Publishing = {
  name: "pulumi-droplet-actions",
  publisher: "Example Publisher",
  repository: "https://example.com/pulumi-droplet-actions",
  homepage: "https://example.com/pulumi-droplet-actions#readme",
  logoUrl: "https://example.com/pulumi-droplet-actions/logo.svg",
  contact: "maintainers@example.com",
  javaGroup: "com.pulumi",
  dotnetNamespace: "Pulumi",
  codeOwner: "@example/maintainers",
};

/** The fields that nobody has filled in. */
export const placeholdersOf = (record: Publishing): string[] =>
  Object.entries(record)
    .filter(([, value]) => /example|^(com\.)?pulumi$/i.test(value as string))
    .map(([field]) => field);

export const isFilledIn = (record: Publishing): boolean => placeholdersOf(record).length === 0;

/** The repository's owner and name on GitHub, as "owner/name". */
export const repositoryPathOf = ({ repository }: Publishing): string =>
  new URL(repository).pathname.slice(1);

/**
 * Where Pulumi downloads the plugin: the releases on GitHub. Undefined while there are none: where the plugin is not
 * installed, Pulumi would try a placeholder five times, and then advise to download it from there.
 */
export const pluginDownloadUrlOf = (record: Publishing): string | undefined =>
  isFilledIn(record) ? `github://api.github.com/${repositoryPathOf(record)}` : undefined;

/** Pulumi's generator derives the same from the schema's repository. */
export const goModuleOf = ({ repository }: Publishing): string =>
  `${repository.replace(/^https:\/\//, "")}/sdk/go`;
