// Resize safely: a snapshot taken while the Droplet is off, then a larger plan.
package main

import (
	"example.com/pulumi-droplet-actions/sdk/go/dropletactions"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		dropletId := pulumi.String(config.Require(ctx, "dropletId"))
		size := pulumi.String(config.Require(ctx, "size"))

		before, err := dropletactions.NewDropletSnapshot(ctx, "before", &dropletactions.DropletSnapshotArgs{
			DropletId: dropletId,
			Name:      pulumi.String("before-resize"),
			PowerOff:  pulumi.Bool(true),
			// Another size takes a new snapshot first.
			Triggers: pulumi.Array{size},
		})
		if err != nil {
			return err
		}

		resize, err := dropletactions.NewDropletResize(ctx, "resize", &dropletactions.DropletResizeArgs{
			DropletId: dropletId,
			Size:      size,
		}, pulumi.DependsOn([]pulumi.Resource{before}))
		if err != nil {
			return err
		}

		ctx.Export("snapshotId", before.SnapshotId)
		ctx.Export("memory", resize.Memory)
		return nil
	})
}
