import { hashOf } from "../../provider/lifecycle/earlier";
import { resourceNamed } from "../../provider/resources";

test("an input that a release does not know makes no other operation of it", () => {
  const definition = resourceNamed("DropletTagAction");
  const inputs = { tag: "web", type: "snapshot" };
  expect(hashOf(definition, { ...inputs, name: null, triggers: [] })).toBe(
    hashOf(definition, inputs),
  );
});
