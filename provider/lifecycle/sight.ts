import type { Droplet } from "../api/wire";
import type { Seen } from "../resources/define";

/** What a preview can go by: what was read, an assumption about a Droplet that is not known yet, or nothing. */
export type Sight =
  | { readonly seen: Seen }
  | { readonly assumptions: readonly Seen[] }
  | { readonly unknown: readonly string[] };

/** A Droplet that is created in the same `up` may turn out on or off. */
export function assumed(seen: Seen): Sight {
  return {
    assumptions: ["active", "off"].map((status) => ({
      ...seen,
      droplet: { ...anyDroplet, status },
    })),
  };
}

const anyDroplet: Droplet = {
  id: "",
  name: "",
  status: "active",
  size: "",
  vcpus: 0,
  memory: 0,
  disk: 0,
  sizeDisk: 0,
  region: "",
  regionFeatures: [],
  image: null,
  kernel: null,
  ipv6: null,
  backupIds: [],
  nextBackupWindow: null,
  features: [],
};
