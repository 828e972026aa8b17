import { Scrubber } from "../../../tools/smoke/scrub";

const token = "dop_v1_0123456789abcdef";
const run = "droplet-actions-smoke-20261129223344-abcd";

function scrubber() {
  const one = new Scrubber(token, run);
  one.learn({ droplets: [{ id: 1 }, { id: 2 }] });
  return one;
}

test("addresses, mail addresses, UUIDs and the token are taken out, and nothing that looks like them", () => {
  const droplet = {
    id: 1,
    created_at: "2026-11-29T10:20:30Z",
    vpc_uuid: "760e09ef-dc84-11e8-981e-3cfdfeaae000",
    networks: {
      v4: [
        { ip_address: "10.108.0.2", netmask: "255.255.240.0", gateway: "nil", type: "private" },
        { ip_address: "203.0.113.7", netmask: "255.255.240.0", gateway: "", type: "public" },
      ],
      v6: [{ ip_address: "2604:a880:800:a1::1:1", netmask: 64, gateway: "fe80::1" }],
    },
    note: `of me@example.com at 203.0.113.7, with ${token} in 760e09ef-dc84-11e8-981e-3cfdfeaae000`,
    kernel: { version: "3.13.0-24-generic" },
  };
  expect(scrubber().body("/v2/droplets/1", { droplet })).toEqual({
    droplet: {
      id: 1,
      created_at: "2026-11-29T10:20:30Z",
      vpc_uuid: "<vpc_uuid>",
      networks: {
        v4: [
          { ip_address: "<ip>", netmask: "<ip>", gateway: "nil", type: "private" },
          { ip_address: "<ip>", netmask: "<ip>", gateway: "", type: "public" },
        ],
        v6: [{ ip_address: "<ip>", netmask: 64, gateway: "<ip>" }],
      },
      note: "of <email> at <ip>, with <token> in <uuid>",
      kernel: { version: "3.13.0-24-generic" },
    },
  });
});

test("the id of a request stays: DigitalOcean's support asks for it", () => {
  const refusal = { id: "not_found", request_id: "760e09ef-dc84-11e8-981e-3cfdfeaae000" };
  expect(scrubber().body("/v2/droplets/1", refusal)).toEqual(refusal);
});

test.each([
  ["/v2/droplets", { droplets: [{ id: 1 }, { id: 9, name: "web" }] }, { droplets: [{ id: 1 }] }],
  [
    "/v2/actions",
    {
      actions: [
        { id: 5, resource_id: 2 },
        { id: 6, resource_id: 9 },
      ],
      meta: { total: 712 },
    },
    { actions: [{ id: 5, resource_id: 2 }], meta: { total: 0 } },
  ],
  [
    "/v2/snapshots",
    {
      snapshots: [
        { id: "1", name: `${run}-snapshot` },
        { id: "2", name: "mine" },
      ],
    },
    { snapshots: [{ id: "1", name: `${run}-snapshot` }] },
  ],
  ["/v2/tags", { tags: [{ name: "prod" }, { name: run }] }, { tags: [{ name: run }] }],
  [
    "/v2/images",
    {
      images: [
        { id: 1, public: true },
        { id: 2, public: false, name: "mine" },
      ],
    },
    { images: [{ id: 1, public: true }] },
  ],
  [
    "/v2/droplets/backups/policies",
    { policies: { "1": { backup_enabled: false }, "9": { backup_enabled: true } } },
    { policies: { "1": { backup_enabled: false } } },
  ],
  [
    "/v2/droplets/1/snapshots",
    { snapshots: [{ id: 3, name: "x" }] },
    { snapshots: [{ id: 3, name: "x" }] },
  ],
  ["/v2/sizes", { sizes: [{ slug: "s-1vcpu-1gb" }] }, { sizes: [{ slug: "s-1vcpu-1gb" }] }],
  ["/v2/anything", { anything: [{ id: 4 }] }, { anything: [] }],
])("of the account's lists only what is the run's or public is kept: %s", (path, body, kept) => {
  expect(scrubber().body(path, body)).toEqual(kept);
});

test("of headers that may tell of the account only the names are kept", () => {
  const headers = {
    "ratelimit-remaining": "4999",
    "set-cookie": "__cf_bm=secret",
    "cf-ray": "8d1-FRA",
  };
  expect(scrubber().headers(headers)).toEqual({
    "ratelimit-remaining": "4999",
    "set-cookie": "<hidden>",
    "cf-ray": "<hidden>",
  });
});
