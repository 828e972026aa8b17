import type { Link } from "./link";

/** Last guard against a server or a proxy that echoes the request: no answer that becomes an error holds the token. */
export const redact =
  (token: string): Link =>
  (next) =>
  async (request) => {
    const response = await next(request);
    if (response.status < 300 || response.data === undefined) return response;
    const data: unknown = JSON.parse(
      JSON.stringify(response.data).replaceAll(JSON.stringify(token).slice(1, -1), "[token]"),
    );
    return { ...response, data };
  };
