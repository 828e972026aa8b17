import { RefusedError } from "../errors";
import { type Operation, titleOf } from "../operation/fold";
import { isPresent, type Outputs, type ResourceDefinition } from "../resources/define";
import type { Context, SavedRequest } from "../run/context";
import { announceNotice, waitsOf } from "./announce";
import { forget, leftIn, noteState } from "./earlier";
import { inputsOf, outputsOf, stepsKept, targetOf } from "./state";

export interface ReadResult {
  /** Undefined: what the resource stands for is gone. */
  readonly id: string | undefined;
  readonly outputs: Outputs;
  readonly inputs: Outputs;
  /** What the resource still waits for; absent if it is finished. */
  readonly unfinished?: string;
}

/** What the resource stands for is not there. */
export const notFound: ReadResult = { id: undefined, outputs: {}, inputs: {} };

/** Looks at the Droplet, and shows drift in the inputs, so that the next preview shows the way back. */
export async function read(
  context: Context,
  { definition, state }: Pick<SavedRequest, "definition" | "state">,
  id: string,
): Promise<ReadResult> {
  await noteState(context, state);
  const inputs = inputsOf(definition, state);
  const [left] = await leftIn(context, state);
  const target = targetOf(definition, inputs);
  const api = context.connect();
  const from = left ? left.from : state;
  const seen = await definition.look(api, target, { inputs, from, operation: left ?? null });
  const gone = async () => {
    await forget(context, state);
    return notFound;
  };
  if (left) {
    // What it made may outlive its Droplet.
    if (!seen.droplet && !definition.outlives?.(seen)) return gone();
    const unfinished = `This resource is unfinished${outlook(left, state)}. Run \`pulumi up\`, which resumes it and sends nothing twice`;
    // Kept as it is: the next update resumes it, and compares nothing.
    return { id, outputs: state, inputs, unfinished };
  }
  const observed = definition.observe(seen, null);
  if (!observed) return gone();
  const current = { ...inputs, ...(isPresent(seen) ? definition.drift(inputs, seen) : {}) };
  // A refresh shows changes of inputs only: of an output nobody would hear.
  announceNotice(context, definition.notices?.(seen, state));
  return { id, outputs: { ...state, ...current, ...observed }, inputs: current };
}

/** What it waits for, and which steps the run that left it had still before it. */
function outlook(left: Operation, state: Outputs): string {
  const names = waitsOf(left).map(titleOf);
  const steps = stepsKept(state);
  const parts = [
    ...(names.length > 0 ? [`it waits for ${names.join(" and ")}`] : []),
    ...(steps.length > 0 ? [`what is left is ${steps.join("; ")}`] : []),
  ];
  return parts.length > 0 ? `: ${parts.join(", and ")}` : "";
}

/** Finds what is there by its id, with the inputs that declare it as it is, so that the next preview is empty. */
export async function importById(
  context: Context,
  definition: ResourceDefinition,
  id: string,
): Promise<ReadResult> {
  const { name, imports } = definition;
  if (!imports) {
    throw new RefusedError(
      "cannot-import",
      { action: `import ${id}` },
      `a ${name} stands for an event and not for a thing, so there is nothing to import`,
      "Declare it with runOnCreate: false, which records it and runs nothing",
    );
  }
  if (!/^0*[1-9]\d*$/.test(id)) {
    throw new RefusedError(
      "cannot-import",
      { action: `import ${id}` },
      `${JSON.stringify(id)} is not ${imports.id}, a whole number`,
      `Give one that \`${imports.list}\` shows`,
    );
  }
  const api = context.connect();
  const found = await imports.find(api, id);
  if (!found) return notFound;
  const { inputs, outputs = {} } = found;
  const from = { ...inputs, ...outputs };
  const target = targetOf(definition, inputs);
  const seen = await definition.look(api, target, { inputs, from, operation: null });
  const observed = definition.observe(seen, null);
  if (!observed) return notFound;
  const whole: Outputs = {
    ...definition.inputs.parse(inputs),
    ...outputsOf(definition, null),
    ...observed,
    performedActions: [],
  };
  return { id, outputs: whole, inputs };
}
