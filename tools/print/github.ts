import { placeholdersOf, publishing } from "../../provider/publishing";

const header = "# Printed from provider/publishing.ts by `npm run generate`; change it there.\n";

/** .github/CODEOWNERS: an owner that does not exist would make GitHub call the file faulty. */
export function printCodeOwners(): string {
  const isOwned = !placeholdersOf(publishing).includes("codeOwner");
  return `${header}${isOwned ? `* ${publishing.codeOwner}` : "# Nobody is named as the owner yet."}\n`;
}

/** .github/ISSUE_TEMPLATE/config.yml: what is no issue. */
export const printIssueConfig = (): string => `${header}blank_issues_enabled: false
contact_links:
  - name: A fault that must not be public
    url: ${publishing.repository}/security/advisories/new
    about: For example, a token in a log. It is reported in private.
  - name: When something goes wrong
    url: ${publishing.repository}/blob/main/docs/errors.md
    about: Messages, and what to do.
`;
