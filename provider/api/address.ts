/** A path at the API. Of what a program or a state names no part becomes another place, as "../droplets/42" would. */
export const address = (
  parts: TemplateStringsArray,
  ...ids: readonly (string | number)[]
): string => String.raw({ raw: parts }, ...ids.map(encodeURIComponent));
