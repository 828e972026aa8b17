import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { send } from "../../provider/api/send";

/** A server that never answers. */
let server: Server;
beforeAll(() => new Promise<void>((up) => (server = createServer().listen(0, "127.0.0.1", up))));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("a read that hangs ends when the run is cancelled, and is no lost answer", async () => {
  const { port } = server.address() as AddressInfo;
  const cancelling = new AbortController();
  const read = send(
    `http://127.0.0.1:${port}`,
    60_000,
    () => cancelling.signal,
  )({
    method: "GET",
    path: "/v2/droplets/42",
    scopes: [],
  });
  server.once("request", () => cancelling.abort());
  await expect(read).rejects.toMatchObject({ name: "StoppedError" });
});
