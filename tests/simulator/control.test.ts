import { bench } from "./support";

test("without control there is no control API", async () => {
  const { get } = await bench();
  expect((await get("/_control/droplets")).status).toBe(404);
});

describe("the control API", () => {
  test("adds, shows, changes and destroys Droplets, without a token or a trace", async () => {
    const { simulator } = await bench({ control: true });
    const control = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`${simulator.url}/_control${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text === "" ? undefined : (JSON.parse(text) as object),
      };
    };
    await control("POST", "/droplets", { id: 42, status: "off" });
    expect(await control("GET", "/droplets/42")).toMatchObject({ body: { droplet: { id: 42 } } });
    await control("PATCH", "/droplets/42", { status: "active", name: "drifted" });
    expect(simulator.droplet(42)).toMatchObject({ status: "active", name: "drifted" });
    await control("POST", "/droplets/42/backups");
    expect(simulator.backups(42)).toHaveLength(1);
    expect((await control("DELETE", "/droplets/42")).status).toBe(204);
    expect(await control("GET", "/droplets")).toMatchObject({ body: { droplets: [] } });
    expect(simulator.requests).toHaveLength(0);
  });

  test("starts foreign events and shows actions", async () => {
    const { simulator, call, get } = await bench({ control: true });
    const { id } = simulator.addDroplet();
    await call("POST", `/_control/droplets/${id}/events`, { seconds: 30, type: "backup" });
    expect((await get("/_control/actions")).body.actions).toMatchObject([{ type: "backup" }]);
    expect((await call("POST", `/_control/droplets/${id}/events`, { seconds: 1 })).status).toBe(
      422,
    );
  });

  test("turns switches, durations and faults", async () => {
    const { clock, simulator, call, get, act } = await bench({ control: true });
    const { id } = simulator.addDroplet();
    await call("PATCH", "/_control/switches", { outcomes: { rename: "errored" } });
    expect((await get("/_control/switches")).body.switches.outcomes).toEqual({ rename: "errored" });
    await call("PATCH", `/_control/droplets/${id}/switches`, { outcomes: {} });
    await call("PATCH", "/_control/durations", { rename: 1000 });
    await act(id, "rename", { name: "renamed" });
    clock.pass(1000);
    expect(simulator.droplet(id).name).toBe("renamed");
    await call("POST", "/_control/faults", { path: "/v2/account", fault: { status: 500 } });
    expect((await get("/_control/faults")).body.faults).toHaveLength(1);
    expect((await get("/v2/account")).status).toBe(500);
    await call("DELETE", "/_control/faults");
    expect((await get("/v2/account")).status).toBe(200);
  });

  test("gives the request log and resets all", async () => {
    const { simulator, call, get } = await bench({ control: true, droplets: [{ id: 1 }] });
    await get("/v2/droplets/1");
    expect((await get("/_control/requests")).body.requests).toMatchObject([
      { method: "GET", path: "/v2/droplets/1", status: 200, token: "token 1" },
    ]);
    await call("DELETE", "/_control/requests");
    expect(simulator.requests).toHaveLength(0);
    simulator.drift(1, { name: "other" });
    simulator.addDroplet();
    simulator.setSwitches({ completedAtNull: true });
    await call("POST", "/_control/reset");
    expect(simulator.droplets.map(({ name }) => name)).toEqual(["droplet-1"]);
    expect(simulator.switches.completedAtNull).toBe(false);
  });

  test.each([
    ["/_control/droplets", { status: "asleep" }, /^status: /],
    ["/_control/droplets", { size: "huge" }, /no size huge/],
    ["/_control/droplets", { colour: "red" }, /colour/],
    ["/_control/faults", { fault: { status: 42 } }, /^fault/],
  ])("says what is wrong: %s %j", async (path, body, message) => {
    const { call } = await bench({ control: true });
    const answer = await call("POST", path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(message);
  });

  test("says so when there is no such Droplet", async () => {
    const { get } = await bench({ control: true });
    expect(await get("/_control/droplets/7")).toMatchObject({
      status: 400,
      body: { message: "there is no Droplet 7" },
    });
  });
});
