import type { z } from "zod";
import { policyDescription, policyShape } from "./dropletBackups";
import { type ObjectType, output, type OutputField } from "./fields";
import { healthcheckFields } from "./healthcheck";

interface ObjectDefinition {
  readonly description: string;
  readonly fields: Readonly<Record<string, OutputField>>;
}

/** The objects within inputs and outputs, described once for the schema and the TypeScript interfaces. */
export const objectTypes: Readonly<Record<ObjectType, ObjectDefinition>> = {
  PerformedAction: {
    description:
      "An action that ran on a Droplet. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Droplet-Actions",
    fields: {
      id: output("string", "Its id at DigitalOcean; `doctl compute action get <id>` shows it."),
      type: output("string", "One of DigitalOcean's action types, such as `resize`."),
      status: output("string", "`completed`, `errored` or `in-progress`."),
      startedAt: output("string", "ISO 8601."),
      completedAt: output("string", "ISO 8601; null if DigitalOcean gave none.", {
        nullable: true,
      }),
    },
  },
  BackupPolicy: { description: policyDescription, fields: fieldsOf(policyShape) },
  BackupWindow: {
    description: "When the next backup is taken.",
    fields: {
      start: output("string", "ISO 8601."),
      end: output("string", "ISO 8601."),
    },
  },
  CurrentImage: {
    description: "The image a Droplet runs.",
    fields: {
      id: output("string", "Its id."),
      slug: output("string", "Its slug; null for snapshots, backups and custom images.", {
        nullable: true,
      }),
      name: output("string", "Its name."),
    },
  },
  KeptSnapshot: {
    description: "A snapshot that a DropletSnapshot took and keeps.",
    fields: {
      snapshotId: output("string", "Its id; fits `image` of `digitalocean.Droplet`."),
      name: output("string", "Its name."),
      createdAt: output("string", "When it was taken, ISO 8601."),
      sizeGigabytes: output("number", "Size in GB, for which it is billed."),
    },
  },
  Healthcheck: {
    description:
      "What the Droplet's server must answer before an operation ends, in the words of DigitalOcean's load balancers.",
    fields: fieldsOf(healthcheckFields),
  },
  TagActionResult: {
    description: "What an action by tag did on one Droplet.",
    fields: {
      dropletId: output("string", "The Droplet."),
      actionId: output("string", "The action that ran on it; null if none has been sent yet.", {
        nullable: true,
      }),
      status: output(
        "string",
        "`completed`, `errored`, `in-progress` or, without an action, `left`.",
      ),
    },
  },
};

/** The fields of an input, as its checks describe them. */
function fieldsOf(shape: Readonly<Record<string, z.ZodType>>) {
  const fields: Record<string, OutputField> = {};
  for (const [name, schema] of Object.entries(shape)) {
    const { type, description, typescript } = schema.meta() ?? {};
    if (!type || !description) throw new Error(`${name} has no type or description`);
    fields[name] = { type, description, typescript, optional: schema.safeParse(undefined).success };
  }
  return fields;
}
