import type { Json } from "./views";

const defaultPageSize = 20;
const largestPageSize = 200;

/** One page of a list, with `links` to the others and the total in `meta`. */
export function paginate<Item>(
  items: readonly Item[],
  url: URL,
): { items: Item[]; links: Json; meta: Json } {
  const perPage = Math.min(positive(url, "per_page") ?? defaultPageSize, largestPageSize);
  const page = positive(url, "page") ?? 1;
  const last = Math.max(1, Math.ceil(items.length / perPage));

  const linkTo = (target: number): string => {
    const link = new URL(url);
    link.searchParams.set("page", String(target));
    return link.toString();
  };
  const pages = {
    ...(page > 1 ? { first: linkTo(1), prev: linkTo(page - 1) } : {}),
    ...(page < last ? { next: linkTo(page + 1), last: linkTo(last) } : {}),
  };
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    links: Object.keys(pages).length > 0 ? { pages } : {},
    meta: { total: items.length },
  };
}

/** Always the same one, so that pages fit together. */
export function shuffled<Item extends { readonly id: number }>(items: readonly Item[]): Item[] {
  const place = ({ id }: Item) => Math.imul(id, 0x9e3779b1) >>> 0;
  return [...items].sort((a, b) => place(a) - place(b));
}

function positive(url: URL, name: string): number | undefined {
  const value = Number(url.searchParams.get(name));
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
