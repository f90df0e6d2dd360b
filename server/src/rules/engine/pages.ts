/**
 * The address in front of `docs/rules/`, with a slash at its end; the one place that has it.
 * Empty until the project has a home: an address is then a path inside the extension's folder.
 */
const base = '';

/** The address of a rule's page. */
export function pageOf(ruleId: string): string {
  return `${base}docs/rules/${ruleId}.md`;
}

/** The address of ShellCheck's page about one of its codes. */
export function pageOfShellCheck(code: string): string {
  return `https://www.shellcheck.net/wiki/${code}`;
}
