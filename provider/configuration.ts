import { ConfigurationError } from "./errors";
import type { settings } from "./settings";

export type Configuration = Readonly<ReturnType<typeof readConfiguration>>;

/** For errors about the token. */
export interface TokenSource {
  /** The name of the setting or of the environment variable. */
  readonly name: string;
  /** Pulumi keeps it: a refresh or destroy takes that of the last `up`. */
  readonly isKept: boolean;
}

type Setting = keyof typeof settings;

/** What the adapter was given: provider inputs of the plugin, or the stack's configuration. */
export interface GivenConfiguration extends Readonly<Partial<Record<Setting, string | undefined>>> {
  /** How these settings are named where they were given, for errors. */
  readonly nameOf?: (setting: Setting) => string;
}

/** As in the stack's `digitalocean` configuration, which a dynamic provider shares. */
const sharedNameOf = (setting: Setting): string =>
  `digitalocean:${setting === "apiUrl" ? "apiEndpoint" : setting}`;

const defaultApiUrl = "https://api.digitalocean.com";

/** Reads the settings at the time of the call, so that none is ever captured in provider text. */
export function readConfiguration(
  given: GivenConfiguration,
  environment: NodeJS.ProcessEnv = process.env,
) {
  return {
    ...readToken(given, environment),
    apiUrl: readApiUrl(given, environment),
    requestsPerSecond: readRequestsPerSecond(given, environment),
  };
}

/** Without a trailing slash and without `/v2`. */
export function readApiUrl(
  { apiUrl, nameOf = sharedNameOf }: GivenConfiguration,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const value = apiUrl || environment["DIGITALOCEAN_API_URL"] || defaultApiUrl;
  const rule = (reason: string) =>
    new ConfigurationError(
      "invalid-setting",
      `The API address ${JSON.stringify(value)} ${reason}`,
      `Correct ${nameOf("apiUrl")} or DIGITALOCEAN_API_URL, or remove it to use ${defaultApiUrl}`,
    );
  if (!URL.canParse(value)) throw rule("is not a URL");
  const url = new URL(value);
  if (url.username || url.password) {
    throw new ConfigurationError(
      "invalid-setting",
      `The API address of ${url.host} contains a user name or password`,
      "Remove them: the token is all that DigitalOcean needs",
    );
  }
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) {
    throw rule("must begin with https:// (plain http is accepted for loopback addresses only)");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "").replace(/\/v2$/, "")}`;
}

/** In the stack's configuration and in the environment; the same for both ways to use the resources. */
export const allowDowntimeNames = [
  "droplet-actions:allowDowntime",
  "DROPLET_ACTIONS_ALLOW_DOWNTIME",
] as const;

/** Whether a plan may take a Droplet down or destroy its data; needs no token. */
export function readAllowDowntime(
  given: GivenConfiguration,
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  const [name, variable] = allowDowntimeNames;
  const value = given.allowDowntime || environment[variable] || "true";
  if (value === "true" || value === "false") return value === "true";
  throw new ConfigurationError(
    "invalid-setting",
    `allowDowntime is ${JSON.stringify(value)}, and must be true or false`,
    `Correct ${name} or ${variable}`,
  );
}

function readToken(
  { token: given, nameOf = sharedNameOf }: GivenConfiguration,
  environment: NodeJS.ProcessEnv,
): { readonly token: string; readonly tokenFrom: TokenSource } {
  const places = [
    { value: given, tokenFrom: { name: nameOf("token"), isKept: true } },
    ...["DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"].map((name) => ({
      value: environment[name],
      tokenFrom: { name, isKept: false },
    })),
  ];
  const found = places.find(({ value }) => value?.trim());
  if (!found) {
    throw new ConfigurationError(
      "no-token",
      "No DigitalOcean token was found",
      `Set one with \`pulumi config set --secret ${nameOf("token")} <token>\`, or export DIGITALOCEAN_TOKEN or DIGITALOCEAN_ACCESS_TOKEN`,
    );
  }
  const { value = "", tokenFrom } = found;
  const token = value.trim();
  // A header with a line break or a character beyond Latin-1 would fail later, with the token in the message.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ConfigurationError(
      "no-token",
      "The DigitalOcean token contains white space or characters that no token has",
      "Copy it again from https://cloud.digitalocean.com/account/api/tokens",
    );
  }
  return { token, tokenFrom };
}

/** Undefined: the server's own rate headers decide. */
function readRequestsPerSecond(
  { requestsPerSecond, nameOf = sharedNameOf }: GivenConfiguration,
  environment: NodeJS.ProcessEnv,
): number | undefined {
  const value = requestsPerSecond || environment["DIGITALOCEAN_REQUESTS_PER_SECOND"];
  if (!value) return undefined;
  const perSecond = Number(value);
  if (!Number.isFinite(perSecond) || perSecond < 0) {
    throw new ConfigurationError(
      "invalid-setting",
      `requestsPerSecond is ${JSON.stringify(value)}, and must be a number of requests such as 4 (0: no limit of our own)`,
      `Correct ${nameOf("requestsPerSecond")} or DIGITALOCEAN_REQUESTS_PER_SECOND`,
    );
  }
  return perSecond === 0 ? undefined : perSecond;
}
