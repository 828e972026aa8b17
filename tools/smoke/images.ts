import type { Json } from "./exchange";
import { SmokeError } from "./guard";

export interface Images {
  /** The Droplets begin with it. */
  readonly first: string;
  /** A rebuild changes to it: of the same distribution. */
  readonly second: string;
  readonly otherDistribution: string | undefined;
  readonly otherFamily: string | undefined;
}

/** From `/v2/images`: the newest that fit the plan's disk. */
export function chooseImages(
  images: readonly Json[],
  region: string,
  diskGigabytes: number,
): Images {
  const newest = (distributions: readonly string[]): string[] =>
    images
      .filter(({ distribution }) => distributions.includes(String(distribution)))
      .filter((image) => image["public"] === true && image["status"] === "available")
      .filter(({ regions }) => Array.isArray(regions) && regions.includes(region))
      .filter((image) => Number(image["min_disk_size"]) <= diskGigabytes)
      .map(({ slug }) => (typeof slug === "string" ? slug : ""))
      .filter((slug) => slug.endsWith("-x64"))
      .sort((one, other) => other.localeCompare(one, "en", { numeric: true }));

  const [second, first] = newest(["Ubuntu"]);
  if (first === undefined || second === undefined) {
    throw new SmokeError(
      `The account offers no two images of Ubuntu in ${region} that fit ${diskGigabytes} GiB, so no Droplet could be rebuilt. Look at \`doctl compute image list-distribution\`.`,
    );
  }
  const [otherDistribution] = newest(["Debian"]);
  const [otherFamily] = newest(["Fedora", "AlmaLinux", "Rocky Linux", "CentOS"]);
  return { first, second, otherDistribution, otherFamily };
}
