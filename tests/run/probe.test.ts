import { type Answer, probe, type Target } from "../../provider/run/health/probe";
import { World } from "../support/world";
import {
  freePort,
  serveHttp,
  serveHttps,
  serveSsh,
  serveTcp,
  sshdFile,
  stopServers,
} from "../support/servers";

/** What a healthcheck asks, against real servers. */

afterEach(stopServers);

const ask = (target: Partial<Target>, signal = new AbortController().signal): Promise<Answer> =>
  probe(
    {
      protocol: "tcp",
      host: "127.0.0.1",
      port: 0,
      path: "/",
      statusCodes: "200-399",
      seconds: 5,
      ...target,
    },
    signal,
  );

const answering = (status: number, paths: string[] = []) =>
  serveHttp(({ url = "" }, response) => {
    paths.push(url);
    response.writeHead(status, { location: "http://127.0.0.1:1/" }).end("not read");
  });

const until = async (target: Partial<Target>): Promise<Answer> => {
  for (;;) {
    const answer = await ask(target);
    if (answer.isHealthy) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe("http", () => {
  test.each([
    [200, "200-399", true],
    [302, "200-399", true],
    [302, "200,204", false],
    [204, "200,204", true],
    [404, "200-399", false],
    [503, "200-399", false],
  ])("status %i where %s is healthy: %s", async (status, statusCodes, isHealthy) => {
    const port = await answering(status);
    const answer = await ask({ protocol: "http", port, statusCodes });
    expect(answer).toEqual({ isHealthy, text: `HTTP ${status}` });
  });

  test("asks for the path", async () => {
    const paths: string[] = [];
    const port = await answering(200, paths);
    await ask({ protocol: "http", port, path: "/healthz?full=1" });
    expect(paths).toEqual(["/healthz?full=1"]);
  });

  test("a server that speaks something else is not healthy", async () => {
    const port = await serveTcp((socket) => socket.end("SSH-2.0-test\r\n"));
    const { isHealthy, text } = await ask({ protocol: "http", port });
    expect({ isHealthy, text }).toEqual({
      isHealthy: false,
      text: expect.stringContaining("HPE_INVALID_CONSTANT"),
    });
  });
});

describe("https", () => {
  test("of an address takes any certificate", async () => {
    const port = await serveHttps((_request, response) => response.end());
    expect(await ask({ protocol: "https", port })).toEqual({ isHealthy: true, text: "HTTP 200" });
  });

  test("of a name checks the certificate", async () => {
    const port = await serveHttps((_request, response) => response.end());
    const { isHealthy, text } = await ask({ protocol: "https", host: "localhost", port });
    expect(isHealthy).toBe(false);
    expect(text).toContain("self-signed certificate");
  });
});

describe("ssh", () => {
  test.each([
    ["SSH-2.0-OpenSSH_9.2p1\r\n", true, '"SSH-2.0-OpenSSH_9.2p1"'],
    ["Welcome to this server\r\nSSH-2.0-other\r\n", true, '"SSH-2.0-other"'],
    ["Exceeded MaxStartups\r\n", false, 'no ssh: "Exceeded MaxStartups"'],
    ["", false, "connection closed at once"],
  ])("a server that says %j", async (line, isHealthy, text) => {
    const port = await serveTcp((socket) => socket.end(line));
    expect(await ask({ protocol: "ssh", port })).toEqual({ isHealthy, text });
  });

  test("a server that accepts and says nothing is not healthy, and is not waited for longer", async () => {
    const port = await serveTcp((socket) => socket.on("error", () => undefined));
    expect(await ask({ protocol: "ssh", port, seconds: 0.2 })).toEqual({
      isHealthy: false,
      text: "no answer within 1 s",
    });
  });

  if (sshdFile === undefined) {
    console.log(
      "OpenSSH's server cannot be started here, so the test with a real one is left out.",
    );
  } else {
    const file = sshdFile;
    test("OpenSSH's server", async () => {
      const port = await serveSsh(file);
      const { text } = await until({ protocol: "ssh", port });
      expect(text).toMatch(/^"SSH-2\.0-OpenSSH_/);
    });
  }
});

describe("tcp", () => {
  test("a port on which nothing listens", async () => {
    const port = await freePort();
    expect(await ask({ port })).toEqual({ isHealthy: false, text: "connection refused" });
  });

  test("a port that opens late", async () => {
    const port = await freePort();
    const asked = until({ port });
    setTimeout(() => void serveTcp(() => undefined, port), 200);
    expect(await asked).toEqual({ isHealthy: true, text: "connection accepted" });
  });
});

test("a host name that does not exist", async () => {
  const { isHealthy, text } = await ask({ host: "no-such-host.invalid", port: 22 });
  expect(isHealthy).toBe(false);
  expect(text).toMatch(/no such host name|EAI_AGAIN/);
});

test("a question ends at once when it is cancelled", async () => {
  const port = await serveTcp((socket) => socket.on("error", () => undefined));
  const cancelled = new AbortController();
  const asked = ask({ protocol: "ssh", port, seconds: 600 }, cancelled.signal);
  cancelled.abort();
  expect(await asked).toEqual({ isHealthy: false, text: "cancelled" });
});

test("a reboot waits for a real server that answers 503 for a while", async () => {
  let left = 3;
  const port = await serveHttp((_request, response) =>
    response.writeHead(left-- > 0 ? 503 : 200).end(),
  );
  const world = await World.start({ droplets: [{ id: 42 }] });
  try {
    world.probe = probe;
    const healthcheck = { protocol: "http", host: "127.0.0.1", port };
    const { outputs } = await world.up("DropletReboot", { dropletId: 42, healthcheck });
    expect(outputs["readyAt"]).toEqual(expect.any(String));
    expect(world.progressOf("web")).toContainEqual(
      `healthcheck 0 s: HTTP 503 (http on 127.0.0.1:${port}/)`,
    );
  } finally {
    await world.stop();
  }
});
