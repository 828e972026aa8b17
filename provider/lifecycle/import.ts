import { RefusedError } from "../errors";
import type { Outputs, ResourceDefinition } from "../resources/define";
import type { Context } from "../run/context";
import type { ReadResult } from "./read";
import { outputsOf, targetOf } from "./state";

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
  const found = await imports.find(context.connect(), id);
  if (!found) return { id: undefined, outputs: {}, inputs: {} };
  const { inputs, outputs = {} } = found;
  const state = { ...inputs, ...outputs };
  const target = targetOf(definition, inputs);
  const seen = await definition.look(context.connect(), target, {
    inputs,
    from: state,
    operation: null,
  });
  const observed = definition.observe(seen, null);
  if (!observed) return { id: undefined, outputs: {}, inputs: {} };
  const whole: Outputs = {
    ...definition.inputs.parse(inputs),
    ...outputsOf(definition, null),
    ...observed,
    performedActions: [],
  };
  return { id, outputs: whole, inputs };
}
