import { setFlagsFromString } from "node:v8";
import { serve } from "./server";

// With a thousand waits in flight this halves the memory, and costs no time that a user could notice.
setFlagsFromString("--optimize-for-size");

/** The executable: the engine hands its address over, and reads the port from the first line. */
void serve(process.argv.slice(2).at(-1)).then(
  (server) => {
    process.stdout.write(`${server.port}\n`);
    // While the engine connects.
    server.load();
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
