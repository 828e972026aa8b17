/** Resize safely: a snapshot taken while the Droplet is off, then a larger plan. */
import * as pulumi from "@pulumi/pulumi";
import { DropletResize, DropletSnapshot } from "pulumi-droplet-actions/plugin";

const config = new pulumi.Config();
const dropletId = config.require("dropletId");
const size = config.require("size");

const before = new DropletSnapshot("before", {
  dropletId,
  name: "before-resize",
  powerOff: true,
  // Another size takes a new snapshot first.
  triggers: [size],
});

const resize = new DropletResize("resize", { dropletId, size }, { dependsOn: [before] });

export const snapshotId = before.snapshotId;
export const memory = resize.memory;
