// Runs calls of @digitalocean/dots: a line of JSON in, a line of JSON out. Started by ../driver.ts.
import { createInterface } from "node:readline";
import {
  createDigitalOceanClient,
  DigitalOceanApiKeyAuthenticationProvider,
} from "@digitalocean/dots";
import { DateOnly } from "@microsoft/kiota-abstractions";
import { FetchRequestAdapter } from "@microsoft/kiota-http-fetchlibrary";

const [url, token] = process.argv.slice(-2);
const adapter = new FetchRequestAdapter(new DigitalOceanApiKeyAuthenticationProvider(token));
adapter.baseUrl = url;
const { v2 } = createDigitalOceanClient(adapter);
const droplet = (id) => v2.droplets.byDroplet_id(id);
const query = (parameters) => ({ queryParameters: camel(parameters ?? {}) });

const calls = {
  act: (id, body) => droplet(id).actions.post(camel(body)),
  actByTag: (tag, body) => v2.droplets.actions.post(camel(body), query({ tag_name: tag })),
  action: (id, action) => droplet(id).actions.byAction_id(action).get(),
  actions: (id, parameters) => droplet(id).actions.get(query(parameters)),
  accountAction: (action) => v2.actions.byAction_id(action).get(),
  accountActions: (parameters) => v2.actions.get(query(parameters)),
  create: (body) => v2.droplets.post(camel(body)),
  destroy: (id) => droplet(id).delete(),
  droplet: (id) => droplet(id).get(),
  droplets: (parameters) => v2.droplets.get(query(parameters)),
  kernels: (id) => droplet(id).kernels.get(),
  snapshots: (id) => droplet(id).snapshots.get(),
  backups: (id) => droplet(id).backups.get(),
  backupPolicy: (id) => droplet(id).backups.policy.get(),
  backupPolicies: () => v2.droplets.backups.policies.get(),
  supportedPolicies: () => v2.droplets.backups.supported_policies.get(),
  firewalls: (id) => droplet(id).firewalls.get(),
  neighbors: (id) => droplet(id).neighbors.get(),
  neighborsIds: () => v2.reports.droplet_neighbors_ids.get(),
  associatedResources: (id) => droplet(id).destroy_with_associated_resources.get(),
  accountSnapshots: (parameters) => v2.snapshots.get(query(parameters)),
  snapshot: (id) => v2.snapshots.bySnapshot_id(id).get(),
  deleteSnapshot: (id) => v2.snapshots.bySnapshot_id(id).delete(),
  image: (id) => v2.images.byImage_id(id).get(),
  images: (parameters) => v2.images.get(query(parameters)),
  sizes: (parameters) => v2.sizes.get(query(parameters)),
  regions: (parameters) => v2.regions.get(query(parameters)),
  account: () => v2.account.get(),
};

function mapKeys(value, rename) {
  if (Array.isArray(value)) return value.map((item) => mapKeys(item, rename));
  if (value instanceof Date) return value.toISOString().replace(".000Z", "Z");
  if (value instanceof DateOnly || typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [rename(key), mapKeys(item, rename)]));
}

function camel(value) {
  return mapKeys(value, (key) => key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()));
}

/** The names on the wire again; what the client did not know is in `additionalData`. */
function wire(value) {
  return mapKeys(value, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

for await (const line of createInterface({ input: process.stdin })) {
  const { call, args } = JSON.parse(line);
  let answer;
  try {
    answer = { result: wire((await calls[call](...args)) ?? null) };
  } catch (error) {
    const message = error.messageEscaped ?? error.message;
    answer = { error: { status: error.responseStatusCode ?? null, message } };
  }
  console.log(JSON.stringify(answer));
}
