import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resources } from "../../provider/resources";
import { blocksOf } from "../support/docs";
import { javaPackages } from "../support/java";
import {
  examplesIn,
  filesBelow,
  firstRun,
  inTemporaryFolder,
  root,
  run,
  testWith,
} from "./support";

const packages = javaPackages();
const testWithJava = testWith(packages, "whether sdk/java compiles: no JDK, Maven or packages");

testWithJava(
  "sdk/java compiles, and so do the examples of its docs",
  () =>
    inTemporaryFolder(async (folder) => {
      const sources = filesBelow(join(root, "sdk", "java")).filter((file) =>
        file.endsWith(".java"),
      );
      const shown = blocksOf("docs/plugin.md", "java").map((program) => ({
        name: "plugin",
        program,
      }));
      expect(shown).toHaveLength(1);
      const programs = [...examplesIn("java"), ...shown].map(({ name, program }) => {
        // All are called App.
        const file = join(folder, name, "App.java");
        mkdirSync(join(folder, name));
        writeFileSync(file, `package ${name};\n${program}\n`);
        return file;
      });
      expect(programs).toHaveLength(resources.length + 1);
      const classpath = readFileSync(packages?.classpath ?? "", "utf8").trim();
      await run("javac", [
        ...["-proc:none", "-encoding", "UTF-8", "--release", "11", "-d", join(folder, "classes")],
        ...["-classpath", classpath, ...sources, ...programs],
      ]);
    }),
  firstRun,
);
