const Module = require("node:module");

/**
 * Loaded into every Node.js process of a test's program. Pulumi's runtime loads these at each start, most of them for
 * nothing, and that was a quarter of the processor's time of a command. They are loaded when they are first used.
 */
const seldomUsed = new Set(["typescript", "@npmcli/arborist"]);

// Older language hosts do not hear of it from Pulumi.yaml.
process.env["PULUMI_NODEJS_TYPESCRIPT"] = "false";

const load = Module._load;
Module._load = (request, ...rest) =>
  seldomUsed.has(request) ? later(() => load(request, ...rest)) : load(request, ...rest);

function later(get) {
  // Helpers of compiled code would copy all that a module without this mark holds.
  return new Proxy({}, { get: (_, name) => name === "__esModule" || get()[name] });
}
