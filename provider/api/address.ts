import { RefusedError } from "../errors";

/** A path at the API. Of what a program or a state names no part becomes another place, as "../droplets/42" would. */
export const address = (
  parts: TemplateStringsArray,
  ...ids: readonly (string | number)[]
): string => String.raw({ raw: parts }, ...ids.map(segment));

function segment(id: string | number): string {
  if (id !== "." && id !== "..") return encodeURIComponent(id);
  throw new RefusedError(
    "invalid-input",
    {},
    `${JSON.stringify(id)} is not an id`,
    "Correct it in the program or the state",
  );
}
