import type { DockerfileModel } from '../model/model';
import type { TextEdit } from '../text/edit';
import { lineAt } from '../text/lines';
import { contains, type Span } from '../text/span';
import { platformVariables, proxyVariables } from './hover/variableDocs';
import { type Occurrences, occurrencesAt } from './occurrences';
import { writingsIn } from './variables';

/** A name that can be changed, or one sentence about why it cannot. */
export type RenameTarget =
  | { readonly kind: 'name'; readonly span: Span; readonly name: string }
  | { readonly kind: 'refused'; readonly message: string };

export type RenameResult =
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'refused'; readonly message: string };

/** What would be renamed at `offset`; undefined where there is no stage or variable of this file. */
export function renameTarget(model: DockerfileModel, offset: number): RenameTarget | undefined {
  const found = occurrencesAt(model, offset);
  if (!found) {
    return undefined;
  }
  const message = found.kind === 'stage' ? whyNotStage(found) : whyNotVariable(model, found);
  return message ? { kind: 'refused', message } : { kind: 'name', span: found.here, name: found.name };
}

/** The edits that give the stage or variable at `offset` another name everywhere in the file. */
export function rename(model: DockerfileModel, offset: number, newName: string): RenameResult {
  const target = renameTarget(model, offset);
  const found = occurrencesAt(model, offset);
  if (!target || !found) {
    return { kind: 'refused', message: 'Only stages and variables of this file can be renamed.' };
  }
  if (target.kind === 'refused') {
    return target;
  }
  const message = found.kind === 'stage' ? badStageName(model, found, newName) : badVariableName(model, found, newName);
  if (message) {
    return { kind: 'refused', message };
  }
  const places = found.places.filter(({ byIndex }) => !byIndex);
  return { kind: 'edits', edits: places.map(({ span }) => ({ span, newText: newName })) };
}

function whyNotStage({ places }: Occurrences): string | undefined {
  return places.some(({ writes }) => writes)
    ? undefined
    : 'This stage has no name; give it one with AS behind its FROM.';
}

function whyNotVariable({ tree }: DockerfileModel, { name, places }: Occurrences): string | undefined {
  if (Object.hasOwn(platformVariables, name) || proxyVariables.has(name.toUpperCase())) {
    return `${name} is a name that BuildKit knows; under another one it would not be set.`;
  }
  // Within quotes of a script, or where a script sets it, only a person can tell what is meant.
  const pattern = new RegExp(`\\$\\{?${escaped(name)}(?![\\w])|(?<![\\w$-])${escaped(name)}=`, 'g');
  for (const instruction of tree.instructions) {
    if (instruction.name !== 'RUN' && instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT') {
      continue;
    }
    const { start, end } = instruction.span;
    for (const { 0: match, index } of tree.text.slice(start, end).matchAll(pattern)) {
      const place = { start: start + index, end: start + index + match.length };
      if (!places.some(({ span }) => contains(place, span))) {
        const line = lineAt(tree.lines, place.start) + 1;
        return `On line ${line}, ${name} may be a variable of the script itself; rename it by hand.`;
      }
    }
  }
  return undefined;
}

function badStageName(model: DockerfileModel, { name }: Occurrences, newName: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(?:(?:[._]|__|-+)[a-z0-9]+)*$/.test(newName)) {
    return 'A stage name begins with a lower-case letter and holds only lower-case letters, digits, and single - _ . between them.';
  }
  if (newName === 'scratch' || newName === 'context') {
    return `"${newName}" has a meaning of its own and cannot be the name of a stage.`;
  }
  const isTaken = newName !== name && model.stages.some((stage) => stage.name === newName);
  return isTaken ? `There is a stage named "${newName}" already.` : undefined;
}

function badVariableName({ tree }: DockerfileModel, { name }: Occurrences, newName: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(newName)) {
    return 'A variable name begins with a letter or _ and holds only letters, digits and _.';
  }
  const isTaken =
    newName !== name &&
    tree.instructions.some((each) =>
      writingsIn(each).some(({ pair }) => pair.key.text.replace(/["']/g, '') === newName),
    );
  return isTaken ? `There is a variable named "${newName}" already.` : undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
