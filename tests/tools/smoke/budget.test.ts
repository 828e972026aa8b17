import { checkBudget, choosePlans, mostDollars, type Size } from "../../../tools/smoke/budget";
import { chooseImages } from "../../../tools/smoke/images";

const size = (slug: string, dollars: number, more: Partial<Size> = {}): Size => ({
  slug,
  memory: 512,
  disk: 10,
  price_hourly: dollars,
  regions: ["nyc1", "fra1"],
  available: true,
  ...more,
});
const regions = [
  { slug: "nyc1", available: false },
  { slug: "fra1", available: true },
];

describe("the plans", () => {
  test("are the two cheapest that are to be had in one region", () => {
    const plans = choosePlans(
      [
        size("dear", 0.1, { disk: 80 }),
        size("gone", 0.001, { available: false }),
        size("gpu", 0.002, { gpu_info: {} }),
        size("closed", 0.003, { regions: ["nyc1"] }),
        size("next", 0.009, { disk: 25 }),
        size("smallest", 0.006),
        size("small disk", 0.008, { disk: 5 }),
        size("elsewhere", 0.007, { regions: ["ams3"] }),
      ],
      regions,
    );
    expect([plans.smallest.slug, plans.next.slug, plans.region]).toEqual([
      "smallest",
      "next",
      "fra1",
    ]);
  });

  test("are not to be had where there is but one", () => {
    expect(() => choosePlans([size("only", 1)], regions)).toThrow("no two plans in one region");
  });
});

describe("the cost", () => {
  const plans = {
    smallest: size("smallest", 0.006),
    next: size("next", 0.009, { disk: 25 }),
    region: "fra1",
  };

  test("is that of two Droplets with backups for two hours on the dearer plan, and a snapshot", () => {
    expect(mostDollars(plans)).toBeCloseTo(2 * 2 * 0.009 * 1.3 + 0.01, 6);
  });

  test("ends the run where it is above the budget", () => {
    expect(() => checkBudget(0.05, 0.1)).not.toThrow();
    expect(() => checkBudget(0.123, 0.1)).toThrow(
      "The run may cost $0.123, and DROPLET_ACTIONS_SMOKE_BUDGET allows $0.10. Raise it to allow that.",
    );
  });
});

describe("the images", () => {
  const image = (distribution: string, slug: string | null, disk = 7) => ({
    distribution,
    slug,
    public: true,
    status: "available",
    regions: ["fra1"],
    min_disk_size: disk,
  });

  test("are the newest that fit", () => {
    const images = [
      image("Ubuntu", "ubuntu-22-04-x64"),
      image("Ubuntu", "ubuntu-24-04-x64"),
      image("Ubuntu", "ubuntu-26-04-x64", 25),
      image("Ubuntu", null),
      image("Debian", "debian-9-x64"),
      image("Debian", "debian-12-x64"),
      image("Fedora", "fedora-42-x64", 15),
    ];
    expect(chooseImages(images, "fra1", 10)).toEqual({
      first: "ubuntu-22-04-x64",
      second: "ubuntu-24-04-x64",
      otherDistribution: "debian-12-x64",
      otherFamily: undefined,
    });
    expect(() => chooseImages(images, "nyc1", 10)).toThrow("no two images of Ubuntu in nyc1");
  });
});
