import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/**
 * Stands in for the `digitalocean` provider plugin where that cannot be downloaded, so that programs with
 * `@pulumi/digitalocean`'s Droplet run offline, unchanged. It creates, reads, replaces and deletes Droplets against
 * a simulator, and leaves resizing and renaming in place to whoever declares them.
 */
export interface StandIn {
  readonly port: number;
  stop(): void;
}

export async function startDigitalOceanStandIn(options: {
  readonly apiUrl: string;
  readonly token: string;
}): Promise<StandIn> {
  const server = new grpc.Server();
  server.addService(ResourceProviderService, handlers(droplets(options)));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}

type Properties = Record<string, unknown>;
type WireDroplet = Properties & { readonly id: number; readonly status: string };

/** Inputs that the real provider, too, can change only by making another Droplet. */
const replacing = ["image", "region", "userData", "sshKeys", "vpcUuid"];
/** What the real provider fills in, so that a Droplet which got them elsewhere is brought back to `false`. */
const features = { backups: false, ipv6: false };
const dropletType = "digitalocean:index/droplet:Droplet";

function handlers(api: ReturnType<typeof droplets>): grpc.UntypedServiceImplementation {
  const unary =
    <Request, Response>(work: (request: Request) => Response | Promise<Response>) =>
    (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>) => {
      Promise.resolve()
        .then(() => work(call.request))
        .then(
          (response) => callback(null, response),
          (error: Error) =>
            callback({ code: grpc.status.FAILED_PRECONDITION, details: error.message }),
        );
    };

  return {
    handshake: unary(() => new proto.ProviderHandshakeResponse()),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion("4.80.1");
      return info;
    }),
    checkConfig: unary((request: proto.CheckRequest) => {
      const response = new proto.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    diffConfig: unary(() => new proto.DiffResponse()),
    configure: unary(() => {
      const response = new proto.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),
    check: unary((request: proto.CheckRequest) => {
      // Below a component, its types come first.
      if (request.getUrn().split("::").at(2)?.split("$").at(-1) !== dropletType) {
        throw new Error(`offline, only ${dropletType} can be created`);
      }
      const response = new proto.CheckResponse();
      const name = request.getUrn().split("::").at(-1);
      response.setInputs(
        Struct.fromJavaScript({ name, ...features, ...properties(request.getNews()) } as never),
      );
      return response;
    }),
    diff: unary((request: proto.DiffRequest) => {
      const olds = properties(request.getOldInputs());
      const news = properties(request.getNews());
      const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
        (key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]),
      );
      const response = new proto.DiffResponse();
      const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
      response.setChanges(changed.length ? DIFF_SOME : DIFF_NONE);
      response.setDiffsList(changed);
      const replaces = (key: string) =>
        replacing.includes(key) || (key === "ipv6" && news[key] === false);
      response.setReplacesList(changed.filter(replaces));
      return response;
    }),
    create: unary(async (request: proto.CreateRequest) => {
      const inputs = properties(request.getProperties());
      const response = new proto.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(request.getProperties());
        return response;
      }
      const droplet = await api.create(inputs);
      response.setId(String(droplet.id));
      response.setProperties(Struct.fromJavaScript(outputs(inputs, droplet) as never));
      return response;
    }),
    read: unary(async (request: proto.ReadRequest) => {
      const response = new proto.ReadResponse();
      const droplet = await api.read(request.getId());
      if (!droplet) return response;
      const declared = properties(request.getInputs());
      // The real one does the same: what others changed shows in the inputs, and ignoreChanges keeps it. It reads neither
      // the image nor the policy of backups.
      const inputs = { ...declared, ...seen(droplet) };
      response.setId(request.getId());
      response.setInputs(Struct.fromJavaScript(inputs as never));
      response.setProperties(Struct.fromJavaScript(outputs(inputs, droplet) as never));
      return response;
    }),
    update: unary((request: proto.UpdateRequest) => {
      throw new Error(
        `offline, Droplet ${request.getId()} cannot be changed in place: use DropletResize and its kin, and ignoreChanges on the Droplet`,
      );
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      await api.remove(request.getId());
      return new Empty();
    }),
  };
}

const properties = (struct: Struct | undefined): Properties => struct?.toJavaScript() ?? {};

const seen = (droplet: WireDroplet): Properties => ({
  size: droplet["size_slug"],
  name: droplet["name"],
  ...Object.fromEntries(
    Object.keys(features).map((key) => [key, (droplet["features"] as string[]).includes(key)]),
  ),
});

function outputs(inputs: Properties, droplet: WireDroplet): Properties {
  return {
    ...inputs,
    ...seen(droplet),
    status: droplet.status,
    vcpus: droplet["vcpus"],
    memory: droplet["memory"],
    disk: droplet["disk"],
    locked: droplet["locked"],
    createdAt: droplet["created_at"],
    dropletUrn: `do:droplet:${droplet.id}`,
  };
}

/** The four requests it makes. */
function droplets({ apiUrl, token }: { readonly apiUrl: string; readonly token: string }) {
  async function request(method: string, path: string, body?: Properties) {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (response.status === 404) return undefined;
    const data = response.status === 204 ? {} : ((await response.json()) as Properties);
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${String(data["message"])}`);
    return data["droplet"] as WireDroplet;
  }

  const read = (id: string) => request("GET", `/v2/droplets/${id}`);
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

  return {
    read,
    async create({
      name,
      region,
      size,
      image,
      tags,
      backups,
      ipv6,
    }: Properties): Promise<WireDroplet> {
      const body = { name, size, image, tags, backups, ipv6, ...(region ? { region } : {}) };
      let droplet = await request("POST", "/v2/droplets", body);
      while (droplet?.status === "new") {
        await pause();
        droplet = await read(String(droplet.id));
      }
      if (!droplet) throw new Error("the Droplet vanished while it was created");
      return droplet;
    },
    async remove(id: string): Promise<void> {
      await request("DELETE", `/v2/droplets/${id}`);
      while (await read(id)) await pause();
    },
  };
}
