// GENERATED from provider/resources by `npm run generate`; change it there.

/** An action that ran on a Droplet. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Droplet-Actions */
export interface PerformedAction {
  /** Its id at DigitalOcean; `doctl compute action get <id>` shows it. */
  id: string;
  /** One of DigitalOcean's action types, such as `resize`. */
  type: string;
  /** `completed`, `errored` or `in-progress`. */
  status: string;
  /** ISO 8601. */
  startedAt: string;
  /** ISO 8601; null if DigitalOcean gave none. */
  completedAt: string | null;
}

/** When backups are taken and for how long they are kept. Fields that are not set are not compared. */
export interface BackupPolicy {
  /** `daily`, `weekly`, or another plan that DigitalOcean offers; others are handed on unchecked. */
  plan: string;
  /** Day of a weekly backup: `SUN`, `MON`, `TUE`, `WED`, `THU`, `FRI` or `SAT`. Not for the plan `daily`. */
  weekday?: string | undefined;
  /** UTC hour at which the backup window begins; with the plans `daily` and `weekly` 0, 4, 8, 12, 16 or 20. */
  hour?: number | undefined;
  /** Days that a backup is kept, for plans that let you choose. */
  retentionPeriodDays?: number | undefined;
  /** Length of the backup window in hours, for plans that let you choose. */
  windowLengthHours?: number | undefined;
}

/** When the next backup is taken. */
export interface BackupWindow {
  /** ISO 8601. */
  start: string;
  /** ISO 8601. */
  end: string;
}

/** The image a Droplet runs. */
export interface CurrentImage {
  /** Its id. */
  id: string;
  /** Its slug; null for snapshots, backups and custom images. */
  slug: string | null;
  /** Its name. */
  name: string;
}

/** A snapshot that a DropletSnapshot took and keeps. */
export interface KeptSnapshot {
  /** Its id; fits `image` of `digitalocean.Droplet`. */
  snapshotId: string;
  /** Its name. */
  name: string;
  /** When it was taken, ISO 8601. */
  createdAt: string;
  /** Size in GB, for which it is billed. */
  sizeGigabytes: number;
}

/** What the Droplet's server must answer before an operation ends, in the words of DigitalOcean's load balancers. */
export interface Healthcheck {
  /** `ssh` (the server's first line is read, without a login), `tcp` (a connection is accepted), `http` or `https`. */
  protocol: "ssh" | "tcp" | "http" | "https";
  /** Required for `tcp`; else 22 (`ssh`), 80 (`http`) or 443 (`https`). */
  port?: number | undefined;
  /** Name or IP address that is asked, if not the Droplet's public IPv4 address. `https` checks the certificate of a name only. */
  host?: string | undefined;
  /** Path that is asked for, with `http` and `https`. Default: `/`. */
  path?: string | undefined;
  /** Status codes that count as healthy, with `http` and `https`, such as `200,204`. Redirects are not followed. Default: `200-399`. */
  statusCodes?: string | undefined;
  /** Seconds between two checks. Default: 3. */
  checkIntervalSeconds?: number | undefined;
  /** Seconds that one check may take. Default: 5. */
  responseTimeoutSeconds?: number | undefined;
  /** Successes in a row that count as healthy. Default: 2. */
  healthyThreshold?: number | undefined;
  /** Seconds until it must be healthy, counted from the end of the action. Then the resource is kept as unfinished, and the next `pulumi up` checks again and sends nothing. Default: 300. */
  timeoutSeconds?: number | undefined;
}

/** What an action by tag did on one Droplet. */
export interface TagActionResult {
  /** The Droplet. */
  dropletId: string;
  /** The action that ran on it; null if none has been sent yet. */
  actionId: string | null;
  /** `completed`, `errored`, `in-progress` or, without an action, `left`. */
  status: string;
}
