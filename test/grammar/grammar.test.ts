import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../support/propertyRuns';
import { render } from './render';
import { loadGrammar, type Token } from './tokenize';

const cases = resolve(import.meta.dirname, 'cases');
const dockerfile = await loadGrammar('source.dockerfile');
const dockerignore = await loadGrammar('source.dockerignore');
const markdown = await loadGrammar('text.html.markdown');

/** Checks the scopes of the first token with that text in a line (0-based). `scopes` are parts of scope names. */
function checkToken(lines: Token[][], line: number, text: string, ...scopes: string[]): void {
  const token = lines[line]?.find((each) => each.text.trim() === text);
  expect(token, `"${text}" in ${JSON.stringify(lines[line])}`).toBeDefined();
  for (const scope of scopes) {
    expect(token!.scopes.join(' ')).toContain(scope);
  }
}

/** Checks that a line (0-based) is an instruction of its own, coloured by nothing around it. */
function checkInstruction(lines: Token[][], line: number, keyword: string): void {
  const [first] = lines[line] ?? [];
  expect(first?.text).toBe(keyword);
  expect(first?.scopes.filter((scope) => scope !== 'meta.escape.backtick.dockerfile')).toEqual([
    'meta.instruction.dockerfile',
    'keyword.other.special-method.dockerfile',
  ]);
}

describe('snapshots', () => {
  it.each(readdirSync(cases).filter((name) => !name.endsWith('.tokens')))('%s', async (name) => {
    const tokenize = name.endsWith('.dockerignore') ? dockerignore : dockerfile;
    const text = readFileSync(resolve(cases, name), 'utf8').trimEnd();
    await expect(`${render(tokenize(text))}\n`).toMatchFileSnapshot(resolve(cases, `${name}.tokens`));
  });

  it('the grammar is made from its source', async () => {
    const syntaxes = resolve(import.meta.dirname, '../../syntaxes');
    const { dockerfileGrammar } = await import(resolve(syntaxes, 'source/dockerfile.mjs'));
    const written = readFileSync(resolve(syntaxes, 'dockerfile.tmLanguage.json'), 'utf8');
    expect(written, 'run `node syntaxes/source/dockerfile.mjs`').toBe(dockerfileGrammar());
  });
});

describe('what other grammars get wrong', () => {
  it.each([
    ["RUN echo it's"],
    ['RUN echo "open'],
    ['RUN echo `date'],
    ['RUN echo $(date'],
    ['RUN echo ${x'],
    ['RUN if true; then'],
    ['RUN case x in'],
    ['RUN f() {'],
    ['RUN [ -f x'],
    ['RUN cat<<EOF'],
    ['RUN echo a\\\\'],
    ["MAINTAINER Bob O'Neil"],
    ["LABEL description=It's"],
    ['ENV PATH="c:\\dir\\"'],
    ['ENV X=${Y:-"'],
    ['CMD ["a", "b'],
    ['CMD ["a", \'b\']'],
    ['COPY ["a" x'],
    ['HEALTHCHECK CMD echo "x'],
    ["ONBUILD RUN echo it's"],
    ['SHELL ["powershell", "-c'],
    ["FROM it's"],
    ['WRONG "'],
  ])('%s ends with its line', (line) => {
    checkInstruction(dockerfile(`${line}\nCOPY a b`), 1, 'COPY');
  });

  it('an open quote ends with its instruction, not with its line', () => {
    const lines = dockerfile("RUN echo 'a \\\n b' c\nFROM x");
    checkToken(lines, 1, 'b', 'string.quoted.single.shell');
    checkToken(lines, 1, 'c', 'string.unquoted');
    checkInstruction(lines, 2, 'FROM');
  });

  it('comments and blank lines do not end an instruction', () => {
    const lines = dockerfile("RUN a \\\n# it's\n\n  # \\\n  && b\nFROM x");
    checkToken(lines, 1, "it's", 'comment.line');
    checkToken(lines, 4, '&&', 'meta.embedded.block.shellscript');
    checkInstruction(lines, 5, 'FROM');
  });

  it('two escape characters do not continue a line', () => {
    checkInstruction(dockerfile('ENV A=b\\\\\nFROM x'), 1, 'FROM');
  });

  it('continuation lines are coloured like the first line', () => {
    const lines = dockerfile('ARG A=1 \\\n    B=2 \\\n    C');
    checkToken(lines, 0, 'A', 'variable.other.assignment');
    checkToken(lines, 1, 'B', 'variable.other.assignment');
    checkToken(lines, 2, 'C', 'variable.other.assignment');
  });

  it('the escape directive counts at the top of the file only', () => {
    checkInstruction(dockerfile('# escape=`\nRUN a \\\nFROM x'), 2, 'FROM');
    checkToken(dockerfile('# escape=`\nRUN a `\nFROM x'), 2, 'FROM x', 'meta.embedded.block.bat');
    checkInstruction(dockerfile('# comment\n# escape=`\nRUN a `\nFROM x'), 3, 'FROM');
    checkToken(dockerfile('# check=error=true\n# escape=`\nRUN a'), 1, 'escape', 'keyword.control.directive');
  });

  it('nothing in a here-document starts an instruction', () => {
    const lines = dockerfile("RUN <<A\nFROM x\necho it's\n# escape=`\nA\nFROM y");
    checkToken(lines, 1, 'FROM', 'meta.embedded.block.shellscript');
    checkToken(lines, 4, 'A', 'keyword.control.heredoc-token');
    checkInstruction(lines, 5, 'FROM');
  });

  it.each([
    ['RUN python3 <<E', 'python'],
    ['RUN --mount=type=cache,target=/x /usr/bin/python3.12 - a b <<E', 'python'],
    ['RUN <<E python3', 'python'],
    ['RUN <<E /usr/bin/env node', 'javascript'],
    ['RUN <<E', 'shellscript'],
    ['RUN bash -e <<-"E"', 'shellscript'],
    ['RUN cat <<E > /etc/x.json', 'json'],
    ['RUN tee /etc/x.yml <<E', 'yaml'],
    ['COPY <<E /etc/app.ini', 'ini'],
    ["COPY --chown=1 <<'E' /x.py", 'python'],
    ['ADD <<E /x.sh', 'shellscript'],
    ['ONBUILD COPY <<E /x.json', 'json'],
  ])('%s holds %s', (line, language) => {
    const lines = dockerfile(`${line}\nword\nE\nFROM x`);
    const scopes = lines[1]![0]!.scopes;
    expect(scopes.filter((scope) => scope.startsWith('meta.embedded.block.'))).toEqual([
      `meta.embedded.block.${language}`,
    ]);
    checkToken(lines, 2, 'E', 'keyword.control.heredoc-token');
    checkInstruction(lines, 3, 'FROM');
  });

  it.each([
    'RUN echo "<<E"',
    "RUN echo it's <<E",
    'RUN cat<<E',
    'RUN cat <<<E',
    'RUN cat <<- E',
    'RUN \\<<E',
    'RUN ["cat", "<<E"]',
    'CMD cat <<E',
    'ENV A <<E',
  ])('%s opens no here-document', (line) => {
    checkInstruction(dockerfile(`${line}\nFROM x`), 1, 'FROM');
  });

  it('variables are replaced in an unquoted COPY only', () => {
    checkToken(dockerfile('COPY <<E /x\n$A\nE'), 1, 'A', 'variable.other.dockerfile');
    checkToken(dockerfile("COPY <<'E' /x\n$A\nE"), 1, '$A', 'string.unquoted.heredoc');
    checkToken(dockerfile('COPY <<E /x.json\n"$A"\nE'), 1, 'A', 'variable.other.dockerfile');
  });

  it('only tabs before the terminator count, and only after a dash', () => {
    checkInstruction(dockerfile('RUN <<-E\n\tE\nFROM x'), 2, 'FROM');
    checkToken(dockerfile('RUN <<-E\n E\nFROM x'), 2, 'FROM', 'meta.embedded.block.shellscript');
    checkToken(dockerfile('RUN <<E\n\tE\nFROM x'), 2, 'FROM', 'meta.embedded.block.shellscript');
  });

  it('works indented and inside of Markdown lists', () => {
    checkToken(dockerfile('  \tFROM x'), 0, 'FROM', 'keyword.other.special-method');
    const lines = markdown('1. list\n   ```dockerfile\n   FROM a\n   RUN "x \\\n     b\n   COPY a b\n   ```\ntext');
    checkToken(lines, 2, 'FROM', 'keyword.other.special-method.dockerfile');
    checkToken(lines, 4, 'b', 'meta.embedded.block.shellscript');
    checkToken(lines, 5, 'COPY', 'keyword.other.special-method.dockerfile');
    checkToken(lines, 7, 'text', 'meta.paragraph.markdown');
  });
});

describe('for any text', () => {
  const pieces = [
    'echo',
    ' ',
    '"',
    "'",
    '`',
    '$',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
    '<',
    '>',
    '|',
    '&',
    ';',
    '#',
    'if ',
    'x=',
  ];

  it('a long line of openers behind an open quote is no burden', () => {
    checkInstruction(dockerfile(`RUN ${'"<<A" '.repeat(3000)} it's ${' <<A'.repeat(300)}\nFROM x`), 1, 'FROM');
  });

  it('an instruction without continuation ends with its line', () => {
    const command = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((words) => words.join(''));
    fc.assert(
      fc.property(
        fc.constantFrom('RUN', 'ENV', 'COPY', 'CMD', 'LABEL', 'HEALTHCHECK CMD'),
        command,
        (keyword, text) => {
          fc.pre(!/(^|\s)\d*<</.test(` ${text}`));
          checkInstruction(dockerfile(`${keyword} ${text}\nFROM x`), 1, 'FROM');
        },
      ),
      { numRuns: 500 },
    );
  });
});
