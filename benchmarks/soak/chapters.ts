import { resourceNamed } from "../../provider/resources";
import { type Story, stories } from "../../tests/matrix/stories";
import type { Program } from "./engine";
import { pick, type Random } from "./draws";

/** A story that continues after its first deployment. */

export interface LongStory extends Story {
  /** Accepted POSTs of its removal. */
  readonly removal?: readonly string[];
  /** Power after the removal, where it is another one. */
  readonly statusRemoved?: string;
}

export const longStories: readonly LongStory[] = [
  ...stories,
  {
    kind: "DropletPowerState",
    args: { dropletId: 42, state: "off", stateOnDelete: "active" },
    posts: ["shutdown"],
    status: "off",
    removal: ["power_on"],
    statusRemoved: "active",
  },
  // What takes a thing and deletes another has more ends than all others.
  { kind: "DropletSnapshot", args: { dropletId: 42, name: "n" }, posts: ["snapshot"] },
  { kind: "DropletSnapshot", args: { dropletId: 42, name: "n" }, posts: ["snapshot"] },
];

/** One change of the program, and what it may post, once. */
export interface Chapter {
  readonly title: string;
  readonly suits: (story: LongStory) => boolean;
  readonly change: (before: Program, number: number) => Program | undefined;
  readonly posts: (story: LongStory) => readonly string[];
  /** Whether a change before it that has not finished is not wanted any more. */
  readonly supersedes: boolean;
}

const hasTriggers = ({ kind }: LongStory) => "triggers" in resourceNamed(kind).inputs.shape;

export const begins: Chapter = {
  title: "begins",
  suits: () => true,
  change: (before) => before,
  posts: ({ posts }) => posts,
  supersedes: false,
};

const renamed: Chapter = {
  title: "renamed",
  suits: () => true,
  change: ({ args }, number) => ({ args, name: `web-${number}` }),
  posts: () => [],
  supersedes: false,
};

const again: Chapter = {
  title: "again",
  suits: hasTriggers,
  change: ({ args, name }, number) => ({ name, args: { ...args, triggers: [`again ${number}`] } }),
  posts: ({ posts }) => posts,
  supersedes: true,
};

const removed: Chapter = {
  title: "removed",
  suits: () => true,
  change: () => undefined,
  posts: ({ removal = [] }) => removal,
  supersedes: true,
};

export function drawChapters(random: Random, story: LongStory): Chapter[] {
  const chapters = [begins];
  const middle = [renamed, again, again].filter(({ suits }) => suits(story));
  while (random() < 0.5 && chapters.length < 4) {
    const chapter = pick(random, middle);
    // A state that nothing changes keeps the name before the first rename, and what is killed then has the second.
    if (chapter !== renamed || !chapters.includes(renamed)) chapters.push(chapter);
  }
  return random() < 0.5 ? [...chapters, removed] : chapters;
}
