import { readFileSync } from "node:fs";
import { chromium, type Browser, type Locator, type Page } from "playwright-core";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../simulator";
import { chromiumFile } from "../support/chromium";

/** The simulator's page in a real browser. Its time is that of this computer, since the browser's is. */

const phone = { width: 360, height: 740 };
const hostile = `<img src=x onerror="document.title='run'"><b>web</b>`;
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What `axe.run` answers, as far as it is read here. */
interface AxeResults {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
}

describe("the simulator's page", () => {
  if (chromiumFile === undefined) {
    process.stderr.write("Chromium was not found, so the simulator's page was not tested.\n");
    test.todo("needs Chromium");
    return;
  }
  const executablePath = chromiumFile;
  let browser: Browser;
  let simulator: Simulator;

  beforeAll(async () => {
    // Chromium's sandbox refuses to run as root, and reads here only what this repository has written.
    browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await simulator.stop();
  });

  async function open(
    options: SimulatorOptions,
    context: Parameters<Browser["newContext"]>[0] = {},
  ): Promise<Page> {
    simulator = await startSimulator({ timeScale: 20, ...options });
    const page = await (await browser.newContext(context)).newPage();
    await page.goto(simulator.url);
    await page.getByText("Live", { exact: true }).waitFor();
    return page;
  }

  async function act(dropletId: number, type: string, attributes: object = {}): Promise<number> {
    const { status } = await fetch(`${simulator.url}/v2/droplets/${dropletId}/actions`, {
      method: "POST",
      headers: { authorization: `Bearer ${simulator.token}` },
      body: JSON.stringify({ type, ...attributes }),
    });
    return status;
  }

  const row = (page: Page, table: string, ...texts: string[]): Locator =>
    texts.reduce(
      (rows, hasText) => rows.filter({ hasText }),
      page.getByRole("table", { name: table }).getByRole("row"),
    );

  test("shows a change of power without being loaded again, and says so to screen readers", async () => {
    const page = await open({ droplets: [{ id: 7, name: "web" }] });
    await row(page, "Droplets", "web", "On").waitFor();
    simulator.drift(7, { status: "off" });
    await row(page, "Droplets", "web", "Off").waitFor();
    await row(page, "Timeline", "web is off").waitFor();
    await page.getByRole("status").filter({ hasText: "web is off" }).waitFor();
  });

  test("shows a POST, the progress of its action and its end, and the rate limit that is left", async () => {
    const page = await open({
      droplets: [{ id: 7, name: "web", status: "off" }],
      durations: { resize: 40 },
    });
    expect(await act(7, "resize", { size: "s-2vcpu-2gb" })).toBe(201);
    await page.getByRole("progressbar", { name: "resize on web" }).waitFor();
    const post = row(page, "Timeline", "POST", "/v2/droplets/7/actions");
    await post.filter({ hasText: "resize size=s-2vcpu-2gb on web" }).waitFor();
    await post.filter({ hasText: "201 accepted" }).waitFor();
    await row(page, "Timeline", "resize on web completed", "after 2.0").waitFor();
    await row(page, "Droplets", "s-2vcpu-2gb", "resize completed").waitFor();
    await page.getByText("4,999 of 5,000").waitFor();
  });

  test("shows what was rejected, and what never got an answer", async () => {
    const page = await open({
      droplets: [{ id: 7, name: "web" }],
      faults: [{ type: "reboot", fault: { when: "after", connection: "reset" } }],
    });
    expect(await act(7, "resize", { size: "s-2vcpu-2gb" })).toBe(422);
    await row(page, "Timeline", "resize size=s-2vcpu-2gb on web", "422 rejected").waitFor();
    await expect(act(7, "reboot")).rejects.toThrow();
    await row(page, "Timeline", "reboot on web", "no answer").waitFor();
  });

  test("reads that follow one another share a row, which can be hidden by the keyboard", async () => {
    const page = await open({ droplets: [{ id: 7 }] });
    const headers = { authorization: `Bearer ${simulator.token}` };
    for (const path of ["/v2/droplets/7", "/v2/account", "/v2/droplets/7"]) {
      await fetch(simulator.url + path, { headers });
    }
    const reads = row(page, "Timeline", "3 reads", "/v2/droplets/7 × 2");
    await reads.waitFor();
    await page.keyboard.press("Tab");
    await page.getByRole("checkbox", { name: "Show reads" }).and(page.locator(":focus")).waitFor();
    const outline = "getComputedStyle(document.activeElement).outlineStyle";
    expect(await page.evaluate(outline)).toBe("solid");
    await page.keyboard.press("Space");
    await reads.waitFor({ state: "hidden" });
  });

  test("keeps at most 200 rows of the timeline", async () => {
    const page = await open({ droplets: [{ id: 7, status: "off" }] });
    for (let count = 0; count < 210; count += 1) {
      await act(7, "reboot");
    }
    await page.getByText("4,790 of 5,000").waitFor();
    expect(await page.locator("#timeline tr").count()).toBe(200);
  });

  test("names are text, also those that look like HTML", async () => {
    const page = await open({ droplets: [{ id: 7, name: hostile }] });
    await row(page, "Droplets", hostile).waitFor();
    await act(7, "snapshot", { name: hostile });
    await row(page, "Timeline", `snapshot name=${hostile} on ${hostile}`).waitFor();
    expect(await page.locator("img, b").count()).toBe(0);
    expect(await page.title()).toBe("Droplet simulator");
  });

  test("says that the simulator has ended", async () => {
    const page = await open({});
    await simulator.stop();
    await page.getByText("Lost; trying again").waitFor();
  });

  describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
    const looks = [
      ["on a desk", {}],
      ["on a phone", { viewport: phone, isMobile: true }],
    ] as const;

    test.each(looks)("%s axe finds nothing, and nothing scrolls sideways", async (_, look) => {
      const page = await open(
        {
          droplets: [
            { id: 7, name: "web" },
            { id: 8, name: "a-name-that-is-as-long-as-names-of-droplets-are-in-some-companies" },
            { id: 9, status: "off" },
            { id: 10, status: "archive" },
          ],
          durations: { reboot: 6000 },
        },
        // axe runs its own script and asks for its styles, which the page's policy would refuse.
        { colorScheme, reducedMotion: "reduce", bypassCSP: true, ...look },
      );
      await act(7, "shutdown");
      await act(8, "reboot");
      await act(9, "shutdown");
      await row(page, "Timeline", "web is off").waitFor();
      const [inner, scrolled] = await page.evaluate<number[]>(
        "[innerWidth, document.documentElement.scrollWidth]",
      );
      expect(scrolled).toBe(inner);
      const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      expect(background).toBe(colorScheme === "dark" ? "rgb(15, 20, 27)" : "rgb(244, 246, 249)");
      await page.addScriptTag({ content: axe });
      const { violations } = await page.evaluate<AxeResults>("axe.run()");
      expect(violations).toEqual([]);
    });
  });

  test("nothing moves for those who ask for that", async () => {
    const page = await open({ droplets: [{ id: 7 }] }, { reducedMotion: "reduce" });
    await act(7, "reboot");
    await row(page, "Timeline", "POST").waitFor();
    const animation = 'getComputedStyle(document.querySelector("#timeline tr")).animationName';
    expect(await page.evaluate(animation)).toBe("none");
  });
});
