import http, { createServer, type Server } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { send } from "../../provider/api/send";

/** A server that never answers. */
let server: Server;
beforeAll(() => new Promise<void>((up) => (server = createServer().listen(0, "127.0.0.1", up))));
afterEach(() => jest.restoreAllMocks());
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const get = { method: "GET", path: "/v2/droplets/42", scopes: [] } as const;
const post = { method: "POST", path: "/v2/droplets/42/actions", body: {}, scopes: [] } as const;

test("a read that hangs ends when the run is cancelled, and is no lost answer", async () => {
  const cancelling = new AbortController();
  const read = send(address())({ ...get, signal: cancelling.signal });
  server.once("request", () => cancelling.abort());
  await expect(read).rejects.toMatchObject({ page: "run-stopped" });
});

describe("a POST", () => {
  const failure = (code: string, syscall: string) =>
    Object.assign(new Error(`${syscall} ${code}`), { code, syscall });

  test.each(["127.0.0.1", "localhost"])(
    "to a port of %s that is closed was never sent",
    async (host) => {
      // No system gives this port to anybody who asks for a free one.
      await expect(send(`http://${host}:1`)(post)).rejects.toMatchObject({
        name: "UnreachableError",
      });
    },
  );

  test.each(["EHOSTUNREACH", "ENETUNREACH", "ECONNREFUSED", "ETIMEDOUT"])(
    "that has left when the network breaks (read %s) may have arrived",
    async (code) => {
      let socket: Socket | undefined;
      const request = jest.spyOn(http, "request");
      server.once("request", () => {
        const [sent] = request.mock.results.map(({ value }) => value as http.ClientRequest);
        socket = sent?.socket ?? undefined;
        socket?.destroy(failure(code, "read"));
      });
      await expect(send(address())(post)).rejects.toMatchObject({ name: "LostAnswerError" });
      expect(socket).toBeDefined();
    },
  );

  test.each([
    ["connect", "EHOSTUNREACH"],
    ["connect", "ETIMEDOUT"],
    ["getaddrinfo", "EAI_AGAIN"],
  ])("whose connection cannot be made (%s %s) was never sent", async (syscall, code) => {
    jest.spyOn(http.Agent.prototype, "createConnection").mockImplementation(() => {
      const socket = Object.assign(new Socket(), { connecting: true });
      setImmediate(() => socket.destroy(failure(code, syscall)));
      return socket;
    });
    await expect(send(address())(post)).rejects.toMatchObject({ name: "UnreachableError" });
  });

  /** Answers the next request when the test says so. */
  const answerLate = () =>
    new Promise<() => void>((arrived) => {
      server.once("request", (_request, response: http.ServerResponse) =>
        arrived(() => response.writeHead(201).end("{}")),
      );
    });

  test("that hangs counts as lost a moment after the run is cancelled", async () => {
    const cancelling = new AbortController();
    const sent = send(address(), 60_000, 1)({ ...post, signal: cancelling.signal });
    server.once("request", () => cancelling.abort());
    await expect(sent).rejects.toMatchObject({ name: "LostAnswerError", givenUp: true });
  });

  test("that is answered in that moment is answered", async () => {
    const cancelling = new AbortController();
    const late = answerLate();
    const sent = send(address(), 60_000, 60_000)({ ...post, signal: cancelling.signal });
    const answer = await late;
    cancelling.abort();
    answer();
    expect(await sent).toMatchObject({ status: 201 });
  });

  test("that leaves after the run was cancelled has all its time", async () => {
    const late = answerLate();
    const sent = send(address(), 60_000, 0)({ ...post, signal: AbortSignal.abort() });
    const answer = await late;
    await new Promise((later) => setTimeout(later, 20));
    answer();
    expect(await sent).toMatchObject({ status: 201 });
  });
});
