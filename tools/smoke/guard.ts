import { readApiUrl } from "../../provider/configuration";

/** What the user's environment allows. */
export interface Permission {
  readonly token: string;
  readonly apiUrl: string;
  readonly budgetDollars: number;
  /** DigitalOcean mails the new password. */
  readonly resetsPassword: boolean;
}

/** Something that the user has to change; its message is all there is to say. */
export class SmokeError extends Error {}

/** Throws before anything is sent. */
export function readPermission(environment: NodeJS.ProcessEnv): Permission {
  if (environment["DROPLET_ACTIONS_SMOKE"] !== "1") {
    throw new SmokeError(
      "This works on a real account and costs money, so it needs DROPLET_ACTIONS_SMOKE=1. Set that and run the same command again.",
    );
  }
  const token = environment["DIGITALOCEAN_TOKEN"]?.trim();
  if (!token) {
    throw new SmokeError(
      "DIGITALOCEAN_TOKEN is not set. Set it to a token of the account that is to be used.",
    );
  }
  return {
    token,
    apiUrl: readApiUrl({}, environment),
    budgetDollars: readBudget(environment["DROPLET_ACTIONS_SMOKE_BUDGET"] || "0.10"),
    resetsPassword: environment["DROPLET_ACTIONS_SMOKE_PASSWORD"] === "1",
  };
}

function readBudget(value: string): number {
  const dollars = Number(value);
  if (value.trim() !== "" && Number.isFinite(dollars) && dollars >= 0) return dollars;
  throw new SmokeError(
    `DROPLET_ACTIONS_SMOKE_BUDGET is ${JSON.stringify(value)}, and must be US dollars such as 0.10. Correct it and run the same command again.`,
  );
}
