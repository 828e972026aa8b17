import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import path from "node:path";
import { sign } from "aws4";
import { readAddress } from "../../provider/operation/store/address";
import { sendTo } from "../../provider/operation/store/s3";
import { installed, type Installation, intoVirtualEnvironment } from "./installed";

/** Servers of buckets that others wrote, on this machine. */

interface BucketServer extends Installation {
  readonly start: (folder: string, port: number) => readonly string[];
  /** Whether it refuses a wrong signature. */
  readonly looksAtSignatures?: true;
  /** Makes the credentials that are good for it, where any others are not. */
  readonly makeKey?: (endpoint: string) => Promise<Credentials>;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const sourceOf = (name: string) => path.join(__dirname, "..", "clients", "buckets", name);
export const moto: BucketServer = {
  name: "moto",
  source: sourceOf("moto"),
  files: ["requirements.txt"],
  install: intoVirtualEnvironment,
  start: (folder, port) => [
    path.join(folder, "venv", "bin", "moto_server"),
    ...["-H", "127.0.0.1", "-p", String(port)],
  ],
  looksAtSignatures: true,
  makeKey: async (endpoint) => {
    const allowed = { Effect: "Allow", Action: "s3:*", Resource: "*" };
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [allowed] });
    await askIam(endpoint, { Action: "CreateUser", UserName: "journal" });
    const made = await askIam(endpoint, { Action: "CreateAccessKey", UserName: "journal" });
    const [user, name] = ["journal", "all"];
    await askIam(endpoint, {
      ...{ Action: "PutUserPolicy", UserName: user, PolicyName: name, PolicyDocument: policy },
    });
    const field = (of: string) => new RegExp(`<${of}>(.*)</${of}>`).exec(made)?.[1] ?? "";
    return { accessKeyId: field("AccessKeyId"), secretAccessKey: field("SecretAccessKey") };
  },
};

/** What moto asks for before it looks at who asks: see INITIAL_NO_AUTH_ACTION_COUNT in its documentation. */
const withoutKey = { INITIAL_NO_AUTH_ACTION_COUNT: "3" };

async function askIam(endpoint: string, fields: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ ...fields, Version: "2010-05-08" }).toString();
  const { host } = new URL(endpoint);
  const request = { service: "iam", region: "us-east-1", method: "POST", path: "/", body };
  const signed = sign(
    { ...request, headers: { Host: host } },
    { accessKeyId: "a", secretAccessKey: "b" },
  );
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: signed.headers as Record<string, string>,
    body,
  });
  if (!answer.ok)
    throw new Error(`${fields["Action"]}: HTTP ${answer.status} ${await answer.text()}`);
  return answer.text();
}

const gofakes3: BucketServer = {
  name: "gofakes3",
  source: sourceOf("gofakes3"),
  files: ["go.mod", "go.sum"],
  install: [["go", "build", "-o", "gofakes3", "github.com/johannesboyne/gofakes3/cmd/gofakes3"]],
  start: (folder, port) => [
    path.join(folder, "gofakes3"),
    ...["-backend", "memory", "-host", `127.0.0.1:${port}`],
  ],
};

export const bucketServers = [moto, gofakes3];

export interface RunningBucket {
  /** As DROPLET_ACTIONS_JOURNAL has it. */
  readonly address: string;
  /** The variables of its credentials, which are set in this process, too. */
  readonly credentials: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a server with an empty bucket; undefined, with one line why, where it cannot be installed. */
export async function startBucketServer(server: BucketServer): Promise<RunningBucket | undefined> {
  const folder = installed(server);
  if (folder === undefined) return undefined;
  const port = await freePort();
  const [command = "", ...args] = server.start(folder, port);
  const env = { ...process.env, ...withoutKey };
  const child = spawn(command, args, { cwd: folder, env, stdio: "ignore" });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilThere(port, child);
  const any = { accessKeyId: "any", secretAccessKey: "any" };
  const { accessKeyId, secretAccessKey } = (await server.makeKey?.(endpoint)) ?? any;
  const credentials = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  Object.assign(process.env, credentials);
  const address = `s3://journals/team?endpoint=${endpoint}`;
  const send = sendTo(readAddress(address));
  const made = await send({ method: "PUT", key: "", signedAt: Date.now() });
  if (made.status >= 300) throw new Error(`no bucket: HTTP ${made.status} ${made.text}`);
  return {
    address,
    credentials,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function untilThere(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, "127.0.0.1");
    const isThere = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server of the bucket ended with code ${child.exitCode}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
