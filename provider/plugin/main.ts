import { serve } from "./server";

/** The executable: the engine hands its address over, and reads the port from the first line. */
void serve(process.argv.slice(2).at(-1)).then(
  ({ port }) => process.stdout.write(`${port}\n`),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
