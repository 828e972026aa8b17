import type { DigitalOcean } from "../../provider/api/digitalocean";
import type { Clock } from "../../provider/clock";

/** How another client waits for an action: seconds after its POST was answered at which it asks. */
export interface Peer {
  readonly name: string;
  readonly source: string;
  /** Seconds until the nth look, counted from 0, after the one before it. */
  readonly pause: (look: number) => number;
}

/** First and further pauses; the last one repeats. */
const pauses =
  (...list: readonly number[]) =>
  (look: number): number =>
    list[Math.min(look, list.length - 1)] ?? 0;

/** As their sources say, read in August 2026. */
export const peers = {
  doctl: {
    name: "doctl --wait (schedule)",
    source: "doctl 1.166.0, commands/actions.go",
    pause: pauses(0, 5),
  },
  terraform: {
    name: "Terraform and Pulumi DigitalOcean (schedule)",
    source: "terraform-provider-digitalocean 2.99.1, digitalocean/util/wait.go",
    pause: pauses(10, 3, 6, 10),
  },
  ansible: {
    name: "Ansible digitalocean.cloud (schedule)",
    source: "ansible-collection 1.9.0, plugins/module_utils/droplet_resize.py",
    pause: pauses(10),
  },
  packer: {
    name: "Packer (schedule)",
    source: "packer-plugin-digitalocean, builder/digitalocean/wait.go",
    pause: pauses(0, 3),
  },
  hcloud: {
    name: "hcloud-go (schedule)",
    source: "hcloud-go 2.47, hcloud/client.go",
    pause: pauses(0.5),
  },
} satisfies Record<string, Peer>;

export type PeerName = keyof typeof peers;

/** Whether this GET asks how actions in flight are; the list of a Droplet's own is read before a POST. */
export const isPoll = (path: string): boolean => /^\/v2\/actions$|\/actions\/\d+$/.test(path);

/** Posts an action and waits for it by the peer's schedule; the moment it is seen to have ended. */
export async function replay(
  peer: Peer,
  api: DigitalOcean,
  clock: Clock,
  dropletId: string,
  type: string,
  body: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const deadline = clock.now() + 86_400_000;
  const post = {
    type,
    body,
    scopes: [],
    deadline,
    onTurn: () => undefined,
    onSend: () => Promise.resolve(),
  };
  const { id } = await api.postAction(dropletId, post);
  for (let look = 0; ; look++) {
    const pause = peer.pause(look);
    if (pause > 0) await clock.sleep(pause * 1000);
    const { status } = await api.action(dropletId, id);
    if (status !== "in-progress") return clock.now();
  }
}
