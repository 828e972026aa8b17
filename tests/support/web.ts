import { World } from "./world";

/** A world with one small Droplet, "web-1", if the options say nothing else. */
export const startWithWeb = (options: Parameters<typeof World.start>[0] = {}): Promise<World> =>
  World.start({ droplets: [{ id: 42, name: "web-1", size: "s-1vcpu-1gb" }], ...options });
