import { detailedDiff } from "../../provider/adapters/plugin/detailedDiff";

const diff = (olds: object, news: object) =>
  Object.fromEntries(detailedDiff({ input: olds }, { input: news }, ["input"]));

test("names the place within lists and objects", () => {
  expect(diff({ hour: 4, weekday: "SUN" }, { hour: 8, plan: "weekly" })).toEqual({
    "input.hour": "UPDATE",
    "input.weekday": "DELETE",
    "input.plan": "ADD",
  });
  expect(diff(["a", "b"], ["a", "c", "d"])).toEqual({ "input[1]": "UPDATE", "input[2]": "ADD" });
});

test("puts keys that are no plain names in brackets", () => {
  expect(diff({ "a.b": 1 }, { "a.b": 2 })).toEqual({ 'input["a.b"]': "UPDATE" });
});

test("takes null and nothing for the same", () => {
  expect(diff({ hour: null }, {})).toEqual({});
});

test("looks at the inputs that count, and no others", () => {
  const olds = { timeoutSeconds: 600, state: "off" };
  const news = { timeoutSeconds: 60, state: "active" };
  expect([...detailedDiff(olds, news, ["state"]).keys()]).toEqual(["state"]);
});
