import type { Link } from "./link";

/** Last guard against a server or a proxy that echoes the request: no error leaves with the token in it. */
export const redact =
  (token: string): Link =>
  (next) =>
  async (request) => {
    try {
      return await next(request);
    } catch (error) {
      if (error instanceof Error) {
        const hide = (text: string) => text.replaceAll(token, "[token]");
        error.message = hide(error.message);
        if (error.stack) error.stack = hide(error.stack);
      }
      throw error;
    }
  };
