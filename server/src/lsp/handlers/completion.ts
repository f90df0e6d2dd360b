import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionParams,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver';
import { type Completion, completionsAt } from '../../features/completion';
import type { ClientFeatures } from '../client';
import { toLspRange } from '../convert';
import { offsetAt, type PositionIndex } from '../positions';
import { aboutDockerfile, type Session } from '../session';

/** What a user types that should bring up the list without being asked, beside letters. */
export const completionTriggers = ['-', '=', ',', '$', '{'];

export function handleCompletion(session: Session): void {
  const { connection, client } = session;
  connection.onCompletion(
    aboutDockerfile<CompletionParams, CompletionItem[]>(
      session,
      'Completion',
      [],
      async ({ document, model }, { position }) => {
        const settings = await session.settings.of(document.uri);
        const findings = () => session.analyses.lint(document, settings).result.findings;
        return completionsAt(model, offsetAt(document.positions, position), findings)
          .filter(({ isSnippet }) => client.snippets || !isSnippet)
          .map((completion) => toLspItem(document.positions, completion, client));
      },
    ),
  );
}

function toLspItem(
  positions: PositionIndex,
  { label, kind, detail, documentation, span, text, isSnippet, isLikely }: Completion,
  { labelDetails }: ClientFeatures,
): CompletionItem {
  return {
    label,
    kind: itemKinds[kind],
    textEdit: { range: toLspRange(positions, span), newText: text },
    ...(detail && (labelDetails ? { labelDetails: { description: detail } } : { detail })),
    ...(documentation && { documentation: { kind: MarkupKind.Markdown, value: documentation } }),
    ...(isLikely && { sortText: `0 ${label}` }),
    ...(isSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
  };
}

const itemKinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  directive: CompletionItemKind.Keyword,
  flag: CompletionItemKind.Field,
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  stage: CompletionItemKind.Module,
  variable: CompletionItemKind.Variable,
  snippet: CompletionItemKind.Snippet,
};
