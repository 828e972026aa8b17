import { ConfigurationError } from "../../errors";

/** Where a bucket is, and who may use it. */

export type Address = Readonly<ReturnType<typeof readAddress>>;

const example = "s3://<bucket>/<prefix>?endpoint=fra1.digitaloceanspaces.com&region=us-east-1";
const parameters = ["endpoint", "region"];

/** Reads the value of DROPLET_ACTIONS_JOURNAL; throws a ConfigurationError that names what is wrong, and no secret. */
export function readAddress(value: string) {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url) throw refused("which", "cannot be read as an address");
  const place = `${url.protocol}//${url.host}${url.pathname}`.replace(/\/+$/, "");
  if (url.username || url.password) {
    throw refused("which", "contains a user name or password, and must not");
  }
  if (url.protocol !== "s3:") throw refused(place, "must be a folder or begin with s3://");
  const other = [...url.searchParams.keys()].find((name) => !parameters.includes(name));
  if (other !== undefined) {
    throw refused(place, `has the parameter ${other}, and may have endpoint and region only`);
  }
  const bucket = url.host;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw refused(place, "must name a bucket: 3 to 63 lower-case letters, digits, dots and dashes");
  }
  const path = url.pathname.replace(/^\/+|\/+$/g, "");
  // Others would be encoded in one way by us, and in another by the server that checks the signature.
  if (!/^([\w.-]+(\/[\w.-]+)*)?$/.test(path) || /(^|\/)\.\.?(\/|$)/.test(path)) {
    throw refused(place, "may have letters, digits, dots, dashes and slashes only in its prefix");
  }
  const region = url.searchParams.get("region") || "us-east-1";
  if (!/^[a-z0-9-]+$/.test(region)) {
    throw refused(
      place,
      `has the region ${JSON.stringify(region)}, and a region is one such as us-east-1`,
    );
  }
  const endpoint = url.searchParams.get("endpoint") || `s3.${region}.amazonaws.com`;
  return {
    bucket,
    /** All keys begin with it; it is empty, or ends with a slash. */
    prefix: path && `${path}/`,
    /** Scheme and host, without a slash at the end. */
    endpoint: readEndpoint(endpoint, bucket, place),
    region,
    /** The name that messages use. */
    place,
  };
}

function readEndpoint(value: string, bucket: string, place: string): string {
  const whole = /^[a-z]+:\/\//i.test(value) ? value : `https://${value}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (!url || url.username || url.password || url.search || url.hash || url.pathname !== "/") {
    throw refused(place, "must have the name of a server as its endpoint, and nothing else in it");
  }
  if (url.hostname.startsWith(`${bucket}.`)) {
    throw refused(
      place,
      `has the bucket in its endpoint ${url.host}, which must be the server's name alone`,
    );
  }
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) {
    throw refused(
      place,
      `has the endpoint ${url.origin}, and plain http is for loopback addresses only`,
    );
  }
  return url.origin;
}

/** The journal cannot be used as it is set. */
export const wrongSetting = (reason: string, next: string) =>
  new ConfigurationError("journal-setting", reason, next);

const refused = (place: string, rule: string) =>
  wrongSetting(
    `DROPLET_ACTIONS_JOURNAL${place === "which" ? "" : ` is ${JSON.stringify(place)}, which`} ${rule}`,
    `Set it to a folder, or to a bucket such as ${example}`,
  );

/** Read when they are used, so that none is kept longer than that. */
export function readCredentials(place: string, environment: NodeJS.ProcessEnv = process.env) {
  for (const [id, secret, token] of [
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
    ["SPACES_ACCESS_KEY_ID", "SPACES_SECRET_ACCESS_KEY", ""],
  ] as const) {
    const accessKeyId = environment[id]?.trim();
    const secretAccessKey = environment[secret]?.trim();
    if (!accessKeyId && !secretAccessKey) continue;
    if (!accessKeyId || !secretAccessKey) {
      const [there, missing] = accessKeyId ? [id, secret] : [secret, id];
      throw wrongSetting(
        `${there} is set and ${missing} is not, so the journal in ${place} cannot be used`,
        `Set both, or neither of them`,
      );
    }
    const sessionToken = token && environment[token]?.trim();
    // For errors: the variables that they are from.
    const names = `${id} and ${secret}`;
    return { accessKeyId, secretAccessKey, names, ...(sessionToken && { sessionToken }) };
  }
  throw wrongSetting(
    `There are no credentials for the journal in ${place}`,
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or SPACES_ACCESS_KEY_ID and SPACES_SECRET_ACCESS_KEY, where `pulumi` runs",
  );
}
