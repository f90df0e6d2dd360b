import { instructions } from '../../dockerfile/instructions';
import { directiveDocs } from '../hover/directiveDocs';
import { instructionDocs } from '../hover/instructionDocs';
import { fence } from '../hover/render';
import { type Completion, type CompletionPlace, typedSpan } from './place';

/** Keywords at the beginning of an instruction, and templates for what is often written. */
export function completeKeyword(place: CompletionPlace): Completion[] {
  const span = typedSpan(place, place.before);
  const allowed = instructions.filter(({ onbuild }) => onbuild || !place.stored);
  // Above the first FROM nothing else may stand.
  const isAbove = !place.stored && !place.model.stages.some(({ from }) => from.span.start < place.offset);
  const possible = isAbove ? allowed.filter(({ name }) => name === 'FROM' || name === 'ARG') : allowed;
  const keywords = possible.map(
    ({ name }): Completion => ({
      label: name,
      kind: 'keyword',
      documentation: `${instructionDocs[name].summary}\n\n${fence(instructionDocs[name].forms.join('\n'))}`,
      span,
      text: `${name} `,
      isSnippet: false,
    }),
  );
  const names = new Set<string>(possible.map(({ name }) => name));
  const fitting = templates.filter(({ label }) => names.has(label.split(' ', 1)[0]!));
  return [...keywords, ...fitting.map((template) => completeTemplate(template, span, place.model.tree.escape))];
}

/** Directives, where they still count: in a comment line below nothing but directives. */
export function completeDirective(text: string, offset: number, known: readonly { name: string }[]): Completion[] {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const typed = text.slice(lineStart, offset).replace(/^\ufeff/, '');
  const above = text.slice(0, lineStart).split('\n').slice(0, -1);
  const onlyDirectives = above.every((line) => /^\ufeff?#\s*(?:syntax|escape|check)\s*=\s*\S/i.test(line));
  if (!onlyDirectives || !/^#\s*\w*$/.test(typed)) {
    return [];
  }
  const used = new Set(known.map(({ name }) => name));
  return Object.entries(directives).flatMap(([name, value]) =>
    used.has(name)
      ? []
      : {
          label: `# ${name}=${value}`,
          kind: 'directive' as const,
          documentation: directiveDocs[name as keyof typeof directiveDocs].summary,
          span: { start: offset - typed.length, end: offset },
          text: `# ${name}=${value}`,
          isSnippet: false,
        },
  );
}

const directives = { syntax: 'docker/dockerfile:1', escape: '`', check: 'error=true' } as const;

interface Template {
  /** Begins with the keyword. */
  readonly label: string;
  readonly detail: string;
  /** Lines of a snippet; the file's escape character continues each but the last. */
  readonly lines: readonly string[];
  /** True where the lines are a heredoc and not continued. */
  readonly isHeredoc?: boolean;
}

const templates: readonly Template[] = [
  { label: 'FROM … AS', detail: 'a stage with a name', lines: ['FROM ${1:image}:${2:tag} AS ${3:build}'] },
  {
    label: 'RUN apt-get install',
    detail: 'packages without what they leave behind',
    lines: [
      'RUN apt-get update',
      ' && apt-get install -y --no-install-recommends ${1:curl}',
      ' && rm -rf /var/lib/apt/lists/*',
    ],
  },
  { label: 'RUN apk add', detail: 'packages without an index', lines: ['RUN apk add --no-cache ${1:curl}'] },
  {
    label: 'RUN --mount=type=cache',
    detail: 'a cache that stays out of the image',
    lines: ['RUN --mount=type=cache,target=${1:/root/.cache}', '    ${2:command}'],
  },
  {
    label: 'RUN --mount=type=secret',
    detail: 'a secret that stays out of the image',
    lines: ['RUN --mount=type=secret,id=${1:token},env=${2:TOKEN}', '    ${3:command}'],
  },
  { label: 'RUN <<EOF', detail: 'a script', lines: ['RUN <<EOF', 'set -e', '${1:command}', 'EOF'], isHeredoc: true },
  {
    label: 'COPY --from',
    detail: 'from another stage',
    lines: ['COPY --from=${1:build} ${2:/source} ${3:/destination}'],
  },
  {
    label: 'COPY <<EOF',
    detail: 'a file written here',
    lines: ['COPY <<EOF ${1:/path}', '${2:text}', 'EOF'],
    isHeredoc: true,
  },
  { label: 'CMD ["…"]', detail: 'exec form', lines: ['CMD ["${1:program}"]'] },
  { label: 'ENTRYPOINT ["…"]', detail: 'exec form', lines: ['ENTRYPOINT ["${1:program}"]'] },
  {
    label: 'HEALTHCHECK CMD',
    detail: 'with interval and timeout',
    lines: ['HEALTHCHECK --interval=${1:30s} --timeout=${2:3s}', '    CMD ${3:command}'],
  },
  {
    label: 'SHELL ["…"]',
    detail: 'bash that notices failures in pipes',
    lines: ['SHELL ["${1:/bin/bash}", "-o", "pipefail", "-c"]'],
  },
];

function completeTemplate(
  { label, detail, lines, isHeredoc }: Template,
  span: Completion['span'],
  continues: string,
): Completion {
  // A backslash has a meaning of its own in snippets.
  const lineBreak = isHeredoc ? '\n' : ` ${continues === '\\' ? '\\\\' : continues}\n`;
  return { label, kind: 'snippet', detail, span, text: lines.join(lineBreak), isSnippet: true };
}
