/** What a makefile says of one target. */
interface MakeRule {
  readonly needs: readonly string[];
  /** The lines of its recipe, without marks such as `@`. */
  readonly recipe: string[];
}

const longestMakefile = 16_000;
const mostRules = 40;

/**
 * The shell script that `make` runs for some targets: the recipes of what they need first. Each line has a shell of its
 * own. Plain rules and variables are read; functions and patterns are left as they are.
 *
 * @param targets The first target of the file when empty.
 */
export function scriptOfMakefile(makefile: string, targets: readonly string[]): string {
  const { rules, variables, first } = readMakefile(makefile.slice(0, longestMakefile));
  const lines: string[] = [];
  const done = new Set<string>();
  const visit = (target: string): void => {
    const rule = rules.get(target);
    if (!rule || done.has(target) || done.size >= mostRules) {
      return;
    }
    done.add(target);
    rule.needs.forEach(visit);
    lines.push(...rule.recipe.map((line) => `(${expand(line, variables)}\n)`));
  };
  (targets.length > 0 ? targets : [first]).forEach(visit);
  return lines.length === 0 ? '' : `set -e\n${lines.join('\n')}\n`;
}

/** Whether all that a makefile does stands in rules and variables as they are read here. */
export function isPlainMakefile(makefile: string): boolean {
  return (
    makefile.length <= longestMakefile &&
    !/^[^\t#]*%|^-?s?include\b|^(ifn?eq|ifn?def|define)\b|\$[({]\w+ /m.test(makefile)
  );
}

function readMakefile(text: string) {
  const rules = new Map<string, MakeRule>();
  const variables = new Map<string, string>();
  let first = '';
  let current: readonly MakeRule[] = [];
  for (const line of text.replace(/\\\n[ \t]*/g, ' ').split('\n')) {
    const variable = /^([\w.-]+)\s*[:?]{0,2}=\s*(.*)$/.exec(line);
    const rule = /^([^\s#:=][^#:=]*):{1,2}(?!=)([^#=]*)$/.exec(line);
    if (line.startsWith('\t')) {
      for (const { recipe } of current) {
        recipe.push(line.replace(/^\t[@+\-\s]*/, ''));
      }
    } else if (variable) {
      variables.set(variable[1]!, variable[2]!);
    } else if (rule) {
      const needs = rule[2]!.split(/\s+/).filter((it) => it !== '');
      current = rule[1]!
        .trim()
        .split(/\s+/)
        .map((target) => {
          first ||= target.startsWith('.') ? '' : target;
          const old = rules.get(target);
          const made = { needs: [...(old?.needs ?? []), ...needs], recipe: old?.recipe ?? [] };
          rules.set(target, made);
          return made;
        });
    }
  }
  return { rules, variables, first };
}

/** Puts in the values of variables; what the makefile does not set comes from the environment. */
function expand(line: string, variables: ReadonlyMap<string, string>): string {
  const value = (text: string) =>
    text.replace(/\$[({]([\w.-]+)[)}]/g, (_, name: string) => variables.get(name) ?? `\${${name}}`);
  return value(value(line)).replaceAll('$$', '$');
}
