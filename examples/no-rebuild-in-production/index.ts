/**
 * No rebuild in production: a policy pack for Pulumi's CrossGuard that fails a preview before anything is sent.
 *
 *     pulumi preview --policy-pack examples/no-rebuild-in-production
 *
 * A resource has one type token for each adapter, so the policy looks at what is common to both: the class's name at the
 * end. An action by `DropletAction` or `DropletTagAction` is the same whichever class it goes by.
 */
import { PolicyPack, type ResourceValidationArgs } from "@pulumi/policy";

const classOf = ({ type }: ResourceValidationArgs) => type.split(":").at(-1);

new PolicyPack("droplet-actions-in-production", {
  policies: [
    {
      name: "no-rebuild",
      description: "A production Droplet is not rebuilt, for that wipes its disk.",
      enforcementLevel: "mandatory",
      validateResource: (args, report) => {
        const isGeneral = /^Droplet(Tag)?Action$/.test(classOf(args) ?? "");
        const isRebuild = classOf(args) === "DropletRebuild";
        if (isRebuild || (isGeneral && args.props["type"] === "rebuild")) {
          report("It wipes the Droplet's disk. Rebuild in a stack without this policy pack.");
        }
      },
    },
  ],
});
