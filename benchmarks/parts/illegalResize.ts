import { systemClock } from "../../provider/clock";
import { type Simulator, startSimulator } from "../../simulator";
import { World } from "../../tests/support/world";
import type { Context, Part } from "../report/section";
import { startDoctl } from "../support/doctl";
import { peers, replay } from "../support/peers";

/** Its disk of 10 GiB is smaller than the Droplet's 25 GiB, and a disk never shrinks. */
const size = "s-1vcpu-512mb-10gb";

interface End {
  readonly accepted: number;
  readonly refused: number;
  readonly downSeconds: number;
}

export const illegalResize: Part = {
  name: "illegalResize",
  typicalSeconds: 30,
  async run(context) {
    const ours = await oursRefuses();
    const doctl = await doctlTries(context);
    return {
      title: "A resize that cannot succeed",
      how: "A Droplet that is on, and a plan whose disk is smaller than the Droplet's. Terraform's way (power_off, resize, power_on, each by its schedule) on a clock that jumps; doctl as a script has it, in real time: `power-off --wait`, `resize --wait`, `power-on --wait`.",
      head: ["client", "accepted POSTs", "refused POSTs", "downtime", "target", ""],
      rows: [
        [...row("ours", ours), "0 POSTs, no downtime", isNothing(ours) ? "ok" : "missed"],
        [...row(peers.terraform.name, await terraformTries()), "", ""],
        doctl
          ? [...row("doctl --wait", doctl), "", ""]
          : ["doctl --wait", "not measured: no Go", "", "", "", ""],
      ],
      verdicts: [
        {
          figure: "POSTs and downtime for an illegal resize",
          target: "0, none",
          measured: `${ours.accepted + ours.refused}, ${ours.downSeconds} s`,
          ok: isNothing(ours),
        },
      ],
    };
  },
};

async function oursRefuses(): Promise<End> {
  const world = await World.start({ droplets: [{ id: 42 }] });
  try {
    const refusal = await world.up("DropletResize", { dropletId: 42, size }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!refusal) throw new Error("an illegal resize was not refused");
    return endOf(world.simulator);
  } finally {
    await world.stop();
  }
}

async function terraformTries(): Promise<End> {
  const world = await World.start({ droplets: [{ id: 42 }] });
  try {
    const step = (type: string, body = {}) =>
      replay(peers.terraform, world.api(), world.clock, "42", type, body);
    await step("power_off");
    await step("resize", { size }).catch(() => undefined);
    await step("power_on");
    return endOf(world.simulator);
  } finally {
    await world.stop();
  }
}

async function doctlTries({ doctl }: Context): Promise<End | undefined> {
  if (!("command" in doctl)) return undefined;
  const simulator = await startSimulator({ clock: systemClock, droplets: [{ id: 42 }] });
  try {
    for (const args of [
      ["power-off", "42"],
      ["resize", "42", "--size", size],
      ["power-on", "42"],
    ]) {
      await startDoctl(doctl.command, simulator, [...args, "--wait"]).end;
    }
    return endOf(simulator);
  } finally {
    await simulator.stop();
  }
}

function endOf(simulator: Simulator): End {
  const { accepted, refused } = simulator.posts();
  let [down, since] = [0, NaN];
  for (const { at, status } of simulator.droplet(42).statusChanges) {
    if (status === "off") since = at;
    else if (since) [down, since] = [down + at - since, NaN];
  }
  return { accepted: accepted.length, refused: refused.length, downSeconds: down / 1000 };
}

const isNothing = ({ accepted, refused, downSeconds }: End): boolean =>
  accepted + refused + downSeconds === 0;

const row = (client: string, { accepted, refused, downSeconds }: End): string[] => [
  client,
  String(accepted),
  String(refused),
  `${downSeconds.toFixed(1)} s`,
];
