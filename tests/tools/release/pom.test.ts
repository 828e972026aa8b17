import { publishing } from "../../../provider/publishing";
import { pomForRelease } from "../../../tools/release/pom";

const pom = `<project>
  <groupId>com.example</groupId>
  <build>
    <plugins>
      <plugin><artifactId>maven-compiler-plugin</artifactId></plugin>
    </plugins>
  </build>
</project>
`;

test("the pom.xml of a release has what Maven Central asks for, beside all that it had", () => {
  const printed = pomForRelease(pom, "Resize & more");
  for (const line of pom.trim().split("\n")) expect(printed).toContain(line.trim());
  expect(printed).toContain("<description>Resize &amp; more</description>");
  expect(printed).toContain(`<url>${publishing.repository}</url></scm>`);
  expect(printed).toContain(`<email>${publishing.contact}</email>`);
  const [, plugins = ""] = /<plugins>([^]*)<\/plugins>/.exec(printed) ?? [];
  expect([...plugins.matchAll(/<artifactId>([^<]*)/g)].map(([, name]) => name)).toEqual([
    "maven-compiler-plugin",
    "maven-source-plugin",
    "maven-javadoc-plugin",
    "maven-gpg-plugin",
    "central-publishing-maven-plugin",
  ]);
});

test("a pom.xml without plugins is an error, since nothing would be signed", () => {
  expect(() => pomForRelease("<project></project>", "")).toThrow(
    "The pom.xml of sdk/java has no </plugins>.",
  );
});
