import {
  defaultDurations,
  defaultSwitches,
  type Durations,
  type SimulatorSwitches,
} from "./switches";

interface Preset {
  switches: SimulatorSwitches;
  durations: Durations;
}

/** `quick` is documented, prompt and in order; `realistic` is what pasted logs and traces of the real API show. */
export const presetNames = ["quick", "realistic"] as const;

export type PresetName = (typeof presetNames)[number];

export const presets: Readonly<Record<PresetName, Preset>> = {
  quick: { switches: defaultSwitches, durations: defaultDurations },
  realistic: {
    switches: {
      ...defaultSwitches,
      effectLagSeconds: { power_off: [0, 5], snapshot: [2, 90] },
      // A snapshot is made a moment after its action began, which is the next second now and then.
      snapshotCreatedAfterSeconds: 0.4,
      dropletVisibleAfterSeconds: 2,
      // https://github.com/digitalocean/api-v2/issues/199
      completedAtNull: true,
      networkOrder: "public-first",
      privateGateway: "empty",
      answerFields: "seen",
      rateLimitAnswer: "reset-in-the-past",
    },
    durations: {
      ...defaultDurations,
      // https://github.com/digitalocean/doctl/issues/257 has one of 32 seconds.
      create: [20, 56],
      destroy: [3, 9],
      power_off: [15, 20],
      power_on: [5, 20],
      // https://github.com/digitalocean/terraform-provider-digitalocean/pull/1111
      enable_ipv6: 11,
      // It starts and ends in the same second.
      rename: 0,
      // 42, 63, 151 and 507 seconds were seen.
      snapshot: [42, 507],
    },
  },
};
