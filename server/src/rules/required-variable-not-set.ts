import type { Instruction } from '../dockerfile/tree';
import { unquote } from '../dockerfile/variables';
import { firedTriggers } from '../model/firedTriggers';
import type { DockerfileModel } from '../model/model';
import type { Stage } from '../model/stages';
import { baseOf, type FileVariables, isPlatformVariable, type PlacedUse } from '../model/variables';
import { type VariableUse, variableUses } from '../model/variableUses';
import { defineRule, type RuleContext } from './rule';

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
    'also inside the default of another variable that is set. A trigger of `ONBUILD` ends the build that carries it out, ' +
    'which is this one where a stage begins with the stage of the trigger.',
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
    {
      note: 'The second stage carries this out.',
      wrong: 'FROM scratch AS base\nONBUILD COPY app /opt/«${NAME:?missing}»/\nFROM base\n',
      right: 'FROM scratch AS base\nONBUILD ARG NAME\nONBUILD COPY app /opt/${NAME:?missing}/\nFROM base\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  messages: {
    unset: 'The build ends here, since nothing can set {name}: declare it with ARG above.',
    empty: 'The build ends here, since {name} is empty: give it a value in line {line}.',
    firedUnset:
      'The build ends in line {line}, which carries this out, since nothing can set {name}: add ONBUILD ARG {name} above.',
    firedEmpty: 'The build ends in line {line}, which carries this out, since {name} is empty: give it a value.',
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
    checkTriggers(model, report);
  },
});

/** The triggers that a stage of this file carries out: they see what the stage begins with, and what those above them set. */
function checkTriggers(model: DockerfileModel, report: RuleContext['report']): void {
  if (!model.tree.instructions.some(({ trigger }) => trigger)) {
    return;
  }
  for (const [stage, from] of firedTriggers(model)) {
    const child = model.stageOf(from);
    const triggers = stage.instructions.flatMap(({ trigger }) => trigger ?? []);
    const above = new Map<string, Instruction>();
    for (const trigger of child ? triggers : []) {
      for (const use of variableUses(model.tree, trigger)) {
        const { modifier } = use.lexed;
        const reason = /^:?\?$/.test(modifier)
          ? whyNotSetWhenFired(use, trigger, child!, from, above, model)
          : undefined;
        if (reason) {
          report({
            span: use.span,
            message: reason,
            params: { name: use.name, line: from.firstLine + 1 },
            related: [{ span: from.span, message: 'It is carried out here.' }],
          });
        }
      }
      for (const { key } of trigger.args.form === 'pairs' && trigger.name !== 'LABEL' ? trigger.args.pairs : []) {
        above.set(unquote(key.text, model.tree.escape), trigger);
      }
    }
  }
}

function whyNotSetWhenFired(
  use: VariableUse,
  instruction: Instruction,
  stage: Stage,
  from: Instruction,
  above: ReadonlyMap<string, Instruction>,
  { variables, tree }: DockerfileModel,
): 'firedUnset' | 'firedEmpty' | undefined {
  const setter = above.get(use.name);
  if (setter) {
    const pair =
      setter.args.form === 'pairs' ? setter.args.pairs.findLast(({ key }) => key.text === use.name) : undefined;
    const isEmpty = setter.name === 'ENV' && pair?.value !== undefined && unquote(pair.value.text, tree.escape) === '';
    return isEmpty && use.lexed.modifier === ':?' && use.source.by === 'builder' ? 'firedEmpty' : undefined;
  }
  // What the stage says itself comes behind the triggers.
  const seen: PlacedUse = { ...use, instruction, stage, span: from.span };
  const reason = whyNotSet(seen, variables);
  return reason && (reason.empty ? 'firedEmpty' : 'firedUnset');
}

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
