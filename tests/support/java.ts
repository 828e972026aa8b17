import { join } from "node:path";
import { repositoryRoot } from "../../tools/repository";
import { installed } from "./installed";

interface JavaPackages {
  /** A file with the jars that the SDK needs, as javac takes them. */
  readonly classpath: string;
  /** Maven's local repository, for the tests alone. */
  readonly repository: string;
}

/** What sdk/java needs, from Maven Central; undefined, with one line why, where there is no JDK or Maven or nothing to be had. */
export function javaPackages(): JavaPackages | undefined {
  const maven = ["mvn", "--quiet", "--batch-mode", "-Dmaven.repo.local=repository"];
  const folder = installed({
    name: "java-packages",
    source: join(repositoryRoot(), "sdk", "java"),
    files: ["pom.xml"],
    install: [
      ["javac", "-version"],
      [...maven, "install"],
      [...maven, `${dependencyPlugin}:build-classpath`, "-Dmdep.outputFile=classpath"],
    ],
  });
  if (folder === undefined) return undefined;
  return { classpath: join(folder, "classpath"), repository: join(folder, "repository") };
}

const dependencyPlugin = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0";
