import { parseDroplet } from "../api/wire";
import { isOfToken, isTransient, messageOf } from "../errors";
import type { Account } from "../account/account";
import type { Operation } from "../operation/fold";
import type { ResourceDefinition, Seen } from "../resources/define";
import { type Context, once, type Request, type Sight } from "../run/context";
import { unknownIn } from "./inputs";
import { newOperation, roleOf, targetOf } from "./state";

interface LookOptions {
  readonly isFresh?: boolean;
  readonly operation?: Operation;
}

/**
 * Looks at what the plan is decided on, as far as the inputs tell what that is. What was seen within the last seconds
 * will do where nothing hangs on it but what is shown.
 */
export async function sightOf(
  context: Context,
  request: Request,
  { isFresh = false, operation = newOperation(request) }: LookOptions = {},
): Promise<Sight> {
  const { definition, inputs } = request;
  const { target } = definition;
  const unknown = unknownIn(inputs);
  const undecided = unknown.filter((input) => input !== target.input && decides(definition, input));
  if (undecided.length > 0) return { unknown: undecided };
  const id = unknown.includes(target.input) ? undefined : targetOf(definition, inputs);
  const { from } = operation;
  const api = briefly(context);
  const reader = isFresh ? api : api.forChecks();
  const seen = await ifReachable(context, () =>
    definition.look(reader, id, { inputs, from, operation }),
  );
  return id === undefined ? assumed(seen) : { seen };
}

/** The same where the plan can be done without; undefined if nothing could be seen, which is said. */
export async function sightIfAny(
  context: Context,
  request: Request,
  options?: LookOptions,
): Promise<Sight | undefined> {
  try {
    return await sightOf(context, request, options);
  } catch (error) {
    warnOfNoSight(context, error);
    return undefined;
  }
}

/** Milliseconds. Nobody is to wait longer for what is only shown, and is looked at again before anything is sent. */
const patience = 7_000;

/** The account for whoever can do without an answer. */
export const briefly = ({ connect }: Context): Account => connect().within({ patience });

/** An API that could not be read, for all the patience of one read, is not asked for so long for what is only shown. */
const restSeconds = 60;

/** The engine checks one resource after another, and a preview is not to wait for an API that is down once for each. */
export async function ifReachable<Seen>(
  { session: { silences }, apiUrl, clock }: Context,
  look: () => Promise<Seen>,
): Promise<Seen> {
  const silence = silences.get(apiUrl());
  if (silence && clock.now() - silence.since < restSeconds * 1000) throw silence.error;
  try {
    return await look();
  } catch (error) {
    if (isTransient(error)) silences.set(apiUrl(), { error: error as Error, since: clock.now() });
    throw error;
  }
}

/** Without this input nothing can be said of the steps; triggers only say whether they run. */
const decides = (definition: ResourceDefinition, input: string): boolean =>
  roleOf(definition, input) !== "how" && input !== "triggers";

/**
 * What keeps a preview from looking. With an API that cannot be read, the rest is shown, and the warning is the same
 * for all resources; with the token as it is, `up` is certain to fail, so the error is thrown again.
 */
export function warnOfNoSight(context: Context, error: unknown): void {
  if (isOfToken(error)) throw error;
  if (!context.preview) return;
  if (!isTransient(error)) {
    context.say(
      `What this would do could not be checked: ${messageOf(error)}`,
      "preview-not-checked",
    );
    return;
  }
  const line = `DigitalOcean could not be read, so the plan of this resource and of others is not shown, and nothing about them was checked: ${messageOf(error)}`;
  once(context.session.announced, "that DigitalOcean could not be read", () =>
    context.say(line, "preview-not-checked"),
  );
}

/** A Droplet that is created in the same `up` may turn out on or off. */
function assumed(seen: Seen): Sight {
  return {
    assumptions: ["active", "off"].map((status) => ({
      ...seen,
      droplet: { ...anyDroplet, status },
    })),
  };
}

const anyDroplet = parseDroplet({});
