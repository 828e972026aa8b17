import { withPage } from "../provider/errorPages";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createProgress } from "../provider/run/progress";
import { drawLines, themes } from "../tools/pictures/svg";
import { blocksOf, read, root } from "./support/docs";
import { FakeClock } from "./support/fakeClock";
import { World } from "./support/world";

/** The pictures were recorded once (`npm run pictures`); what they show must be what is said today. */

const names = ["preview", "refusal", "resume"];
const looks = ["light", "dark"];
const files = names.flatMap((name) => looks.map((look) => `docs/pictures/${name}-${look}.svg`));

const plain = (text: string) =>
  text
    .replace(/<[^>]*>/g, "")
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => characters[name] ?? "");
const characters: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&" };

const described = (file: string) => plain(/<desc[^]*<\/desc>/.exec(read(file))?.[0] ?? "");

/** Lines break otherwise in a picture. */
const words = (text: string) => text.split(/\s+/).filter(Boolean).join(" ");

const alternative = (name: string) =>
  plain(new RegExp(`${name}-light\\.svg" alt="([^"]*)"`).exec(read("README.md"))?.[1] ?? "");

test.each(files)("%s shows what its description says, and nothing of the computer", (file) => {
  const drawn = [...read(file).matchAll(/<text .*<\/text>/g)].map(([text]) => plain(text));
  expect(words(drawn.join("\n"))).toBe(words(described(file)));
  expect(read(file)).not.toMatch(/\/(home|root|tmp|Users)\//);
});

test.each(names)("README.md shows %s, in light and dark and in words", (name) => {
  expect(read("README.md")).toContain(
    `<source media="(prefers-color-scheme: dark)" srcset="docs/pictures/${name}-dark.svg" />`,
  );
  expect(alternative(name)).not.toBe("");
  for (const look of looks)
    expect(existsSync(join(root, `docs/pictures/${name}-${look}.svg`))).toBe(true);
});

test("the preview is what a resize prints today", () => {
  const blocks = blocksOf("docs/resources/DropletResize.md", "text").map(words);
  const plan = blocks.find((text) => text.startsWith('Droplet 3164444 "web": 1) ')) ?? "none";
  for (const look of looks) {
    expect(words(described(`docs/pictures/preview-${look}.svg`))).toContain(plan);
  }
  expect(alternative("preview")).toContain(plan);
});

describe("with a Droplet", () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start({ droplets: [{ id: 3164444, name: "web" }] });
  });
  afterEach(() => world.stop());

  test("the refusal is what a resize to a smaller disk is answered today", async () => {
    const inputs = { dropletId: 3164444, size: "s-1vcpu-512mb-10gb" };
    const { failures } = await world.check("DropletResize", inputs);
    const text = failures
      .map(({ property, reason }) => withPage(`${property} ${reason}`, "size-not-possible"))
      .join();
    expect(text).toMatch(/a disk never shrinks/);
    for (const look of looks) {
      expect(words(described(`docs/pictures/refusal-${look}.svg`))).toContain(text);
    }
    expect(alternative("refusal")).toContain(text);
  });

  test("the rows of the resize that resumes have today's form, and name one action", async () => {
    const forms: string[] = [];
    const withoutNumbers = (text: string) =>
      text.replace(/\d+ (s|min)( \d+ s)?\b/g, "T").replace(/\d+/g, "N");
    const note = (text: string) => void forms.push(withoutNumbers(text));
    const clock = new FakeClock();
    const since = clock.now() - 5000;
    const progress = createProgress(clock, note);
    for (const type of ["shutdown", "resize", "power_on"]) {
      progress.waiting({ head: type, usualSeconds: 60, tail: " (action 1)" }, since);
      progress.done({ head: `${type} completed`, tail: " (action 1)" }, since);
    }
    progress.done({ head: "shutdown: the Droplet is off", tail: " (action 1)" }, since);
    await world.up("DropletResize", { dropletId: 3164444, size: "s-2vcpu-4gb" });
    // The step that was killed and the one that resumed it are shown without the plan of the first.
    note(world.lines.at(-1)?.replace(/ from .*month\)/, "") ?? "");

    const text = described("docs/pictures/resume-light.svg");
    const rows = [...text.matchAll(/\[diff: ~size\]; (.*)/g)].map(([, row = ""]) => row);
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) expect(forms).toContain(withoutNumbers(row));

    const [before, after] = text.split("Killed");
    const idOf = (part = "") => /resize \d+ s of about .*\(action (\d+)\)/.exec(part)?.[1];
    expect(idOf(before)).toBeDefined();
    expect(idOf(after)).toBe(idOf(before));
  });
});

test("text that looks like markup stays text, and lines break between words", () => {
  const lines = [[{ text: "  <b> & one two three", color: 1, isBold: true }]];
  const drawn = drawLines(lines, { title: "a < b", columns: 12, theme: themes.dark });
  const texts = [...drawn.matchAll(/<text .*<\/text>/g)].map(([text]) => plain(text));
  expect(texts).toEqual(["  <b> & one", "  two three"]);
  expect(drawn).toContain('<title id="title">a &lt; b</title>');
});
