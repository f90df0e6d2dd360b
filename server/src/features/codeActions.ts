import { rules } from '../rules';
import { namesOf } from '../rules/engine/names';
import { readSuppressions } from '../rules/engine/suppressions';
import { type Finding, type Fix, type OtherFile, shownName } from '../rules/rule';
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { LintResult } from './diagnostics';
import { disableForFile, disableForLine } from './disableRule';
import { compatibleEdits, safeFix } from './fixAll';
import { isWorthSuppressing } from './suppressionComments';

/** Something that an editor offers for a place in the text. Offsets are UTF-16 units in the text that was checked. */
export interface CodeAction {
  readonly title: string;
  /** The finding that the action is about. */
  readonly finding: Finding;
  /** True for the one that an editor's "auto fix" key should take. */
  readonly isPreferred: boolean;
  /** Edits that do not overlap. */
  readonly edits: readonly TextEdit[];
  /** The file that they change, when it is not the one that was checked. */
  readonly file?: OtherFile;
}

/**
 * The actions for the findings that touch a range: their fixes, the safe fixes of all findings of the same rule,
 * and comments that suppress the rule for the line or for the file, but for what no comment makes build.
 * What fixes the whole file regardless of a range is `fixAll`.
 */
export function codeActions(lint: LintResult, range: Span): CodeAction[] {
  const here = lint.findings.filter(({ span }) => span.start <= range.end && span.end >= range.start);
  if (here.length === 0) {
    return [];
  }
  const fixes = here.flatMap((finding) => finding.fixes.map((fix) => actionFor(finding, fix)));
  const ofKind = onePerName(here).flatMap((finding) => fixAllOfKind(finding, lint) ?? []);
  const suppressions = readSuppressions(lint.tree, namesOf(rules));
  const disabling = onePerName(here.filter(isWorthSuppressing)).flatMap((finding) => {
    const forLine = disableForLine(lint.tree, finding, suppressions);
    const forFile = disableForFile(lint.tree, finding, suppressions);
    const name = shownName(finding);
    return [
      ...(forLine
        ? [{ title: `Disable ${name} for this ${forLine.scope}`, finding, isPreferred: false, edits: [forLine.edit] }]
        : []),
      { title: `Disable ${name} for this file`, finding, isPreferred: false, edits: [forFile] },
    ];
  });
  return [...fixes, ...ofKind, ...disabling];
}

function onePerName(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [shownName(finding), finding])).values()];
}

function actionFor(finding: Finding, fix: Fix): CodeAction {
  const { title, edits, file } = fix;
  return { title, finding, isPreferred: fix === safeFix(finding), edits, ...(file && { file }) };
}

function fixAllOfKind(finding: Finding, { findings }: LintResult): CodeAction | undefined {
  const name = shownName(finding);
  const fixes = findings.flatMap((each) => (shownName(each) === name ? (safeFix(each) ?? []) : []));
  return fixes.length < 2
    ? undefined
    : { title: `Fix all ${name} in this file`, finding, isPreferred: false, edits: compatibleEdits(fixes) };
}
