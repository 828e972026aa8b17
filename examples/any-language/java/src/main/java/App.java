import com.pulumi.Pulumi;
import com.pulumi.dropletactions.DropletResize;
import com.pulumi.dropletactions.DropletResizeArgs;
import com.pulumi.dropletactions.DropletSnapshot;
import com.pulumi.dropletactions.DropletSnapshotArgs;
import com.pulumi.resources.CustomResourceOptions;

/** Resize safely: a snapshot of a Droplet taken while it is off, then a larger plan. */
public class App {
    public static void main(String[] args) {
        Pulumi.run(context -> {
            var dropletId = context.config().require("dropletId");
            var size = context.config().require("size");

            var before = new DropletSnapshot("before", DropletSnapshotArgs.builder()
                .dropletId(dropletId)
                .name("before-resize")
                .powerOff(true)
                // Another size takes a new snapshot first.
                .triggers(size)
                .build());

            var resize = new DropletResize("resize", DropletResizeArgs.builder()
                .dropletId(dropletId)
                .size(size)
                .build(), CustomResourceOptions.builder().dependsOn(before).build());

            context.export("snapshotId", before.snapshotId());
            context.export("memory", resize.memory());
        });
    }
}
