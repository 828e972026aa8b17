import { parseDroplet, parseImage, parseSize, parseTags } from "../../provider/api/wire";

/** Forms in which real answers were seen, beside the documented ones. */

const own = { ip_address: "10.108.0.2", netmask: "255.255.240.0", type: "private" };
const open = {
  ip_address: "203.0.113.2",
  netmask: "255.255.240.0",
  gateway: "203.0.113.1",
  type: "public",
};
const v6 = [{ ip_address: "2604::1", netmask: 64, gateway: "2604::", type: "public" }];
const wire = {
  id: 42,
  size_slug: "s-1vcpu-1gb",
  disk: 25,
  image: { id: 7, slug: null, name: "mine", type: "custom", distribution: "Unknown" },
  tags: ["web"],
};

test.each([
  [[{ ...own, gateway: "nil" }, open]],
  [[open, { ...own, gateway: "" }]],
  [[{ ...own, gateway: "10.108.0.1" }]],
])("networks in any order with any gateway: %j", (v4) => {
  const { ipv6 } = parseDroplet({ ...wire, networks: { v4, v6 } });
  expect(ipv6).toEqual({ address: "2604::1", gateway: "2604::", prefixLength: 64 });
});

test("without disk_info, and without what the token may not see", () => {
  expect(parseDroplet(wire)).toMatchObject({ id: "42", disk: 25, sizeDisk: 25, ipv6: null });
  expect(parseDroplet({ id: 42 })).toMatchObject({ image: null, size: "" });
  expect(parseTags(wire)).toEqual(["web"]);
  expect(parseTags({ id: 42 })).toEqual([]);
});

test("an image without error_message, with description null", () => {
  const image = { ...wire.image, description: null, min_disk_size: 10, regions: ["nyc3"] };
  expect(parseImage(image)).toEqual({
    id: 7,
    slug: null,
    name: "mine",
    type: "custom",
    distribution: "Unknown",
    status: "available",
    minDiskSize: 10,
    regions: ["nyc3"],
    createdAt: "",
  });
});

test("a plan with GPUs, one without, and one that is not available", () => {
  expect(parseSize({ price_monthly: 4.5 }).priceMonthly).toBe(4.5);
  expect(parseSize({}).priceMonthly).toBeUndefined();
  const gpu = { slug: "gpu-h100x8-640gb", gpu_info: { count: 8, model: "nvidia_h100" } };
  expect(parseSize(gpu)).toMatchObject({ gpus: 8, available: true });
  expect(parseSize({ slug: "512mb", available: false })).toMatchObject({
    gpus: 0,
    available: false,
  });
});
