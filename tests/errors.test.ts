import { readdirSync } from "node:fs";
import { join } from "node:path";
import { InitFailure } from "../provider/lifecycle";
import { sentencesFor, textFor } from "../provider/adapters/adapter";
import { docs, type ErrorPage, errorPages, withPage } from "../provider/errorPages";
import {
  AnswerError,
  DropletActionsError,
  isKind,
  UnreachableError,
  withMore,
} from "../provider/errors";
import { anchorsOf, read, root } from "./support/docs";

const page = "docs/errors.md";

/** Of these only Pulumi knows the text. */
const entries = read(page)
  .split(/^## Messages of Pulumi$/m)[0]!
  .split(/^### /m)
  .slice(1)
  .map((text) => ({
    heading: text.split("\n")[0]!,
    quotes: [...text.matchAll(/^> (.*)$/gm)].map(([, quote = ""]) => quote),
  }));

const anchor = (heading: string) => heading.toLowerCase().replaceAll(".", "").replaceAll(" ", "-");

const sources = ["provider", "sdk/nodejs", "tools/oneFile.ts"]
  .flatMap((path) =>
    path.endsWith(".ts")
      ? [path]
      : readdirSync(join(root, path), { recursive: true })
          .map((name) => join(path, String(name)))
          .filter((name) => name.endsWith(".ts")),
  )
  .map(read)
  .join("\n");

test("every page that an error or a warning names is an entry, and each entry is named by one", () => {
  expect(entries.map(({ heading }) => anchor(heading)).sort()).toEqual([...errorPages].sort());
  expect(anchorsOf(page)).toEqual(expect.arrayContaining([...errorPages]));
});

test("every page is named by the code", () => {
  const names = sources.replace(/export const errorPages = \[[^\]]*\]/, "");
  expect(errorPages.filter((name) => !names.includes(`"${name}"`))).toEqual([]);
});

test.each(entries.filter(({ heading }) => heading !== "Unexpected error"))(
  "the entry $heading quotes texts of the product",
  ({ quotes }) => {
    expect(quotes).not.toEqual([]);
    // "…" stands for what differs from one message to the next, as do status codes and the name of the input.
    const fragments = quotes
      .flatMap((quote) => quote.split(/…|"|[(]HTTP \d+|[)][.:]? |^\w+ (?=is |has )/))
      .map((fragment) => fragment.replace(/^[,:. ]+|[,:. ]+$/g, ""))
      .filter((fragment) => fragment.length > 8);
    expect(fragments.filter((fragment) => !sources.includes(fragment))).toEqual([]);
  },
);

const plain = (text: string) => text;
const rejected = (httpStatus: number, more: { method?: string; dropletId?: string } = {}) =>
  new AnswerError({ httpStatus, ...more }, "no", "Do something else");

test("a text ends with its page, once", () => {
  const cause = new UnreachableError(
    "digitalocean-unreachable",
    { action: "power_on" },
    "no network",
    "Check it",
  );
  const error = new DropletActionsError(
    "droplet-left-off",
    {},
    `Droplet 42 is OFF: ${cause.message}`,
    "Turn it on",
  );
  const text = "Droplet 42 is OFF: power_on: no network. Check it. Turn it on.";
  expect(textFor(error, plain)).toBe(`${text} See ${docs}/errors.md#droplet-left-off`);
  expect(textFor(error, plain)).toBe(textFor(error, plain));
  expect(error.message).toBe(text);
});

test("a text without a full stop gets one before its page", () => {
  expect(withPage("It is off", "still-on")).toBe(`It is off. See ${docs}/errors.md#still-on`);
});

test("a failed check ends with its page and spells out no secret", () => {
  const failure = { property: "size", reason: 'is "hunter22"', page: "size-not-possible" } as const;
  expect(sentencesFor([failure], ["hunter22"], new Set(["size"]))).toEqual([
    { property: "", reason: `size is "[secret]". See ${docs}/errors.md#size-not-possible` },
  ]);
});

test("an unfinished resource names the page of its reason", () => {
  const failure = new InitFailure("42", {}, "Timed out.", "timed-out");
  expect(textFor(failure, plain)).toBe(`Timed out. See ${docs}/errors.md#timed-out`);
});

test("what is no error of ours is a defect", () => {
  expect(textFor(new TypeError("x is undefined"), plain)).toMatch(/#unexpected-error$/);
});

test.each<[number, ErrorPage, { method?: string; dropletId?: string }]>([
  [200, "unexpected-answer", {}],
  [401, "token-rejected", {}],
  [403, "missing-scope", {}],
  [404, "not-found", {}],
  [404, "no-such-droplet", { dropletId: "42" }],
  [422, "rejected-by-digitalocean", { method: "POST" }],
  [429, "rate-limit", { method: "POST" }],
  [503, "digitalocean-unreachable", {}],
])("an answer with HTTP %d is explained in %s", (status, expected, more) => {
  expect(rejected(status, more).page).toBe(expected);
});

test("a locked Droplet has a page of its own", () => {
  const locked = new AnswerError({ httpStatus: 422, method: "POST" }, "Droplet is locked", "");
  expect(locked.page).toBe("droplet-locked");
});

test("what one resource adds to an error that it shares with others is not said of them", () => {
  const shared = rejected(401);
  const before = shared.message;
  const own = withMore(shared, "Droplet 42 is on again.");
  expect(own.message).toBe(`${before} Droplet 42 is on again.`);
  expect(isKind(own, "AnswerError")).toBe(true);
  expect(shared.message).toBe(before);
});
