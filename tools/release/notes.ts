/** What CHANGELOG.md says of a version, without its heading. */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/\s/, 1)[0] === version);
  const notes = section?.slice(section.indexOf("\n")).trim();
  if (!notes) {
    throw new Error(
      `CHANGELOG.md says nothing of ${version}. Write what users get, below "## ${version}".`,
    );
  }
  return `${notes}\n`;
}

/** Whether CHANGELOG.md gives a version the date of its release. */
export const isDated = (changelog: string, version: string): boolean =>
  changelog
    .split("\n")
    .some((line) => line.startsWith(`## ${version} (`) && /\(\d{4}-\d\d-\d\d\)$/.test(line));
