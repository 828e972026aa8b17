/**
 * Variables of processes whose whole output is compared. Jest has its workers' children colour what they print where
 * it writes on a terminal, and of a user's setting for the contrary Node.js warns then.
 */
export const plainOutput = { FORCE_COLOR: undefined, NO_COLOR: undefined };
