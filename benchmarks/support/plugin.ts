import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { repositoryRoot } from "../../tools/repository";

/** Where `npm run build` puts it; below the top of the repository. */
export const pluginFile = "dist/plugin/pulumi-resource-droplet-actions";

const path = (): string => join(repositoryRoot(), pluginFile);

export const isBuilt = (): boolean => existsSync(path());

/**
 * Where NODE_EXTRA_CA_CERTS is set, Node.js reads all those certificates before it runs any program, which takes it
 * longer than the plugin's start: https://nodejs.org/api/cli.html#node_extra_ca_certsfile
 */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_EXTRA_CA_CERTS: undefined };
}

/** Milliseconds that Node.js itself takes to start and end. */
export async function startNode(): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ["-e", "0"], { stdio: "ignore", env: environment() });
  await new Promise((resolve) => child.once("exit", resolve));
  return performance.now() - began;
}

/** The plugin as the engine starts it, spoken to as the engine speaks. */
export class Plugin {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: ResourceProviderClient,
    /** From the start of the process until its port could be read. */
    readonly startMilliseconds: number,
  ) {}

  static async start(journalFolder: string): Promise<Plugin> {
    const began = performance.now();
    const child = spawn(path(), [], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...environment(), DROPLET_ACTIONS_JOURNAL: journalFolder },
    });
    const port = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the plugin ended with ${code}`)));
      createInterface({ input: child.stdout }).once("line", resolve);
    });
    const startMilliseconds = performance.now() - began;
    const credentials = grpc.credentials.createInsecure();
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials);
    return new Plugin(child, client, startMilliseconds);
  }

  configure(settings: object): Promise<unknown> {
    const request = new proto.ConfigureRequest();
    request.setArgs(struct(settings));
    return this.call("configure", request);
  }

  async create(kind: string, name: string, news: object): Promise<unknown> {
    const urn = `urn:pulumi:dev::benchmark::droplet-actions:index:${kind}::${name}`;
    const check = new proto.CheckRequest();
    check.setUrn(urn);
    check.setNews(struct(news));
    check.setOlds(struct({}));
    const checked = await this.call<proto.CheckResponse>("check", check);
    const [failure] = checked.getFailuresList();
    if (failure) throw new Error(failure.getReason());
    const request = new proto.CreateRequest();
    request.setUrn(urn);
    request.setProperties(checked.getInputs());
    return this.call("create", request);
  }

  /** Bytes, now and at most so far; null where the system does not tell. */
  memory(): { readonly resident: number; readonly peak: number } | null {
    const file = `/proc/${this.child.pid}/status`;
    if (!existsSync(file)) return null;
    const status = readFileSync(file, "utf8");
    const read = (field: string) =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
    return { resident: read("VmRSS"), peak: read("VmHWM") };
  }

  async stop(): Promise<void> {
    this.client.close();
    const ended = new Promise((resolve) => this.child.once("close", resolve));
    this.child.kill("SIGKILL");
    await ended;
  }

  private call<Response>(
    method: "configure" | "check" | "create",
    request: object,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      const done = (error: grpc.ServiceError | null, response: Response) =>
        error ? reject(error) : resolve(response);
      (this.client[method] as unknown as (request: object, answer: typeof done) => void).call(
        this.client,
        request,
        done,
      );
    });
  }
}

const struct = (values: object): Struct => Struct.fromJavaScript(values as never);
