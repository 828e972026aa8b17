import { readPermission } from "../../../tools/smoke/guard";
import { begunAt, nameOfRun, runOf } from "../../../tools/smoke/names";

const allowed = { DROPLET_ACTIONS_SMOKE: "1", DIGITALOCEAN_TOKEN: "dop_v1_x" };

describe("what the environment allows", () => {
  test("nothing, unless it is asked for by name, with a token", () => {
    expect(() => readPermission({})).toThrow(
      "This works on a real account and costs money, so it needs DROPLET_ACTIONS_SMOKE=1. Set that and run the same command again.",
    );
    expect(() => readPermission({ ...allowed, DROPLET_ACTIONS_SMOKE: "yes" })).toThrow(
      "needs DROPLET_ACTIONS_SMOKE=1",
    );
    expect(() => readPermission({ ...allowed, DIGITALOCEAN_TOKEN: " " })).toThrow(
      "DIGITALOCEAN_TOKEN is not set. Set it to a token of the account that is to be used.",
    );
  });

  test("ten cents and no mail with a password, unless more is asked for", () => {
    expect(readPermission(allowed)).toEqual({
      token: "dop_v1_x",
      apiUrl: "https://api.digitalocean.com",
      budgetDollars: 0.1,
      resetsPassword: false,
    });
    expect(
      readPermission({
        ...allowed,
        DROPLET_ACTIONS_SMOKE_BUDGET: "2.5",
        DROPLET_ACTIONS_SMOKE_PASSWORD: "1",
      }),
    ).toMatchObject({ budgetDollars: 2.5, resetsPassword: true });
  });

  test.each(["a lot", "-1", " ", "Infinity"])("the budget %j is none", (budget) => {
    expect(() => readPermission({ ...allowed, DROPLET_ACTIONS_SMOKE_BUDGET: budget })).toThrow(
      `DROPLET_ACTIONS_SMOKE_BUDGET is ${JSON.stringify(budget)}, and must be US dollars such as 0.10.`,
    );
  });

  test("the API in plain text only on this machine", () => {
    const at = (url: string) => readPermission({ ...allowed, DIGITALOCEAN_API_URL: url }).apiUrl;
    expect(at("http://127.0.0.1:1234")).toBe("http://127.0.0.1:1234");
    expect(() => at("http://example.com")).toThrow("must begin with https://");
  });
});

describe("the name of a run", () => {
  const run = nameOfRun(new Date("2026-11-29T22:33:44.5Z"));

  test("holds when it began", () => {
    expect(run).toMatch(/^droplet-actions-smoke-20261129223344-[0-9a-f]{4}$/);
    expect(begunAt(run)).toBe(Date.parse("2026-11-29T22:33:44Z"));
  });

  test("is found in what the run made, and in nothing else", () => {
    expect([run, `${run}-renamed`].map(runOf)).toEqual([run, run]);
    const others = ["web", "droplet-actions-smoke-1", `my-${run}`, `${run}0`];
    expect(others.map(runOf)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
