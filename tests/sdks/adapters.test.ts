import { withPage } from "../../provider/errorPages";
import * as pulumi from "@pulumi/pulumi";
import { resources } from "../../provider/resources";
import * as dynamicClasses from "../../sdk/nodejs";
import * as pluginClasses from "../../sdk/nodejs/plugin";

/** The two ways into TypeScript programs: the dynamic provider's classes, and the plugin's. */

type Constructor = new (name: string, args: object) => pulumi.CustomResource;

interface Registered {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const registered: Registered[] = [];

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, inputs: inputs as Registered["inputs"] });
      return { id: name, state: inputs as object };
    },
    call: () => ({}),
  }),
);

async function declare(adapter: object, name: string, args: object) {
  registered.length = 0;
  const Class = (adapter as Record<string, Constructor>)[name];
  if (!Class) throw new Error(`There is no ${name}`);
  const declared = new Class("web", args);
  await registration(declared);
  const outputs = Object.keys(declared).filter((key) => !key.startsWith("__"));
  return { ...registered[0], outputs: outputs.sort() };
}

const registration = ({ urn }: pulumi.Resource) => new Promise((resolve) => urn.apply(resolve));

const withoutOwn = (inputs: Registered["inputs"] = {}) =>
  Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));

test("both adapters have the same classes, and the plugin's a provider beside", () => {
  expect(Object.keys(pluginClasses).sort()).toEqual(
    [...Object.keys(dynamicClasses), "Provider"].sort(),
  );
});

test.each(resources.map((definition) => [definition.name, definition] as const))(
  "%s takes and gives the same through both adapters",
  async (name, { target, example }) => {
    const args = { ...(target.input === "tag" ? {} : { dropletId: 3164444 }), ...example };
    const dynamic = await declare(dynamicClasses, name, args);
    const plugin = await declare(pluginClasses, name, args);
    expect(plugin.type).toBe(`droplet-actions:index:${name}`);
    expect(dynamic.type).toBe(`pulumi-nodejs:dynamic/droplet-actions:${name}`);
    // Ids as text, for the engine's own errors.
    const handedOver = "dropletId" in args ? { ...args, dropletId: "3164444" } : args;
    expect(plugin.inputs).toEqual(handedOver);
    expect(withoutOwn(dynamic.inputs)).toEqual(handedOver);
    expect(plugin.outputs).toEqual(dynamic.outputs);
  },
);

test.each([dynamicClasses, pluginClasses])(
  "ids are handed over as text, also when they come later",
  async (adapter) => {
    for (const id of [42, "42", Promise.resolve(42), pulumi.output(42), pulumi.output("42")]) {
      const { inputs } = await declare(adapter, "DropletRestore", { dropletId: id, image: id });
      expect(withoutOwn(inputs)).toEqual({ dropletId: "42", image: "42" });
    }
    const { inputs } = await declare(adapter, "DropletKernel", { dropletId: null, kernel: 991 });
    expect(inputs).toMatchObject({ kernel: 991 });
  },
);

test("a dynamic class names the plugin to a program that wants to import", () => {
  const args = { dropletId: 42, state: "off" } as const;
  expect(() => new dynamicClasses.DropletPowerState("web", args, { import: "42" })).toThrow(
    withPage(
      'DropletPowerState "web": the option import is "42", and a dynamic provider cannot import. Use the class of "pulumi-droplet-actions/plugin", or leave the option out: where the Droplet already matches the inputs, nothing is sent.',
      "cannot-import",
    ),
  );
  expect(() => new pluginClasses.DropletPowerState("web", args, { import: "42" })).not.toThrow();
});

test("a dynamic class says that customTimeouts has no effect, and the plugin's does not", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const args = { dropletId: 42, state: "off" } as const;
  const options = { customTimeouts: { create: "2h" } };
  await registration(new pluginClasses.DropletPowerState("web", args, options));
  await registration(new dynamicClasses.DropletPowerState("other", args));
  expect(warn).not.toHaveBeenCalled();
  await registration(new dynamicClasses.DropletPowerState("web", args, options));
  // For the stack: a line for the resource would hold back all lines after it until the resource is registered.
  expect(warn.mock.calls).toEqual([
    [
      withPage(
        'DropletPowerState "web": the option customTimeouts does not reach a dynamic provider. Set timeoutSeconds instead, or use the class of "pulumi-droplet-actions/plugin".',
        "customtimeouts-without-effect",
      ),
    ],
  ]);
  warn.mockRestore();
});

test("the plugin's classes come without the dynamic provider", () => {
  jest.doMock("../../sdk/nodejs/dynamic", () => {
    throw new Error("sdk/nodejs/dynamic.ts was loaded");
  });
  jest.isolateModules(() => {
    expect(() => jest.requireActual<object>("../../sdk/nodejs/plugin")).not.toThrow();
    expect(() => jest.requireActual<object>("../../sdk/nodejs")).toThrow("was loaded");
  });
});

test("a provider's settings go to the engine as text, the token as a secret", async () => {
  registered.length = 0;
  const provider = new pluginClasses.Provider("other", {
    token: "dop_v1_other",
    requestsPerSecond: 4,
  });
  await registration(provider);
  expect(registered).toEqual([
    {
      type: "pulumi:providers:droplet-actions",
      inputs: {
        token: {
          [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig,
          value: "dop_v1_other",
        },
        requestsPerSecond: "4",
      },
    },
  ]);
});
