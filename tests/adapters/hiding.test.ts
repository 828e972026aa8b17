import { hiding, textsIn } from "../../provider/adapters/secrets";

test.each([
  ["a text", ["hushed"]],
  ["texts within an object", textsIn({ name: ["hushed", 1], more: null })],
  ["a text that holds another", ["hush", "hushed"]],
])("hides %s that is secret", (_name, secrets) => {
  expect(hiding(secrets)("rename to hushed.")).toBe("rename to [secret].");
});

test("hides a number that is secret", () => {
  expect(hiding(textsIn({ pin: 123456 }))("with pin 123456")).toBe("with pin [secret]");
});

test("leaves the rest as it is, also where a short text happens to stand in it", () => {
  expect(hiding(["", "a", "other"])("rename to web, action 36804636")).toBe(
    "rename to web, action 36804636",
  );
});
