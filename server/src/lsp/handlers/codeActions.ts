import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver';
import { codeActions } from '../../features/codeActions';
import { configurationActions } from '../../features/configurationActions';
import { fixAll } from '../../features/fixAll';
import { buildArgsOf } from '../analysis';
import {
  fromLspRange,
  toLspConfigurationDiagnostic,
  toLspDiagnostic,
  toLspOtherFileEdit,
  toLspWorkspaceEdit,
} from '../convert';
import type { OpenDocument } from '../documents';
import { aboutDocument, aboutDraft, type Session } from '../session';
import type { Settings } from '../settings';

/** The kind under which all safe fixes of a file are applied at once, also on saving. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.strata`;

export function handleCodeActions(session: Session): void {
  const { connection, documents, drafts, settings } = session;
  const forDockerfile = aboutDocument<CodeActionParams, CodeAction[]>(
    session,
    'Code actions',
    [],
    async (document, params) => {
      const current = await settings.of(document.uri);
      // Edits of an older text than the client has now would be wrong.
      if (documents.get(document.uri) !== document || !current.lint.enabled) {
        return [];
      }
      const { only } = params.context;
      return [
        ...(wants(only, CodeActionKind.QuickFix) ? quickFixes(session, document, current, params) : []),
        // On request only: in the menu of every place it would be noise.
        ...(only && wants(only, fixAllKind) ? fixAllAction(session, document, current) : []),
      ];
    },
  );
  const forConfiguration = aboutDraft<CodeActionParams, CodeAction[]>(
    session,
    'Code actions of configuration files',
    [],
    async (draft, params) => {
      const actions = wants(params.context.only, CodeActionKind.QuickFix)
        ? await configurationFixes(session, draft, params)
        : [];
      return drafts.get(draft.uri) === draft ? actions : [];
    },
  );
  connection.onCodeAction((params, token) =>
    drafts.get(params.textDocument.uri) ? forConfiguration(params, token) : forDockerfile(params, token),
  );
}

/** A kind is asked for by its own name or that of a kind above it. */
function wants(only: readonly string[] | undefined, kind: string): boolean {
  return !only || only.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`));
}

function quickFixes(
  { client, analyses }: Session,
  document: OpenDocument,
  settings: Settings,
  { range }: CodeActionParams,
): CodeAction[] {
  const { result } = analyses.lint(document, settings);
  return codeActions(result, fromLspRange(document.positions, range)).map(
    ({ title, finding, isPreferred, edits, file }) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toLspDiagnostic(document, finding, client)],
      isPreferred,
      edit: file ? toLspOtherFileEdit(file, edits, client) : toLspWorkspaceEdit(document, edits, client),
    }),
  );
}

function fixAllAction({ client, analyses }: Session, document: OpenDocument, settings: Settings): CodeAction[] {
  const { edits } = fixAll(document.text, { ruleSet: analyses.ruleSet(settings), buildArgs: buildArgsOf(settings) });
  const edit = toLspWorkspaceEdit(document, edits, client);
  return edits.length === 0 ? [] : [{ title: 'Fix all problems that Strata can fix safely', kind: fixAllKind, edit }];
}

async function configurationFixes(
  { client, configurations }: Session,
  draft: OpenDocument,
  { range }: CodeActionParams,
): Promise<CodeAction[]> {
  const problems = await configurations.problemsIn(draft.uri, draft.text);
  return configurationActions(problems, fromLspRange(draft.positions, range)).map(({ problem, fix }) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toLspConfigurationDiagnostic(draft.positions, problem, client)],
    isPreferred: fix.isPreferred,
    edit: toLspWorkspaceEdit(draft, fix.edits, client),
  }));
}
