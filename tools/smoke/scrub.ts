import { isIP } from "node:net";
import { asJson, listIn, type Json } from "./exchange";
import { runOf } from "./names";

/** Headers whose values say nothing about the account; of all others only the names are kept. */
const harmless =
  /^(ratelimit-.*|retry-after|content-type|content-encoding|content-length|connection|date|x-gateway|x-request-id|transfer-encoding|vary|server|cache-control)$/;

/** Lists of which everything may be kept. */
const publicLists = new Set(["sizes", "regions", "kernels", "supported_policies"]);

const privateFields = new Set(["vpc_uuid", "uuid", "email", "public_key", "user_data"]);

const ipv4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
const ipv6 = /[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}/gi;
const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/** Takes out of an answer what nobody may see who is given the file: token, addresses, and all that is not the run's. */
export class Scrubber {
  /** Ids of the run's Droplets. */
  private readonly droplets = new Set<string>();

  constructor(
    private readonly token: string,
    private readonly run: string,
  ) {}

  /** The answer to the run's own creation tells which Droplets are its own. */
  learn(answer: unknown): void {
    for (const { id } of listIn(answer, "droplets")) this.droplets.add(String(id));
  }

  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        harmless.test(name) ? this.text(value) : "<hidden>",
      ]),
    );
  }

  body(path: string, body: unknown): unknown {
    return this.value(typeof body === "object" && body !== null ? this.own(path, body) : body);
  }

  text(text: string): string {
    return text
      .replaceAll(this.token, "<token>")
      .replace(email, "<email>")
      .replace(ipv4, "<ip>")
      .replace(ipv6, (found) => (isIP(found) ? "<ip>" : found));
  }

  /** Lists without what is not the run's, and their totals with them. */
  private own(path: string, body: object): Json {
    let left = false;
    const kept = Object.entries(body).map(([key, value]): [string, unknown] => {
      if (key === "policies") {
        const own = Object.entries(asJson(value)).filter(([id]) => this.droplets.has(id));
        left ||= own.length < Object.keys(asJson(value)).length;
        return [key, Object.fromEntries(own)];
      }
      if (!Array.isArray(value) || publicLists.has(key)) return [key, value];
      const own = value.filter((item) => this.isOwn(path, key, asJson(item)));
      left ||= own.length < value.length;
      return [key, own];
    });
    const result: Json = Object.fromEntries(kept);
    if (left && "meta" in result) result["meta"] = { ...asJson(result["meta"]), total: 0 };
    return result;
  }

  private isOwn(path: string, key: string, item: Json): boolean {
    const isOfRun = typeof item["name"] === "string" && runOf(item["name"]) === this.run;
    if (key === "droplets") return this.droplets.has(String(item["id"])) || isOfRun;
    if (key === "actions") return this.droplets.has(String(item["resource_id"]));
    if (key === "images") return item["public"] === true || isOfRun;
    const [, , , dropletId] = path.split("/");
    return isOfRun || (dropletId !== undefined && this.droplets.has(dropletId));
  }

  private value(value: unknown, key = ""): unknown {
    if (Array.isArray(value)) return value.map((item) => this.value(item, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name, this.value(inner, name)]),
      );
    }
    if (typeof value !== "string") return value;
    if (privateFields.has(key)) return `<${key}>`;
    return key === "request_id" ? value : this.text(value).replace(uuid, "<uuid>");
  }
}
