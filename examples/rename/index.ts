/**
 * Rename: a Droplet gets a domain name, and its addresses the PTR record that goes with it.
 */
import * as digitalocean from "@pulumi/digitalocean";
import { DropletRename } from "pulumi-droplet-actions";

const droplet = new digitalocean.Droplet(
  "mail",
  { image: "ubuntu-24-04-x64", region: "nyc3", size: "s-1vcpu-1gb" },
  // DropletRename manages the name from here on.
  { ignoreChanges: ["name"] },
);

const rename = new DropletRename("mail", { dropletId: droplet.id, name: "mail.example.com" });

export const name = rename.name;
