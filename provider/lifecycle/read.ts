import { titleOf } from "../actions/post";
import type { Change } from "../plan/change";
import type { Outputs, ResourceDefinition } from "../resources/define";
import type { Call } from "./call";
import { begunOf, remember, workOf } from "./memory";
import { inputsOf, targetOf, type Unfinished } from "./state";

export interface ReadResult {
  /** Undefined: what the resource stands for is gone. */
  readonly id: string | undefined;
  readonly outputs: Outputs;
  readonly inputs: Outputs;
  /** What the resource still waits for; absent if it is at its end. */
  readonly unfinished?: string;
}

/** Looks at the Droplet, and shows drift in the inputs, so that the next preview shows the way back. */
export async function read(
  definition: ResourceDefinition,
  call: Call,
  id: string,
  state: Outputs,
): Promise<ReadResult> {
  remember(definition, call, state);
  const inputs = inputsOf(definition, state);
  const begun = begunOf(definition, call, state) ?? null;
  const target = targetOf(definition, inputs);
  const seen = await definition.look(call.api(), target, { inputs, state, change: begun });
  const gone = () => {
    call.journal.forget(workOf(definition, call, inputs));
    return { id: undefined, outputs: {}, inputs: {} };
  };
  if (begun) {
    // What it made may outlive its Droplet.
    if (!seen.droplet && !definition.outlives?.(seen)) return gone();
    const unfinished = `This resource is unfinished${outlook(begun, state)}. Run \`pulumi up\`, which goes on with it and sends nothing twice`;
    // Kept as it is: the next update goes on with it, and compares nothing.
    return { id, outputs: state, inputs, unfinished };
  }
  const observed = definition.observe(seen, null);
  if (!observed) return gone();
  const present = seen.droplet && { ...seen, droplet: seen.droplet };
  const current = { ...inputs, ...(present ? definition.drift(inputs, present) : {}) };
  // A refresh shows changes of inputs only: of an output nobody would hear.
  const notice = present && definition.notices?.(present, state);
  if (notice) call.log("info", notice);
  return { id, outputs: { ...state, ...current, ...observed }, inputs: current };
}

/** What it waits for, and which steps the run that left it had still before it. */
function outlook({ posts }: Change, state: Outputs): string {
  const open = posts.filter(({ settled }) => !settled);
  const names = open.map(titleOf);
  const { steps = [] } = (state["unfinished"] ?? {}) as Partial<Unfinished>;
  const parts = [
    ...(names.length > 0 ? [`it waits for ${names.join(" and ")}`] : []),
    ...(steps.length > 0 ? [`what is left is ${steps.join("; ")}`] : []),
  ];
  return parts.length > 0 ? `: ${parts.join(", and ")}` : "";
}
