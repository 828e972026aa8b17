import { hiding, textsIn } from "../../provider/door/hiding";

test.each([
  ["a text", ["hush"]],
  ["a text within an object", textsIn({ name: ["hush", 1], more: null })],
  ["a text that holds another", ["hu", "hush"]],
])("hides %s that is secret", (_name, secrets) => {
  expect(hiding(secrets)("rename to hush.")).toBe("rename to [secret].");
});

test("leaves the rest as it is", () => {
  expect(hiding(["", "other"])("rename to web")).toBe("rename to web");
});
