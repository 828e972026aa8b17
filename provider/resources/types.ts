/** The objects within inputs and outputs, described once for the schema and the TypeScript interfaces. */

export interface ObjectField {
  readonly type: "string" | "integer" | "number";
  readonly description: string;
  /** The type in TypeScript, where it says more than `type`. */
  readonly typescript?: string;
  /** Absent: the field is always there. */
  readonly optional?: true;
  /** It may be null. */
  readonly nullable?: true;
}

interface ObjectDefinition {
  readonly description: string;
  readonly fields: Readonly<Record<string, ObjectField>>;
}

const definitions = {
  PerformedAction: {
    description:
      "An action that ran on a Droplet. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Droplet-Actions",
    fields: {
      id: {
        type: "string",
        description: "Its id at DigitalOcean; `doctl compute action get <id>` shows it.",
      },
      type: {
        type: "string",
        description: "One of DigitalOcean's action types, such as `resize`.",
      },
      status: { type: "string", description: "`completed`, `errored` or `in-progress`." },
      startedAt: { type: "string", description: "ISO 8601." },
      completedAt: {
        type: "string",
        description: "ISO 8601; null if DigitalOcean gave none.",
        nullable: true,
      },
    },
  },
  BackupPolicy: {
    description:
      "When backups are taken and for how long they are kept. Fields that are not set are not compared.",
    fields: {
      plan: {
        type: "string",
        description:
          "`daily`, `weekly`, or another plan that DigitalOcean offers; others are handed on unchecked.",
      },
      weekday: {
        type: "string",
        description:
          "Day of a weekly backup: `SUN`, `MON`, `TUE`, `WED`, `THU`, `FRI` or `SAT`. Not for the plan `daily`.",
        optional: true,
      },
      hour: {
        type: "integer",
        description:
          "UTC hour at which the backup window begins; with the plans `daily` and `weekly` 0, 4, 8, 12, 16 or 20.",
        optional: true,
      },
      retentionPeriodDays: {
        type: "integer",
        description: "Days that a backup is kept, for plans that let you choose.",
        optional: true,
      },
      windowLengthHours: {
        type: "integer",
        description: "Length of the backup window in hours, for plans that let you choose.",
        optional: true,
      },
    },
  },
  BackupWindow: {
    description: "When the next backup is taken.",
    fields: {
      start: { type: "string", description: "ISO 8601." },
      end: { type: "string", description: "ISO 8601." },
    },
  },
  CurrentImage: {
    description: "The image a Droplet runs.",
    fields: {
      id: { type: "string", description: "Its id." },
      slug: {
        type: "string",
        description: "Its slug; null for snapshots, backups and custom images.",
        nullable: true,
      },
      name: { type: "string", description: "Its name." },
    },
  },
  KeptSnapshot: {
    description: "A snapshot that a DropletSnapshot took and keeps.",
    fields: {
      snapshotId: {
        type: "string",
        description: "Its id; fits `image` of `digitalocean.Droplet`.",
      },
      name: { type: "string", description: "Its name." },
      createdAt: { type: "string", description: "When it was taken, ISO 8601." },
      sizeGigabytes: { type: "number", description: "Size in GB, for which it is billed." },
    },
  },
  Healthcheck: {
    description:
      "What the Droplet's server must answer before an operation ends, in the words of DigitalOcean's load balancers.",
    fields: {
      protocol: {
        type: "string",
        typescript: '"ssh" | "tcp" | "http" | "https"',
        description:
          "`ssh` (the server's first line is read, without a login), `tcp` (a connection is accepted), `http` or `https`.",
      },
      port: {
        type: "integer",
        description: "Required for `tcp`; else 22 (`ssh`), 80 (`http`) or 443 (`https`).",
        optional: true,
      },
      host: {
        type: "string",
        description:
          "Name or IP address that is asked, if not the Droplet's public IPv4 address. `https` checks the certificate of a name only.",
        optional: true,
      },
      path: {
        type: "string",
        description: "Path that is asked for, with `http` and `https`. Default: `/`.",
        optional: true,
      },
      statusCodes: {
        type: "string",
        description:
          "Status codes that count as healthy, with `http` and `https`, such as `200,204`. Redirects are not followed. Default: `200-399`.",
        optional: true,
      },
      checkIntervalSeconds: {
        type: "integer",
        description: "Seconds between two checks. Default: 3.",
        optional: true,
      },
      responseTimeoutSeconds: {
        type: "integer",
        description: "Seconds that one check may take. Default: 5.",
        optional: true,
      },
      healthyThreshold: {
        type: "integer",
        description: "Successes in a row that count as healthy. Default: 2.",
        optional: true,
      },
      timeoutSeconds: {
        type: "integer",
        description:
          "Seconds until it must be healthy, counted from the end of the action. Then the resource is kept as unfinished, and the next `pulumi up` checks again and sends nothing. Default: 300.",
        optional: true,
      },
    },
  },
  TagActionResult: {
    description: "What an action by tag did on one Droplet.",
    fields: {
      dropletId: { type: "string", description: "The Droplet." },
      actionId: {
        type: "string",
        description: "The action that ran on it; null if none has been sent yet.",
        nullable: true,
      },
      status: {
        type: "string",
        description: "`completed`, `errored`, `in-progress` or, without an action, `left`.",
      },
    },
  },
} satisfies Record<string, ObjectDefinition>;

export type ObjectType = keyof typeof definitions;

export const objectTypes: Readonly<Record<ObjectType, ObjectDefinition>> = definitions;
