import { nothing, post, steps } from "../plan/plan";
import { defineResource } from "./define";
import { textLike } from "./fields";
import { byDroplet } from "./importing";

export const dropletRename = defineResource({
  name: "DropletRename",
  summary: "Gives a Droplet another name.",
  details: `A fully qualified domain name also sets the PTR record of the Droplet's addresses. The host name inside of the operating system is not changed.

\`pulumi refresh\` notices a name that was changed elsewhere. Removing the resource leaves the name. Next to \`digitalocean.Droplet\`, set \`ignoreChanges: ["name"]\` on the Droplet, or both would manage its name.`,
  example: { name: "web-1.example.com" },
  inputs: {
    name: textLike(
      /^(?=.{1,255}$)[A-Za-z0-9]?[A-Za-z0-9.-]*[A-Za-z0-9]$/,
      "must be a host name: 1 to 255 letters, digits, - and ., ending with a letter or digit",
      "The name that the Droplet should have: a valid host name.",
    ),
  },
  declaresState: true,

  plan: ({ name }, { droplet }) =>
    droplet.name === name
      ? nothing
      : steps(
          post(
            "rename",
            { name },
            { text: `rename ${droplet.name ? `from ${droplet.name} ` : ""}to ${name}` },
          ),
        ),
  observe: ({ droplet }) => droplet && {},
  imports: byDroplet(({ name }) => ({ name })),
  drift: (_inputs, { droplet }) => ({ name: droplet.name }),
});
