import { publishing } from "../../provider/publishing";

/**
 * Maven Central takes a package only if it names its people, license and sources, brings both of its archives, and is
 * signed. Nobody else who builds the SDK needs that, so only the pom.xml of a release has it.
 */
export function pomForRelease(pom: string, description: string): string {
  const { publisher, repository, homepage, contact } = publishing;
  const about = [
    element("name", "droplet-actions"),
    element("description", description),
    element("url", homepage),
    `<licenses><license>${element("name", "Apache-2.0")}${element("url", "https://www.apache.org/licenses/LICENSE-2.0")}</license></licenses>`,
    `<developers><developer>${element("name", publisher)}${element("email", contact)}</developer></developers>`,
    `<scm>${element("connection", `scm:git:${repository}.git`)}${element("url", repository)}</scm>`,
  ];
  return before(before(pom, "</plugins>", plugins), "</project>", about);
}

const plugins = [
  plugin("org.apache.maven.plugins", "maven-source-plugin", "3.3.1", run("jar-no-fork")),
  plugin(
    "org.apache.maven.plugins",
    "maven-javadoc-plugin",
    "3.11.2",
    `<configuration>${element("doclint", "none")}</configuration>${run("jar")}`,
  ),
  plugin("org.apache.maven.plugins", "maven-gpg-plugin", "3.2.7", run("sign", "verify")),
  plugin(
    "org.sonatype.central",
    "central-publishing-maven-plugin",
    "0.10.0",
    `<extensions>true</extensions><configuration>${element("publishingServerId", "central")}${element("autoPublish", "true")}</configuration>`,
  ),
];

function plugin(group: string, artifact: string, version: string, rest: string): string {
  return `<plugin>${element("groupId", group)}${element("artifactId", artifact)}${element("version", version)}${rest}</plugin>`;
}

function run(goal: string, phase?: string): string {
  const when = phase === undefined ? "" : element("phase", phase);
  return `<executions><execution>${element("id", goal)}${when}<goals>${element("goal", goal)}</goals></execution></executions>`;
}

function element(name: string, text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<${name}>${escaped}</${name}>`;
}

function before(text: string, end: string, lines: readonly string[]): string {
  if (!text.includes(end)) throw new Error(`The pom.xml of sdk/java has no ${end}.`);
  return text.replace(end, () => `${lines.join("\n")}\n${end}`);
}
