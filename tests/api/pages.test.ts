import { createClient } from "../../provider/api/client";
import { DigitalOcean } from "../../provider/api/digitalocean";
import { FakeClock } from "../support/fakeClock";

/** The Droplet's actions from an account that has so many, and the pages that were asked for. */
async function listOf(count: number, meta: (page: number) => unknown, largestPage = 200) {
  const clock = new FakeClock();
  const asked: number[] = [];
  const configuration = {
    token: "t",
    tokenFrom: { name: "DIGITALOCEAN_TOKEN", isKept: false },
    apiUrl: "https://api",
    requestsPerSecond: undefined,
  };
  const client = createClient(
    configuration,
    clock,
    clock.watch(({ query }) => {
      const { page, per_page: wanted } = query as { page: number; per_page: number };
      const size = Math.min(wanted, largestPage);
      asked.push(page);
      const ids = Array.from({ length: count }, (_, index) => index + 1);
      const actions = ids.slice((page - 1) * size, page * size).map((id) => ({ id }));
      return Promise.resolve({
        status: 200,
        headers: {},
        data: { actions, ...(meta(page) ?? {}) },
      });
    }),
  );
  const { actions } = await new DigitalOcean(client).actionList("42");
  return { found: actions.length, asked };
}

test("a list is read to the total that its answers tell", async () => {
  const total = () => ({ meta: { total: 400 } });
  expect(await listOf(400, total)).toEqual({ found: 400, asked: [1, 2] });
});

test("a page that is smaller than was asked for is not the last one if the total says so", async () => {
  const total = () => ({ meta: { total: 250 } });
  expect(await listOf(250, total, 100)).toEqual({ found: 250, asked: [1, 2, 3] });
});

test("a total that counts more than is shown ends with a page that is empty", async () => {
  const total = () => ({ meta: { total: 500 } });
  expect(await listOf(250, total)).toEqual({ found: 250, asked: [1, 2, 3] });
});

test.each([
  ["no meta", () => undefined],
  ["a meta without a total", () => ({ meta: {} })],
])("a list whose answers have %s is read until a page is not full", async (_what, meta) => {
  expect(await listOf(450, meta)).toEqual({ found: 450, asked: [1, 2, 3] });
  expect(await listOf(400, meta)).toEqual({ found: 400, asked: [1, 2, 3] });
});
