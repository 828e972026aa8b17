/**
 * Who publishes the package, and where. NOTHING IS PUBLISHED YET: every value that says "example" is a placeholder, and
 * so are the names of Pulumi's own packages for Java and .NET, which its generators take by default. On the day of
 * publishing, fill them in here and run `npm run generate && npm run format`. That prints them into package.json,
 * schema.json, the SDKs, the docs and the files for GitHub, and changes the docs from the packed package to the
 * published ones.
 */
export const publishing = {
  /** The package on npm. Programs and docs name it, so it is not changed on the day of publishing. */
  name: "pulumi-droplet-actions",
  /** Shown in Pulumi's registry, and as the author on npm. */
  publisher: "Example Publisher",
  /** Without `.git`. The Go module and the address of the plugin's archives begin with it. */
  repository: "https://example.com/pulumi-droplet-actions",
  homepage: "https://example.com/pulumi-droplet-actions#readme",
  /** A picture for Pulumi's registry. */
  logoUrl: "https://example.com/pulumi-droplet-actions/logo.svg",
  /** Where faults that must not be public and bad conduct are reported: an e-mail address. */
  contact: "maintainers@example.com",
  /** The group of the Java package on Maven Central, which has to be one that the publisher owns. */
  javaGroup: "com.pulumi",
  /** The .NET package on NuGet begins with it. */
  dotnetNamespace: "Pulumi",
  /** Who is asked to review changes: a user or a team on GitHub. */
  codeOwner: "@example/maintainers",
};

export type Publishing = Readonly<typeof publishing>;

/** The fields that nobody has filled in. */
export const placeholdersOf = (record: Publishing): string[] =>
  Object.entries(record)
    .filter(([, value]) => /example|^(com\.)?pulumi$/i.test(value))
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
