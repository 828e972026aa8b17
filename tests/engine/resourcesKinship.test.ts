import { resources } from "../../provider/resources";
import { adapters, type Result, type Stack, startStack } from "./support/stack";

/** A Droplet as `digitalocean` declares it, and what our resources manage of it from then on. */
const program = (ignoreChanges: readonly string[]) => `
  const droplet = new digitalocean.Droplet(
    "web",
    { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb", tags: ["web"] },
    { ignoreChanges: ${JSON.stringify(ignoreChanges)} },
  );
  const dropletId = droplet.id;
  const rename = new DropletRename("web", { dropletId, name: "web.example.com" });
  const rebuild = new DropletRebuild("web", { dropletId, image: "debian-12-x64", allowDataLoss: true }, { dependsOn: [rename] });
  const resize = new DropletResize("web", { dropletId, size: "s-2vcpu-2gb" }, { dependsOn: [rebuild] });
  const backups = new DropletBackups("web", { dropletId, policy: { plan: "weekly", weekday: "SUN", hour: 4 } }, { dependsOn: [resize] });
  new DropletIpv6("web", { dropletId }, { dependsOn: [backups] });
`;

/** What the docs of these resources say, each for its own. */
const documented = resources.flatMap(({ details }) => {
  const [, list = "[]"] = /ignoreChanges: (\[.*?\])/.exec(details) ?? [];
  return JSON.parse(list) as string[];
});

describe.each(adapters)(
  "resources on a digitalocean.Droplet, with the documented ignoreChanges, through the $name",
  (adapter) => {
    let stack: Stack;
    let preview: Result, first: Result, second: Result, refreshed: Result, third: Result;
    let without: Result, destroyed: Result;

    beforeAll(async () => {
      stack = await startStack({ adapter, digitalocean: true });
      stack.program(program(documented));
      preview = await stack.preview();
      first = await stack.up();
      second = await stack.up();
      refreshed = await stack.refresh({ args: ["--diff"] });
      third = await stack.up();
      stack.program(program([]));
      without = await stack.preview({ args: ["--diff"] });
      destroyed = await stack.destroy();
    }, 300_000);

    test("name six arguments of it in their docs", () => {
      expect(documented.sort()).toEqual([
        "backupPolicy",
        "backups",
        "image",
        "ipv6",
        "name",
        "size",
      ]);
    });

    test("tell in preview what they will do at most, though there is no Droplet yet", () => {
      const told = preview.output.split("Diagnostics:")[1] ?? "";
      for (const what of [
        "rename to web.example.com. No downtime.",
        "rebuild with image debian-12-x64 (created 2026-01-15T00:00:00Z), because this resource is new in the stack.",
        "1) shutdown, and power_off if it is still on after 120 s; 2) resize to s-2vcpu-2gb; 3) power_on.",
        "enable_backups with plan weekly, weekday SUN, hour 4. No downtime.",
        "1) shutdown, and power_off if it is still on after 120 s; 2) enable_ipv6; 3) power_on.",
      ]) {
        expect(told).toContain(`When its Droplet is known, at most: ${what}`);
      }
    });

    test("act on the Droplet once it is made, in the order of dependsOn", () => {
      expect(first.writes).toEqual([
        "POST /v2/droplets 202",
        "rename",
        "rebuild",
        "shutdown",
        "resize",
        "power_on",
        "enable_backups",
        "shutdown",
        "enable_ipv6",
        "power_on",
      ]);
    });

    test("leave a second up quiet", () => {
      expect(second.writes).toEqual([]);
      expect(second.output).toContain("7 unchanged");
    });

    test("show in a refresh as changes of the Droplet, and of nothing else", () => {
      expect(refreshed.output).toMatch(/~ name +: "web" => "web.example.com"/);
      expect(refreshed.output).toMatch(/~ size +: "s-1vcpu-1gb" => "s-2vcpu-2gb"/);
      expect(refreshed.output).toMatch(/~ backups +: false => true/);
      expect(refreshed.output).toMatch(/~ ipv6 +: false => true/);
      expect(refreshed.output).toContain("~ 1 updated");
      expect(refreshed.output).toContain("6 unchanged");
    });

    test("leave an up after the refresh quiet", () => {
      expect(third.writes).toEqual([]);
      expect(third.output).toContain("7 unchanged");
    });

    test("would be fought with by the Droplet without it", () => {
      expect(without.output).toMatch(/~ name +: "web.example.com" => "web"/);
      expect(without.output).toMatch(/~ size +: "s-2vcpu-2gb" => "s-1vcpu-1gb"/);
      expect(without.output).toMatch(/~ backups +: true => false/);
      expect(without.output).toMatch(/~ ipv6 +: true => false/);
      expect(without.output).toContain("Droplet: (replace)");
    });

    test("post no action in destroy, in which the Droplet goes", () => {
      expect(destroyed.writes).toEqual([expect.stringMatching(/^DELETE \/v2\/droplets\/\d+ 204$/)]);
      expect(stack.resources()).toEqual([]);
    });
  },
);
