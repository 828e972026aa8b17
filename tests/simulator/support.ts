import { startSimulator, type Simulator, type SimulatorOptions } from "../../simulator";

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
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the tests read JSON of any shape
  body: any;
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
      body: isJson ? (JSON.parse(text) as unknown) : text,
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
