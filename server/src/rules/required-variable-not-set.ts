import { baseOf, type FileVariables, isPlatformVariable, type PlacedUse } from '../model/variables';
import { defineRule } from './rule';

export const requiredVariableNotSet = defineRule({
  id: 'required-variable-not-set',
  title: 'Variable is required and cannot be set',
  aliases: [],
  category: 'build',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    '`${NAME:?message}` ends the build when the variable is not set or empty, and `${NAME?message}` when it is not set. ' +
    'Where nothing that is given to the build can set it, every build ends there. Docker looks at such an expression ' +
    'also inside the default of another variable that is set.',
  examples: [
    {
      wrong: 'FROM scratch\nCOPY app /opt/«${NAME:?missing}»/\n',
      right: 'FROM scratch\nARG NAME\nCOPY app /opt/${NAME:?missing}/\n',
    },
    {
      wrong: 'FROM alpine:3.22\nENV NAME=\nWORKDIR /opt/«${NAME:?}»\n',
      right: 'FROM alpine:3.22\nENV NAME=app\nWORKDIR /opt/${NAME:?}\n',
    },
    {
      note: '`FROM` sees only arguments above the first one.',
      wrong: 'FROM alpine:«${TAG:?missing}»\n',
      right: 'ARG TAG=3.22\nFROM alpine:${TAG:?missing}\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  messages: {
    unset: 'The build ends here, since nothing can set {name}: declare it with ARG above.',
    empty: 'The build ends here, since {name} is empty: give it a value in line {line}.',
  },
  check({ tree, model, report }) {
    if (!tree.text.includes('?')) {
      return;
    }
    const variables = model.variables;
    for (const use of variables.uses) {
      const { modifier } = use.lexed;
      const reason = modifier === '?' || modifier === ':?' ? whyNotSet(use, variables) : undefined;
      if (reason) {
        const [first] = reason.empty ? [reason.empty.pair.key.span] : [];
        report({
          span: use.span,
          message: reason.empty ? 'empty' : 'unset',
          params: { name: use.name, line: reason.empty ? reason.empty.instruction.firstLine + 1 : '' },
          related: first ? [{ span: first, message: 'It is set to nothing here.' }] : [],
        });
      }
    }
  },
});

/** Why a variable is certain to be refused; undefined when the base image, the platform or a build argument may decide. */
function whyNotSet({ name, stage, source, span, lexed, instruction }: PlacedUse, variables: FileVariables) {
  const isFrom = instruction.name === 'FROM';
  if (source.by !== 'builder') {
    return undefined;
  }
  const writing = variables.writingAt(stage, name, isFrom ? Number.POSITIVE_INFINITY : span.start);
  if (writing) {
    const { value } = writing;
    const isEmpty = value.kind === 'text' && value.fixed && value.text === '';
    return isEmpty && lexed.modifier === ':?' ? { empty: writing } : undefined;
  }
  const isOpen = stage ? baseOf(stage) !== 'scratch' || name === 'PATH' : isPlatformVariable(name);
  return isOpen ? undefined : { empty: undefined };
}
