/** What DigitalOcean offers: plans, regions, base images and legacy kernels. An excerpt with real figures. */

export interface Size {
  slug: string;
  /** MiB */
  memory: number;
  vcpus: number;
  /** GiB */
  disk: number;
  /** TiB a month */
  transfer: number;
  /** US dollars */
  priceMonthly: number;
  description: string;
  gpu?: Gpu;
  /** Kept for Droplets of long ago: `"available": false`, and no Droplet can be given it any more. */
  isOld: boolean;
}

/** GPUs of a plan, with a second disk for their data. */
export interface Gpu {
  count: number;
  model: string;
  /** GiB, of all together */
  vram: number;
  /** GiB */
  scratchDisk: number;
}

export interface Region {
  slug: string;
  name: string;
  features: string[];
}

export interface BaseImage {
  id: number;
  slug: string;
  distribution: string;
  name: string;
  minDiskSize: number;
  sizeGigabytes: number;
}

export interface Kernel {
  id: number;
  name: string;
  version: string;
}

type SizeRow = [
  slug: string,
  memory: number,
  vcpus: number,
  disk: number,
  transfer: number,
  price: number,
];

const plans: Record<string, SizeRow[]> = {
  Basic: [
    ["s-1vcpu-512mb-10gb", 512, 1, 10, 0.5, 4],
    ["s-1vcpu-1gb", 1024, 1, 25, 1, 6],
    ["s-1vcpu-2gb", 2048, 1, 50, 2, 12],
    ["s-2vcpu-2gb", 2048, 2, 60, 3, 18],
    ["s-2vcpu-4gb", 4096, 2, 80, 4, 24],
    ["s-4vcpu-8gb", 8192, 4, 160, 5, 48],
    ["s-8vcpu-16gb", 16384, 8, 320, 6, 96],
  ],
  "Premium AMD": [
    ["s-1vcpu-1gb-amd", 1024, 1, 25, 1, 7],
    ["s-1vcpu-2gb-amd", 2048, 1, 50, 2, 14],
    ["s-2vcpu-2gb-amd", 2048, 2, 60, 3, 21],
    ["s-2vcpu-4gb-amd", 4096, 2, 80, 4, 28],
    ["s-4vcpu-8gb-amd", 8192, 4, 160, 5, 56],
    ["s-8vcpu-16gb-amd", 16384, 8, 320, 6, 112],
  ],
  "Premium Intel": [
    ["s-1vcpu-1gb-intel", 1024, 1, 25, 1, 7],
    ["s-1vcpu-1gb-35gb-intel", 1024, 1, 35, 1, 8],
    ["s-1vcpu-2gb-intel", 2048, 1, 50, 2, 14],
    ["s-1vcpu-2gb-70gb-intel", 2048, 1, 70, 2, 16],
    ["s-2vcpu-2gb-intel", 2048, 2, 60, 3, 21],
    ["s-2vcpu-2gb-90gb-intel", 2048, 2, 90, 3, 24],
    ["s-2vcpu-4gb-intel", 4096, 2, 80, 4, 28],
    ["s-2vcpu-4gb-120gb-intel", 4096, 2, 120, 4, 32],
    ["s-4vcpu-8gb-intel", 8192, 4, 160, 5, 56],
    ["s-4vcpu-8gb-240gb-intel", 8192, 4, 240, 6, 64],
    ["s-8vcpu-16gb-intel", 16384, 8, 320, 6, 112],
    ["s-8vcpu-16gb-480gb-intel", 16384, 8, 480, 9, 128],
  ],
  "CPU-Optimized": [
    ["c-2", 4096, 2, 25, 4, 42],
    ["c2-2vcpu-4gb", 4096, 2, 50, 4, 47],
    ["c-4", 8192, 4, 50, 5, 84],
    ["c2-4vcpu-8gb", 8192, 4, 100, 5, 94],
    ["c-8", 16384, 8, 100, 6, 168],
    ["c2-8vcpu-16gb", 16384, 8, 200, 6, 188],
    ["c-16", 32768, 16, 200, 7, 336],
  ],
  "General Purpose": [
    ["g-2vcpu-8gb", 8192, 2, 25, 4, 63],
    ["gd-2vcpu-8gb", 8192, 2, 50, 4, 68],
    ["g-4vcpu-16gb", 16384, 4, 50, 5, 126],
    ["gd-4vcpu-16gb", 16384, 4, 100, 5, 136],
    ["g-8vcpu-32gb", 32768, 8, 100, 6, 252],
    ["gd-8vcpu-32gb", 32768, 8, 200, 6, 272],
  ],
  "Memory-Optimized": [
    ["m-2vcpu-16gb", 16384, 2, 50, 4, 84],
    ["m3-2vcpu-16gb", 16384, 2, 150, 4, 104],
    ["m-4vcpu-32gb", 32768, 4, 100, 6, 168],
    ["m3-4vcpu-32gb", 32768, 4, 300, 6, 208],
    ["m-8vcpu-64gb", 65536, 8, 200, 7, 336],
  ],
  "Storage-Optimized": [
    ["so-2vcpu-16gb", 16384, 2, 300, 4, 131],
    ["so1_5-2vcpu-16gb", 16384, 2, 450, 4, 163],
    ["so-4vcpu-32gb", 32768, 4, 600, 6, 262],
    ["so1_5-4vcpu-32gb", 32768, 4, 900, 6, 326],
  ],
  "H100 GPU - 1X": [["gpu-h100x1-80gb", 245760, 20, 720, 15, 2521.92]],
  "H100 GPU - 8X": [["gpu-h100x8-640gb", 1966080, 160, 2046, 60, 16069.44]],
  // Beside the newer ones in pasted lists of plans.
  Legacy: [
    ["512mb", 512, 1, 20, 1, 5],
    ["1gb", 1024, 1, 30, 2, 10],
    ["2gb", 2048, 2, 40, 3, 20],
  ],
};

const gpus: Record<string, Gpu> = {
  "gpu-h100x1-80gb": { count: 1, model: "nvidia_h100", vram: 80, scratchDisk: 5120 },
  "gpu-h100x8-640gb": { count: 8, model: "nvidia_h100", vram: 640, scratchDisk: 40960 },
};

export const sizes: ReadonlyMap<string, Size> = new Map(
  Object.entries(plans).flatMap(([description, rows]) =>
    rows.map(([slug, memory, vcpus, disk, transfer, priceMonthly]): [string, Size] => [
      slug,
      {
        slug,
        memory,
        vcpus,
        disk,
        transfer,
        priceMonthly,
        description,
        isOld: description === "Legacy",
        ...(gpus[slug] ? { gpu: gpus[slug] } : {}),
      },
    ]),
  ),
);

const everyFeature = ["backups", "ipv6", "metadata", "install_agent", "storage", "image_transfer"];

export const regions: ReadonlyMap<string, Region> = new Map(
  [
    ["nyc1", "New York 1"],
    ["nyc2", "New York 2"],
    ["nyc3", "New York 3"],
    ["ams3", "Amsterdam 3"],
    ["sfo2", "San Francisco 2"],
    ["sfo3", "San Francisco 3"],
    ["sgp1", "Singapore 1"],
    ["lon1", "London 1"],
    ["fra1", "Frankfurt 1"],
    ["tor1", "Toronto 1"],
    ["blr1", "Bangalore 1"],
    ["syd1", "Sydney 1"],
    ["atl1", "Atlanta 1"],
  ].map(([slug = "", name = ""]) => [slug, { slug, name, features: everyFeature }]),
);

export const isGpuSize = (slug: string): boolean => sizes.get(slug)?.gpu !== undefined;

/** Premium plans are not to be had in the old data centres, GPU plans only in a few. */
export function sizeOfferedIn(size: string, region: string): boolean {
  if (isGpuSize(size)) return ["nyc2", "tor1", "atl1"].includes(region);
  return !(/-(amd|intel)$/.test(size) && ["nyc2", "sfo2"].includes(region));
}

export const sizesOfferedIn = (region: string): string[] =>
  [...sizes.keys()].filter((size) => sizeOfferedIn(size, region));

export const regionsOffering = (size: string): string[] =>
  [...regions.keys()].filter((region) => sizeOfferedIn(size, region));

export const baseImages: readonly BaseImage[] = [
  image(195932981, "ubuntu-24-04-x64", "Ubuntu", "24.04 (LTS) x64", 7, 0.68),
  image(159651797, "ubuntu-22-04-x64", "Ubuntu", "22.04 (LTS) x64", 7, 0.65),
  image(129211873, "ubuntu-20-04-x64", "Ubuntu", "20.04 (LTS) x64", 7, 0.61),
  image(137917554, "debian-12-x64", "Debian", "12 x64", 7, 0.62),
  image(129200244, "debian-11-x64", "Debian", "11 x64", 7, 0.61),
  image(186237463, "fedora-42-x64", "Fedora", "42 x64", 9, 1.1),
  image(118253411, "centos-stream-9-x64", "CentOS", "Stream 9 x64", 10, 0.88),
  image(129210913, "rockylinux-9-x64", "Rocky Linux", "9 x64", 10, 0.98),
  image(122397718, "almalinux-9-x64", "AlmaLinux", "9 x64", 10, 0.96),
];

const families = [
  ["Ubuntu", "Debian"],
  ["CentOS", "Fedora", "Rocky Linux", "AlmaLinux"],
];

/** A distribution that is in no family is one by itself. */
export const familyOf = (distribution: string): string =>
  families.find((family) => family.includes(distribution))?.[0] ?? distribution;

function image(
  id: number,
  slug: string,
  distribution: string,
  name: string,
  minDiskSize: number,
  sizeGigabytes: number,
): BaseImage {
  return { id, slug, distribution, name, minDiskSize, sizeGigabytes };
}

/** More than one page of them, as the real list is. */
export const kernels: readonly Kernel[] = Array.from({ length: 24 }, (_, index) => {
  const version = `3.13.0-${24 + index}-generic`;
  return {
    id: 991 + index,
    name: `Ubuntu 14.04 x64 vmlinuz-${version} (1221)`,
    version,
  };
});
