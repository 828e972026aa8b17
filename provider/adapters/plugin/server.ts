import { type AddressInfo, createServer } from "node:net";

/**
 * Listens on loopback for the engine, which waits for our port. So this file needs nothing but Node.js: gRPC is loaded
 * while the engine connects, and takes the connections over.
 */
export async function serve(engineAddress?: string) {
  let loaded: ReturnType<typeof load> | undefined;
  const load = () => import("./rpc.js").then(({ rpc }) => rpc(engineAddress));
  const calls = () => (loaded ??= load());
  const server = createServer((socket) => {
    // A connection may break before anybody has taken it over.
    socket.on("error", () => socket.destroy());
    void calls().then((rpc) => rpc.accept(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    /** Loads what answers the engine, which its first connection does otherwise. */
    load: () => void calls(),
    stop: () => {
      server.close();
      void loaded?.then((rpc) => rpc.stop());
    },
  };
}
