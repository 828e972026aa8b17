import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { unwrap, withoutForeign, wrap } from "../../provider/adapters/plugin/properties";

const mark = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [mark]: "1b47061264138c4ac30d75fd1eb44270", value });
const struct = (values: object) => Struct.fromJavaScript(values as never);
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test("values come without their marks, and the names of those that hold a secret are given", () => {
  const {
    values,
    secret: names,
    secrets,
  } = unwrap(
    struct({ name: secret("hush"), triggers: ["a", secret({ deep: "quiet" })], size: "s-1" }),
  );
  expect(values).toEqual({ name: "hush", triggers: ["a", { deep: "quiet" }], size: "s-1" });
  expect([...names]).toEqual(["name", "triggers"]);
  expect(secrets).toEqual(["hush", "quiet"]);
});

test("what was secret on its way in is secret on its way out, and nothing else", () => {
  const out = wrap({ name: "hush", size: "s-1" }, new Set(["name"])).toJavaScript();
  expect(out).toEqual({ name: secret("hush"), size: "s-1" });
});

test.each([
  ["text", unknown],
  ["boolean", "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"],
  ["number", "3eeb2bf0-c639-47a8-9e75-3b44932eb421"],
  ["list", "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"],
  ["object", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"],
])("a %s that is not known yet is unknown to the core", (_type, sent) => {
  expect(unwrap(struct({ value: sent })).values).toEqual({ value: unknown });
});

test("an output without a value is unknown, and a secret one stays secret", () => {
  const output = { [mark]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", secret: true };
  const { values, secret: names } = unwrap(struct({ size: output }));
  expect(values).toEqual({ size: unknown });
  expect([...names]).toEqual(["size"]);
});

test("a resource in place of its id is its id", () => {
  const droplet = { [mark]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:pulumi:…", id: "42" };
  expect(unwrap(struct({ dropletId: droplet })).values).toEqual({ dropletId: "42" });
});

test("what is kept of an unfinished change hides none of its words in later lines", () => {
  const { secrets } = unwrap(struct({ unfinished: secret({ posts: [{ type: "snapshot" }] }) }));
  expect(secrets).toEqual([]);
});

test("what the dynamic provider keeps for itself is left out", () => {
  expect(withoutForeign({ __provider: "text", __urn: "urn", state: "off" })).toEqual({
    state: "off",
  });
});
