/**
 * Rolling reboot: three servers are restarted one after the other, each only when the one before it serves again.
 *
 * `pulumi config set kernel 6.8.0-48 && pulumi up` restarts them. If a server does not come up, the command fails and
 * those after it are not touched. Once it serves again, the next `pulumi up` continues with them.
 */
import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { DropletReboot } from "pulumi-droplet-actions";

const config = new pulumi.Config();
const kernel = config.get("kernel") ?? "6.8.0-47";
const timeoutSeconds = config.getNumber("timeoutSeconds") ?? 300;

let before: DropletReboot[] = [];
for (const name of ["web-1", "web-2", "web-3"]) {
  const droplet = new digitalocean.Droplet(name, {
    image: "ubuntu-24-04-x64",
    region: "nyc3",
    size: "s-1vcpu-1gb",
    // Tomcat listens on port 8080, also after a restart.
    userData: "#cloud-config\npackages: [tomcat10]\n",
  });
  const reboot = new DropletReboot(
    name,
    {
      dropletId: droplet.id,
      triggers: [kernel],
      // A Droplet that was just made runs its newest kernel.
      runOnCreate: false,
      healthcheck: { protocol: "http", port: 8080, timeoutSeconds },
    },
    { dependsOn: before },
  );
  before = [reboot];
}
