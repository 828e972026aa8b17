import { unauthorized } from "./errors";

/** What a token may do: its scopes, such as `droplet:read`, or `"all"`. */
export type TokenScopes = readonly string[] | "all";

/** The scopes by the token's value; give it a name if several appear in one request log. */
export type Tokens = Record<string, TokenScopes | { name: string; scopes: TokenScopes }>;

export interface Token {
  name: string;
  can: (scope: string) => boolean;
}

/** The token of a request, by its `authorization` header. */
export function readToken(tokens: ReadonlyMap<string, Token>, header: string | undefined): Token {
  const value = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
  const token = value === undefined ? undefined : tokens.get(value);
  if (!token) throw unauthorized();
  return token;
}

export function tokenTable(tokens: Tokens): Map<string, Token> {
  return new Map(
    Object.entries(tokens).map(([value, entry], index) => {
      const named = typeof entry === "object" && "name" in entry;
      const { name, scopes } = named ? entry : { name: `token ${index + 1}`, scopes: entry };
      return [value, { name, can: (scope) => scopes === "all" || scopes.includes(scope) }];
    }),
  );
}
