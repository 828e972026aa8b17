"""Resize safely: a snapshot taken while the Droplet is off, then a larger plan."""

import pulumi
import pulumi_droplet_actions as droplet_actions

config = pulumi.Config()
droplet_id = config.require("dropletId")
size = config.require("size")

before = droplet_actions.DropletSnapshot(
    "before",
    droplet_id=droplet_id,
    name="before-resize",
    power_off=True,
    # Another size takes a new snapshot first.
    triggers=[size],
)

resize = droplet_actions.DropletResize(
    "resize",
    droplet_id=droplet_id,
    size=size,
    opts=pulumi.ResourceOptions(depends_on=[before]),
)

pulumi.export("snapshotId", before.snapshot_id)
pulumi.export("memory", resize.memory)
