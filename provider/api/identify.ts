import type { Link } from "./link";

/** Says who asks and in which form, so that DigitalOcean can tell our requests from other tools'. */
export const identify =
  (version: string): Link =>
  (next) =>
  (request) =>
    next({
      ...request,
      headers: {
        accept: "application/json",
        "user-agent": `pulumi-droplet-actions/${version} node/${process.versions.node}`,
        ...request.headers,
      },
    });
