import { seededRandom } from "./random";

export interface Fault {
  /** Before the request has any effect (default), or after it was accepted and its answer is lost. */
  when?: "before" | "after";
  /** Real milliseconds, whatever clock the simulator has. Alone, the answer is only late. */
  delayMs?: number;
  /** Answer this instead. */
  status?: number;
  /** Text is sent as HTML, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** `reset` and `hang` give no answer; `truncate` breaks the real one off, so it is always after. */
  connection?: "reset" | "hang" | "truncate";
}

/** Strikes the requests that match everything given. */
export interface FaultRule {
  method?: string;
  /** A path without its query; in a string `*` stands for one segment. */
  path?: string | RegExp;
  /** Action type in the body. */
  type?: string;
  /** Begin with the nth matching request; alone, strike only that one. */
  nth?: number;
  /** How many requests to strike; without `nth` all. */
  times?: number;
  /** Strike by chance, from 0 to 1. */
  probability?: number;
  fault: Fault;
}

interface ActiveRule {
  rule: FaultRule;
  seen: number;
  struck: number;
}

export class Faults {
  private rules: ActiveRule[] = [];
  private readonly random: () => number;

  constructor(rules: readonly FaultRule[], seed: number) {
    this.random = seededRandom(seed);
    for (const rule of rules) this.add(rule);
  }

  add(rule: FaultRule): void {
    this.rules.push({ rule, seen: 0, struck: 0 });
  }

  clear(): void {
    this.rules = [];
  }

  list(): FaultRule[] {
    return this.rules.map(({ rule }) => rule);
  }

  /** The first rule's fault for this request. Every rule that matches counts it. */
  strike(request: { method: string; path: string; type: string | undefined }): Fault | undefined {
    const struck = this.rules.filter(
      (active) => matches(active.rule, request) && this.isDue(active),
    );
    const first = struck[0];
    if (first) first.struck += 1;
    return first?.rule.fault;
  }

  private isDue(active: ActiveRule): boolean {
    const { nth, times = nth === undefined ? Infinity : 1, probability } = active.rule;
    active.seen += 1;
    return (
      active.seen >= (nth ?? 1) &&
      active.struck < times &&
      (probability === undefined || this.random() < probability)
    );
  }
}

function matches(
  rule: FaultRule,
  request: { method: string; path: string; type: string | undefined },
): boolean {
  return (
    (rule.method === undefined || rule.method.toUpperCase() === request.method) &&
    (rule.type === undefined || rule.type === request.type) &&
    (rule.path === undefined || pathPattern(rule.path).test(request.path))
  );
}

function pathPattern(path: string | RegExp): RegExp {
  if (path instanceof RegExp) return path;
  const escaped = path.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^/]+")}$`);
}
