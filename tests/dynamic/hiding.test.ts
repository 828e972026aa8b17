import { hiding } from "../../provider/dynamic/hiding";

test.each([
  ["a text", { __secrets: ["name"], name: "hush", type: "rename" }],
  ["a text within an object", { __secrets: ["parameters"], parameters: { name: ["hush", 1] } }],
  ["a text that holds another", { __secrets: ["a", "b"], a: "hu", b: "hush" }],
])("hides %s that is secret", (_name, inputs) => {
  expect(hiding(inputs)("rename to hush.")).toBe("rename to [secret].");
});

test("leaves the rest as it is", () => {
  const inputs = { __secrets: ["empty", "none"], empty: "", name: "web" };
  expect(hiding(inputs)("rename to web")).toBe("rename to web");
});
