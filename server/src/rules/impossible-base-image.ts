import type { Flag, Word } from '../dockerfile/tree';
import { readImageReference } from '../dockerfile/values/imageReference';
import { platformProblem } from '../dockerfile/values/platforms';
import type { FileVariables, FromValue } from '../model/variables';
import { declarationsForFrom } from './engine/argumentsForFrom';
import { defineRule } from './rule';

export const impossibleBaseImage = defineRule({
  id: 'impossible-base-image',
  title: 'FROM can name no image, whatever is given to the build',
  aliases: ['BASE_NAME_EMPTY', 'InvalidDefaultArgInFrom', 'UndefinedArgInFrom'],
  category: 'build',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    '`FROM` sees only arguments that are declared above the first `FROM`. A variable that is declared nowhere there is ' +
    'empty, and a build argument of its name is not taken. When the rest is no image, or there is no rest, the build ' +
    'stops.',
  differs:
    'Only what no build argument can mend is an error. dockerfile-utils also reports `$BUILDVARIANT`, which it does not know.',
  examples: [
    {
      wrong: 'FROM «$BASE»\n',
      right: 'ARG BASE=alpine:3.22\nFROM $BASE\n',
      fixed: 'ARG BASE\nFROM $BASE\n',
    },
    {
      note: 'An argument of a stage does not count.',
      wrong: 'FROM alpine:3.22 AS build\nARG TAG=3.22\nFROM «alpine:$TAG»\n',
      right: 'ARG TAG=3.22\nFROM alpine:$TAG AS build\nRUN make\nFROM alpine:$TAG\n',
      fixed: 'ARG TAG=3.22\nFROM alpine:3.22 AS build\nARG TAG=3.22\nFROM alpine:$TAG\n',
    },
    {
      wrong: 'FROM --platform=«$PLATFORM» alpine:3.22\n',
      right: 'FROM --platform=$BUILDPLATFORM alpine:3.22\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact'],
  messages: {
    blank: 'This is empty, since {name} is not declared above the first FROM: declare it there with ARG.',
    empty: 'This is empty, so that there is no image to begin with.',
    invalid: 'This becomes {value}, which is no image: declare {name} with ARG above the first FROM.',
    platform: 'This becomes "{value}", which is no platform: declare {name} with ARG above the first FROM.',
  },
  check({ model, report }) {
    for (const { from, parent } of model.stages) {
      const image = from.args.form === 'words' ? from.args.words[0] : undefined;
      const flag = from.flags.find(({ name }) => name === 'platform');
      const hasVariables = image?.text.includes('$') || flag?.value?.includes('$');
      if (!hasVariables) {
        continue;
      }
      const variables = model.variables;
      const value = image && certainValue(image, variables);
      if (image && value !== undefined && !parent && (value === '' || typeof readImageReference(value) === 'string')) {
        const name = undeclaredIn(image.text, variables);
        const message = value !== '' ? 'invalid' : name ? 'blank' : 'empty';
        report({
          span: image.span,
          message,
          params: { value, name: name ?? 'the variables' },
          aliases:
            value === ''
              ? ['BASE_NAME_EMPTY', 'InvalidDefaultArgInFrom', 'UndefinedArgInFrom']
              : ['InvalidDefaultArgInFrom', ...(name ? ['UndefinedArgInFrom'] : [])],
          fixes: declarationsForFrom(model, image.text, name),
        });
      }
      const platform = flag?.value && certainText(flag.value, variables.inFrom(flag.value));
      if (platform !== undefined && platformProblem(platform) !== undefined) {
        const name = undeclaredIn(flag!.value!, variables) ?? 'the variables';
        report({ span: spanOf(flag!), message: 'platform', params: { value: platform, name }, aliases: [] });
      }
    }
  },
});

function spanOf({ valueSpan, span }: Flag) {
  return valueSpan ?? span;
}

/** What the name of an image becomes when nothing given to the build changes it; undefined when something does. */
function certainValue({ text }: Word, { inFrom }: FileVariables): string | undefined {
  return certainText(text, inFrom(text));
}

function certainText(written: string, { text, fixed }: FromValue): string | undefined {
  return fixed && text !== undefined && written.includes('$') ? text : undefined;
}

/** The first variable that is declared nowhere for FROM. */
function undeclaredIn(text: string, { inFrom }: FileVariables): string | undefined {
  return [...text.matchAll(/\$\{?(\w+)/g)].map((match) => match[1]!).find((name) => inFrom(`\${${name}-}`).fixed);
}
