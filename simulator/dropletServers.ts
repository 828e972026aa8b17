import { createServer, type Server } from "node:http";
import type { Droplet, World } from "./state";

/** An HTTP server in each Droplet, for programs that wait until one answers. */
export interface DropletServerOptions {
  /** 8080 if not given. */
  port?: number;
  /** Seconds from the start of a Droplet's system until its server listens; 0 if not given. */
  bootSeconds?: number;
}

/**
 * Each Droplet has a public address of its own in the loopback network, and its server is reached there. macOS has only
 * one address in that network, so there the server answers when all Droplets are up.
 */
export class DropletServers {
  private readonly servers = new Map<string, Server>();

  constructor(
    private readonly options: DropletServerOptions,
    private readonly current: () => World,
  ) {}

  /** `port`: of the simulator, which no other one on this computer has. */
  addressOf(port: number, { id }: Droplet): string {
    const address =
      process.platform === "darwin"
        ? "127.0.0.1"
        : `127.${port >> 8}.${port & 0xff}.${id & 0xff || 1}`;
    if (!this.servers.has(address)) this.open(address, port);
    return address;
  }

  private open(address: string, port: number): void {
    const server = createServer((_request, response) => {
      const world = this.current();
      const droplets = [...world.droplets.values()].filter(
        (droplet) => this.addressOf(port, droplet) === address,
      );
      const isUp = droplets.length > 0 && droplets.every((one) => this.isUp(world, one));
      if (!isUp) return response.destroy();
      const status = Math.max(...droplets.map(({ serverStatus }) => serverStatus));
      return response.writeHead(status, { connection: "close" }).end(`HTTP ${status}\n`);
    });
    // Where the port is not free, the server cannot be reached, as one that does not start.
    server.on("error", (error) => console.error(`droplet-simulator: ${error.message}`));
    server.listen(this.options.port ?? 8080, address);
    this.servers.set(address, server);
  }

  private isUp(world: World, { status, bootedAt }: Droplet): boolean {
    const { bootSeconds = 0 } = this.options;
    return status === "active" && world.now() >= bootedAt + world.milliseconds(bootSeconds);
  }

  async close(): Promise<void> {
    const servers = [...this.servers.values()];
    await Promise.all(
      servers.map((server) => {
        server.closeAllConnections();
        return new Promise((closed) => server.close(closed));
      }),
    );
  }
}
