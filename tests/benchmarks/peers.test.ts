import { type PeerName, peers, replay } from "../../benchmarks/support/peers";
import { World } from "../support/world";

/** Reads of the action until a client notices the end, and how long after it, by the clients' sources. */
test.each<[PeerName, number, number, number]>([
  ["doctl", 6, 3, 4],
  ["doctl", 11, 4, 4],
  ["doctl", 1_039, 209, 1],
  ["terraform", 6, 1, 4],
  ["terraform", 11, 2, 2],
  ["terraform", 60, 8, 9],
  ["terraform", 1_039, 105, 0],
  ["ansible", 11, 2, 9],
  ["packer", 1_039, 348, 2],
  ["hcloud", 6, 12, 0],
])("%s reads an action of %d s %d times and is %d s late", async (name, length, reads, late) => {
  const world = await World.start({
    droplets: [{ id: 42, status: "off" }],
    durations: { power_on: length },
  });
  try {
    const began = world.clock.now();
    const end = await replay(peers[name], world.api(), world.clock, "42", "power_on");
    expect((end - began) / 1000 - length).toBe(late);
    expect(world.simulator.requests.filter(({ method }) => method === "GET")).toHaveLength(reads);
  } finally {
    await world.stop();
  }
});
