import { runFleet, floorSeconds } from "/tmp/wt/account/benchmarks/support/fleet";
const [count, what = "power"] = process.argv.slice(2);
const kinds: any = {
  power: { kind: "DropletPowerState", args: { state: "active" }, status: "off", durations: { power_on: [6, 11] } },
  off: { kind: "DropletPowerState", args: { state: "off" }, status: "active", durations: { shutdown: [6, 11] } },
  snapshot: { kind: "DropletSnapshot", args: { name: "nightly" }, status: "active", durations: { snapshot: [40, 80] } },
  resize: { kind: "DropletResize", args: { size: "s-2vcpu-2gb", gracefulShutdown: false }, status: "active", durations: { power_off: 11, resize: 100, power_on: 6 } },
};
const [k, mod] = what.split("+");
const mods: any = { shuffled: { switches: { actionListOrder: "shuffled", listOrder: "shuffled" } }, lag: { switches: { actionListLagSeconds: 5 } }, past: { past: 4000 }, past40: { past: 40 }, storm: { isStorm: true } };
runFleet({ count: Number(count), seed: 1, ...kinds[k!], ...(mod ? mods[mod] : {}) }).then((end) => {
  const floor = floorSeconds(end.posts) + end.longest;
  console.log(count, what, JSON.stringify({ ...end, failures: [...end.failures].slice(0, 2), nfail: end.failures.length }), "floor", floor, "ratio", (end.seconds / floor).toFixed(2), "allowed", 1.4 * Number(count) + 60);
  process.exit();
});
