import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Real servers on the loopback interface, for healthchecks. */

const host = "127.0.0.1";
const ends: (() => unknown)[] = [];

/** For `afterEach`. */
export async function stopServers(): Promise<void> {
  for (const end of ends.splice(0)) await end();
}

async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((ready) => server.listen(port, host, ready));
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((closed) => server.close(closed));
  });
  return (server.address() as AddressInfo).port;
}

export const serveTcp = (onLine: Parameters<typeof createServer>[1], port?: number) =>
  listen(createServer(onLine), port);

export const serveHttp = (answer: RequestListener) => listen(createHttp(answer));

export const serveHttps = (answer: RequestListener) => listen(createHttps(certificate(), answer));

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, host, ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "droplet-actions-servers-"));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Made out to nobody who is asked, by nobody who is trusted. */
function certificate() {
  const folder = temporaryFolder();
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const args = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=web.example.com".split(" ");
  execFileSync("openssl", [...args, "-keyout", keyFile, "-out", certFile], { stdio: "ignore" });
  return { key: readFileSync(keyFile), cert: readFileSync(certFile) };
}

/** OpenSSH's server; undefined where it is not installed, or not prepared for being started by root. */
export const sshdFile =
  process.getuid?.() === 0 && !existsSync("/run/sshd")
    ? undefined
    : ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].find(existsSync);

/** Starts it as whoever runs the test, with a key of its own. */
export async function serveSsh(file: string): Promise<number> {
  const folder = temporaryFolder();
  const key = join(folder, "host_key");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  const port = await freePort();
  const lines = [`Port ${port}`, `ListenAddress ${host}`, `HostKey ${key}`, "PidFile none"];
  const settings = join(folder, "sshd_config");
  writeFileSync(settings, `${lines.join("\n")}\n`);
  const child = spawn(file, ["-D", "-e", "-f", settings], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  ends.unshift(() => {
    child.kill();
    return ended;
  });
  return port;
}
