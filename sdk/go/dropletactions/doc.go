// Every DigitalOcean Droplet action as a declarative resource: previewed, sent once, awaited until its effect is visible.
package dropletactions
