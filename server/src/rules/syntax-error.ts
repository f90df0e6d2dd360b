import type { Instruction } from '../dockerfile/tree';
import { codesOfProblem, problemCodes } from './engine/problemCodes';
import { repairs } from './engine/repairs';
import { templateIn, templateMessage } from './engine/templates';
import { defineRule } from './rule';

export const syntaxError = defineRule({
  id: 'syntax-error',
  title: 'Docker cannot read this',
  aliases: problemCodes,
  category: 'build',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'The build stops here. Docker names only the first such place of a file, and only its line; this rule names all of ' +
    'them, and the exact words.',
  differs:
    'dockerfile-utils calls some things errors that build: zero retries, a time of zero, an empty flag, `ADD --unpack`, an image in quotes, and quotes that end before the word does. In a line that is no instruction nothing else is checked. Neither is a name behind a word that should be `AS`. It also overlooks much that Docker refuses, such as names of images in upper case, `${a.b}`, and quotes behind two escape characters. Of a template only what a build meets first is an error.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nRUN --«mont»=type=cache,target=/root/.cache make\n',
      right: 'FROM alpine:3.22\nRUN --mount=type=cache,target=/root/.cache make\n',
      fixed: 'FROM alpine:3.22\nRUN --mount=type=cache,target=/root/.cache make\n',
    },
    {
      note: 'The name of an image is in lower case.',
      wrong: 'FROM «registry.example.com/Team/App:1.4»\n',
      fixed: 'FROM registry.example.com/team/app:1.4\n',
    },
    {
      note: 'What makes a Dockerfile of a template is not known here, so that such a file is reported once.',
      wrong: 'FROM «<%= base %>»\nRUN make\nEXPOSE <%= port %>\n',
    },
    {
      note: 'A heredoc ends with its name alone on a line.',
      wrong: 'FROM alpine:3.22\nRUN «<<EOF»\n  make\n  EOF\n',
      right: 'FROM alpine:3.22\nRUN <<EOF\n  make\nEOF\n',
    },
    {
      wrong: 'FROM alpine:3.22\nENV A=1 «B»\nEXPOSE «80000»\nSTOPSIGNAL «SIGSTOPP»\n',
      right: 'FROM alpine:3.22\nENV A=1 B=2\nEXPOSE 8000\nSTOPSIGNAL SIGSTOP\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/'],
  messages: { problem: '{problem}', template: templateMessage },
  problems: 'unclaimed',
  check({ tree, problems, report }) {
    const { instructions } = tree;
    const template = problems.length > 0 ? templateIn(tree) : undefined;
    let at = 0;
    for (const problem of problems) {
      const { span, message } = problem;
      if (template?.others.has(span.start)) {
        continue;
      }
      while (at < instructions.length && instructions[at]!.span.end < span.start) {
        at++;
      }
      const holder: Instruction | undefined = instructions[at];
      const instruction = holder && holder.span.start <= span.start ? holder : undefined;
      const aliases = codesOfProblem(problem, tree.text, instruction);
      if (problem === template?.first) {
        const keyword = tree.text.slice(template.span.start, template.span.end).replace(/\s+/g, ' ').slice(0, 40);
        report({ span: template.span, message: 'template', params: { keyword }, aliases, related: template.related });
        continue;
      }
      const fixes = repairs(tree, problem, instruction);
      report({ span, message: 'problem', params: { problem: message }, aliases, fixes });
    }
  },
});
