import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
  type SimulatorSwitches,
} from "../../simulator";

/** 2026-03-02 was a Monday. */
export const start = Date.UTC(2026, 2, 2, 10, 0, 0);

/** A clock that stands still until it is moved. */
export class FakeClock {
  private time = start;

  now(): number {
    return this.time;
  }

  pass(seconds: number): void {
    this.time += seconds * 1000;
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Body;
}

/** What the tests read of the answers; each holds some of it. */
export interface Body {
  id: string;
  message: string;
  request_id: string;
  action: ActionBody;
  actions: ActionBody[];
  droplet: DropletBody;
  droplets: DropletBody[];
  snapshot: ImageBody;
  snapshots: ImageBody[];
  backups: ImageBody[];
  image: ImageBody;
  images: ImageBody[];
  kernels: unknown[];
  sizes: { slug: string; regions: string[]; available: boolean }[];
  regions: { slug: string; sizes: string[]; available: boolean }[];
  tag: { resources: { droplets: { count: number } } };
  policy: { backup_policy: Record<string, unknown> };
  policies: Record<string, unknown>;
  supported_policies: unknown[];
  account: { status: string };
  links: {
    pages: Record<"first" | "prev" | "next" | "last", string>;
    actions: { id: number; rel: string; href: string }[];
  };
  meta: { total: number };
  switches: SimulatorSwitches;
  faults: unknown[];
  requests: unknown[];
}

interface ActionBody {
  id: number;
  type: string;
  status: string;
  resource_id: number;
  started_at: string;
  completed_at: string | null;
}

interface DropletBody {
  id: number;
  name: string;
  status: string;
  locked: boolean;
  features: string[];
  backup_ids: number[];
  snapshot_ids: number[];
  next_backup_window: unknown;
  kernel: { id: number } | null;
  networks: { v6: Record<string, unknown>[] };
  region: { sizes: string[] };
}

interface ImageBody {
  id: number;
  name: string;
}

export interface Bench {
  simulator: Simulator;
  clock: FakeClock;
  call: (method: string, path: string, body?: unknown, token?: string) => Promise<Answer>;
  get: (path: string, token?: string) => Promise<Answer>;
  act: (dropletId: number, type: string, attributes?: object, token?: string) => Promise<Answer>;
}

const running: Simulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

/** A simulator of its own for each test, stopped when the test is over. */
export async function bench(options: SimulatorOptions = {}): Promise<Bench> {
  const clock = new FakeClock();
  const simulator = await startSimulator({ clock, ...options });
  running.push(simulator);

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    token = simulator.token,
  ): Promise<Answer> => {
    const url = path.startsWith("http") ? path : simulator.url + path;
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
  };
  return {
    simulator,
    clock,
    call,
    get: (path, token) => call("GET", path, undefined, token),
    act: (dropletId, type, attributes = {}, token) =>
      call("POST", `/v2/droplets/${dropletId}/actions`, { type, ...attributes }, token),
  };
}
