import { type GivenConfiguration, readAllowDowntime, readConfiguration } from "../../configuration";
import { isKind } from "../../errors";
import { type Failure, holdsUnknown } from "../../lifecycle";
import type { Outputs } from "../../resources/define";
import { settings } from "../../settings";

/** The provider's own inputs: those of an explicit provider, or the stack's `droplet-actions:` configuration. */

const known = Object.keys(settings);

/** What the engine adds by itself. */
const engineKeys = ["version", "pluginDownloadURL"];

export function settingsOf(values: Outputs): GivenConfiguration {
  const text = (key: string) => {
    const value = values[key];
    return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
  };
  return {
    nameOf: (setting) => `droplet-actions:${setting}`,
    token: text("token"),
    apiUrl: text("apiUrl"),
    requestsPerSecond: text("requestsPerSecond"),
    allowDowntime: text("allowDowntime"),
  };
}

/** Only what is given is judged: without a token a preview still shows what it can. */
export function checkSettings(values: Outputs): Failure[] {
  const unknown = Object.keys(values).filter(
    (key) => !known.includes(key) && !engineKeys.includes(key) && !key.startsWith("__"),
  );
  const failures: Failure[] = unknown.map((property) => ({
    property,
    page: "invalid-setting",
    reason: `${property} is not a setting of droplet-actions, which has ${known.join(", ")}. Correct its name, or leave it out`,
  }));
  for (const property of known) {
    const value = values[property];
    if (value === undefined || value === null || holdsUnknown(value)) continue;
    try {
      const given = settingsOf({ token: "any", [property]: value });
      readConfiguration(given, {});
      readAllowDowntime(given, {});
    } catch (error) {
      if (!isKind(error, "ConfigurationError")) throw error;
      failures.push({ property, reason: error.message, page: error.page });
    }
  }
  return failures;
}
