import { systemClock, type Clock } from "../provider/clock";
import type { Tokens } from "./access";
import { Api } from "./api";
import {
  addDroplet,
  addImageOf,
  applyDrift,
  destroyDroplet,
  SpecError,
  type DropletDrift,
  type DropletSpec,
} from "./droplets";
import { addCustomImage, type CustomImageSpec } from "./customImages";
import { type DropletServerOptions, DropletServers } from "./dropletServers";
import { startCreation, startForeignEvent } from "./events";
import { Faults, type FaultRule } from "./faults";
import { defaultLimits, RateLimiter, type RateLimits } from "./limits";
import { RequestLog, type LoggedRequest } from "./requests";
import { HttpServer } from "./server";
import { World, type Action, type Droplet, type Image } from "./state";
import { presets, type PresetName } from "./presets";
import type { Durations, SimulatorSwitches } from "./switches";
import { Watch } from "./watch";

export type { Tokens, TokenScopes } from "./access";
export { sizes, regions, baseImages, kernels } from "./catalogue";
export type { CustomImageSpec } from "./customImages";
export type { DropletServerOptions } from "./dropletServers";
export type { DropletDrift, DropletSpec } from "./droplets";
export type { Fault, FaultRule } from "./faults";
export type { RateLimits } from "./limits";
export type { LoggedRequest } from "./requests";
export type { Action, BackupPolicy, Droplet, DropletStatus, Image } from "./state";
export { presetNames, presets, type PresetName } from "./presets";
export * from "./switches";

export const defaultToken = "dop_v1_simulator";

export interface SimulatorOptions {
  /** Decides what is due; nothing in the simulated account waits in real time. */
  clock?: Pick<Clock, "now">;
  /** The default, 0, takes a free port. */
  port?: number;
  tokens?: Tokens;
  /** Images that the account brought itself. */
  images?: CustomImageSpec[];
  droplets?: DropletSpec[];
  /** The switches and durations to begin with, `quick` if not given; single ones given here win. */
  preset?: PresetName;
  switches?: Partial<SimulatorSwitches>;
  durations?: Partial<Durations>;
  /** With 60, a simulated minute lasts a second. */
  timeScale?: number;
  limits?: Partial<RateLimits>;
  faults?: FaultRule[];
  /** Gives each Droplet an HTTP server that can be reached at its public address; none if not given. */
  servers?: DropletServerOptions;
  /** The source of chance in durations and faults. */
  seed?: number;
  /** Serves `/_control`, with which others can do what this object does. */
  control?: boolean;
  onRequest?: (entry: LoggedRequest) => void;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = new Simulator(options);
  await simulator.listen();
  return simulator;
}

/** A DigitalOcean account behind a real HTTP server, and the hand that can change it unseen. */
export class Simulator {
  readonly log: RequestLog;
  readonly limits: RateLimiter;
  /** The value of the first token. */
  readonly token: string;
  faults!: Faults;
  private world!: World;
  private port = 0;
  private readonly clock: Pick<Clock, "now">;
  private readonly server: HttpServer;
  private readonly servers: DropletServers | undefined;

  constructor(private readonly options: SimulatorOptions) {
    const { clock = systemClock, tokens = { [defaultToken]: "all" } } = options;
    this.clock = clock;
    this.token = Object.keys(tokens)[0] ?? "";
    this.servers = options.servers && new DropletServers(options.servers, () => this.current());
    this.log = new RequestLog(options.onRequest ?? (() => undefined));
    this.limits = new RateLimiter({ ...defaultLimits, ...options.limits }, () => clock.now());
    this.reset();
    const api = new Api(this, tokens, options.control ?? false);
    const watch = new Watch(this, tokens);
    this.server = new HttpServer(
      () => clock.now(),
      (received) => api.respond(received),
      (request, response) => watch.answer(request, response),
    );
  }

  /** Also the address of a page on which the account can be watched. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Back to how it was when it was started, but ids of actions continue; the request log is emptied. */
  reset(): void {
    const {
      switches,
      durations,
      timeScale = 1,
      faults = [],
      images = [],
      droplets = [],
      preset = "quick",
      seed = 1,
    } = this.options;
    const before = this.world as World | undefined;
    this.world = new World({
      // No action gets the id of another, as at DigitalOcean.
      firstActionId: before?.nextActionId,
      clock: this.clock,
      switches: { ...presets[preset].switches, ...switches },
      durations: { ...presets[preset].durations, ...durations },
      timeScale,
      seed,
      addressOf: this.servers && ((droplet) => this.servers?.addressOf(this.port, droplet) ?? ""),
    });
    this.faults = new Faults(faults, seed);
    this.limits.limits = { ...defaultLimits, ...this.options.limits };
    this.limits.clear();
    this.log.clear();
    for (const image of images) this.addImage(image);
    for (const droplet of droplets) this.addDroplet(droplet);
  }

  async listen(): Promise<void> {
    this.port = await this.server.listen(this.options.port ?? 0);
  }

  /** Ends all connections, also those that hang. */
  async stop(): Promise<void> {
    await this.server.close();
    await this.servers?.close();
  }

  /** The world at this moment. */
  current(): World {
    this.world.advance();
    return this.world;
  }

  now(): number {
    return this.clock.now();
  }

  /** A custom image. */
  addImage(spec: CustomImageSpec = {}): Image {
    return addCustomImage(this.current(), spec);
  }

  /** A snapshot with the status `new` is still being made. */
  addDroplet(spec: DropletSpec = {}): Droplet {
    const droplet = addDroplet(this.current(), spec);
    if (droplet.status === "new") startCreation(this.world, droplet);
    return droplet;
  }

  /** The truth about a Droplet; the object stays current only until time moves on. */
  droplet(id: number | string): Droplet {
    const droplet = this.current().droplets.get(Number(id));
    if (!droplet) throw new SpecError(`there is no Droplet ${id}`);
    return droplet;
  }

  get droplets(): Droplet[] {
    return [...this.current().droplets.values()];
  }

  /** All actions and foreign events, oldest first. */
  get actions(): Action[] {
    return [...this.current().actions.values()];
  }

  action(id: number | string): Action {
    const action = this.current().actions.get(Number(id));
    if (!action) throw new SpecError(`there is no action ${id}`);
    return action;
  }

  snapshots(dropletId: number | string): Image[] {
    return this.current().imagesOf(Number(dropletId), "snapshot");
  }

  backups(dropletId: number | string): Image[] {
    return this.current().imagesOf(Number(dropletId), "backup");
  }

  addSnapshot(dropletId: number | string, name: string): Image {
    return addImageOf(this.current(), this.droplet(dropletId), "snapshot", name, this.now());
  }

  addBackup(dropletId: number | string, name = "backup"): Image {
    return addImageOf(this.current(), this.droplet(dropletId), "backup", name, this.now());
  }

  /** Deletes a snapshot or backup. */
  deleteImage(id: number | string): void {
    const image = this.current().images.get(Number(id));
    if (!image) throw new SpecError(`there is no image ${id}`);
    image.deleted = true;
  }

  /** Changes a Droplet behind the clients' backs. */
  drift(id: number | string, drift: DropletDrift): Droplet {
    const droplet = this.droplet(id);
    applyDrift(this.current(), droplet, drift);
    return droplet;
  }

  destroyDroplet(id: number | string): void {
    destroyDroplet(this.current(), this.droplet(id));
  }

  /** Keeps a Droplet busy with something that is not ours, for ever if no time is given. */
  startForeignEvent(id: number | string, seconds?: number, type?: string): Action {
    return startForeignEvent(this.current(), this.droplet(id), seconds, type);
  }

  get switches(): Readonly<SimulatorSwitches> {
    return this.world.switches;
  }

  /** Sets all switches and durations of a preset, in place of those that are set for all Droplets. */
  setPreset(name: PresetName): void {
    const world = this.current();
    Object.assign(world, structuredClone(presets[name]));
  }

  /** Sets switches for all Droplets, or for one, where they win over those for all. */
  setSwitches(switches: Partial<SimulatorSwitches>, dropletId?: number | string): void {
    const world = this.current();
    if (dropletId === undefined) {
      world.switches = { ...world.switches, ...switches };
      return;
    }
    const { id } = this.droplet(dropletId);
    world.dropletSwitches.set(id, { ...world.dropletSwitches.get(id), ...switches });
  }

  /** Sets how long actions take that are sent from now on. */
  setDurations(durations: Partial<Durations>): void {
    const world = this.current();
    world.durations = { ...world.durations, ...durations };
  }

  setLimits(limits: Partial<RateLimits>): void {
    this.limits.limits = { ...this.limits.limits, ...limits };
  }

  get requests(): readonly LoggedRequest[] {
    return this.log.entries;
  }

  /** The action POSTs that started an action, and those that did not. */
  posts(type?: string): { accepted: LoggedRequest[]; refused: LoggedRequest[] } {
    return this.log.posts(type);
  }
}
