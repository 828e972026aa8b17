import { readAllowDowntime, readConfiguration } from "../provider/configuration";

const environment = { DIGITALOCEAN_TOKEN: "env" };

test("the token of the stack goes before DIGITALOCEAN_TOKEN, and that before DIGITALOCEAN_ACCESS_TOKEN", () => {
  const both = { ...environment, DIGITALOCEAN_ACCESS_TOKEN: "access" };
  expect(readConfiguration({ token: "stack" }, both).token).toBe("stack");
  expect(readConfiguration({}, both).token).toBe("env");
  expect(readConfiguration({}, { DIGITALOCEAN_ACCESS_TOKEN: "access" }).token).toBe("access");
});

test("where the token is from is known, and whether Pulumi keeps it", () => {
  const from = (...given: Parameters<typeof readConfiguration>) =>
    readConfiguration(...given).tokenFrom;
  expect(from({ token: "stack" }, {})).toEqual({ name: "digitalocean:token", isKept: true });
  expect(from({}, environment)).toEqual({ name: "DIGITALOCEAN_TOKEN", isKept: false });
});

test("without a token the error names the places", () => {
  expect(() => readConfiguration({}, {})).toThrow(
    /pulumi config set --secret digitalocean:token.*DIGITALOCEAN_TOKEN.*DIGITALOCEAN_ACCESS_TOKEN/,
  );
});

test("a token with white space inside is refused without being shown", () => {
  const read = () => readConfiguration({ token: "dop_v1 abc" }, {});
  expect(read).toThrow(/white space/);
  expect(read).not.toThrow(/abc/);
});

test.each([
  ["https://api.example.com/", "https://api.example.com"],
  ["https://api.example.com/v2", "https://api.example.com"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["http://localhost:1", "http://localhost:1"],
  ["http://[::1]:1", "http://[::1]:1"],
])("the API address %s is taken as %s", (given, taken) => {
  expect(readConfiguration({ apiUrl: given }, environment).apiUrl).toBe(taken);
});

test.each([
  ["http://api.example.com", /plain http/],
  ["http://127.0.0.1.example.com", /plain http/],
  ["api.example.com", /is not a URL/],
  ["https://user:pass@api.example.com", /user name or password/],
])("the API address %s is refused", (apiUrl, text) => {
  const read = () => readConfiguration({ apiUrl }, environment);
  expect(read).toThrow(text);
  expect(read).not.toThrow(/:pass@/);
});

test("a rate that is no number is refused, and 0 means no limit of our own", () => {
  expect(() => readConfiguration({ requestsPerSecond: "fast" }, environment)).toThrow(/"fast"/);
  expect(
    readConfiguration({ requestsPerSecond: "0" }, environment).requestsPerSecond,
  ).toBeUndefined();
});

test("downtime is allowed unless the stack's configuration, or else the environment, says no", () => {
  const no = { DROPLET_ACTIONS_ALLOW_DOWNTIME: "false" };
  expect(readAllowDowntime({}, {})).toBe(true);
  expect(readAllowDowntime({}, no)).toBe(false);
  expect(readAllowDowntime({ allowDowntime: "true" }, no)).toBe(true);
  expect(() => readAllowDowntime({ allowDowntime: "no" }, {})).toThrow(
    /allowDowntime is "no", and must be true or false.*droplet-actions:allowDowntime/,
  );
});
