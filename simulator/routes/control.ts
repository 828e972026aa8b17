import { z } from "zod";
import { SpecError } from "../droplets";
import { badRequest, Refusal } from "../errors";
import type { Simulator } from "../index";
import { idParam, type Context, type Reply, type Route } from "../router";
import {
  describeMistakes,
  driftSchema,
  dropletSchema,
  durationsSchema,
  faultRuleSchema,
  presetSchema,
  switchesSchema,
} from "../scenario";

/** What tests in the same process do with the `Simulator` object, for other processes. */
export function controlRoutes(simulator: Simulator): Route[] {
  const route = (method: string, path: string, run: (context: Context) => unknown): Route => ({
    method,
    path: `/_control${path}`,
    scopes: [],
    run: guarded(run),
  });

  return [
    route("GET", "/droplets", () => ({ droplets: simulator.droplets })),
    route("POST", "/droplets", ({ body }) => ({
      droplet: simulator.addDroplet(parse(dropletSchema, body)),
    })),
    route("GET", "/droplets/:id", ({ params }) => ({ droplet: simulator.droplet(id(params)) })),
    route("PATCH", "/droplets/:id", ({ params, body }) => ({
      droplet: simulator.drift(id(params), parse(driftSchema, body)),
    })),
    route("DELETE", "/droplets/:id", ({ params }) => simulator.destroyDroplet(id(params))),
    route("POST", "/droplets/:id/events", ({ params, body }) => {
      const { seconds, type } = parse(eventSchema, body);
      return { action: simulator.startForeignEvent(id(params), seconds, type) };
    }),
    route("POST", "/droplets/:id/backups", ({ params }) => ({
      image: simulator.addBackup(id(params)),
    })),
    route("PATCH", "/droplets/:id/switches", ({ params, body }) =>
      simulator.setSwitches(parse(switchesSchema, body), id(params)),
    ),
    route("DELETE", "/images/:id", ({ params }) => simulator.deleteImage(id(params))),
    route("GET", "/actions", () => ({ actions: simulator.actions })),
    route("GET", "/switches", () => ({ switches: simulator.switches })),
    route("PATCH", "/switches", ({ body }) => simulator.setSwitches(parse(switchesSchema, body))),
    route("PUT", "/preset", ({ body }) => simulator.setPreset(parse(wantedPreset, body).preset)),
    route("PATCH", "/durations", ({ body }) =>
      simulator.setDurations(parse(durationsSchema, body)),
    ),
    route("GET", "/faults", () => ({ faults: simulator.faults.list() })),
    route("POST", "/faults", ({ body }) => simulator.faults.add(parse(faultRuleSchema, body))),
    route("DELETE", "/faults", () => simulator.faults.clear()),
    route("GET", "/requests", () => ({ requests: simulator.requests })),
    route("DELETE", "/requests", () => simulator.log.clear()),
    route("POST", "/reset", () => simulator.reset()),
  ];
}

const wantedPreset = z.strictObject({ preset: presetSchema });

const eventSchema = z.strictObject({
  seconds: z.number().nonnegative().optional(),
  type: z.string().optional(),
});

const id = (params: Record<string, string>): number => idParam(params, "id");

function parse<Value>(schema: z.ZodType<Value>, body: unknown): Value {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw badRequest(describeMistakes(parsed.error));
  return parsed.data;
}

/** Answers 204 where there is nothing to say. */
function guarded(run: (context: Context) => unknown): (context: Context) => Reply {
  return (context) => {
    try {
      const body = run(context);
      return body === undefined ? { status: 204 } : { status: 200, body };
    } catch (error) {
      if (error instanceof SpecError) throw new Refusal(400, "bad_request", error.message);
      throw error;
    }
  };
}
