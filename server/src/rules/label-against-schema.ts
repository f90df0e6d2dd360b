import type { DockerfileTree, Instruction, Pair, Word } from '../dockerfile/tree';
import { unquote, variablesIn } from '../dockerfile/variables';
import type { DockerfileModel } from '../model/model';
import { stageReferences } from '../model/stageReferences';
import type { Stage } from '../model/stages';
import { closestName } from '../text/closestName';
import { lineBreakOf } from '../text/lineBreak';
import { lineAtEnd } from './engine/insertedLines';
import { pairRemoval } from './engine/pairRemoval';
import { fitsLabelType, type LabelType, labelTypes } from './labels/labelTypes';
import { nearestLabelValue } from './labels/labelValues';
import { defineRule, type Fix, type RuleContext } from './rule';

export const labelAgainstSchema = defineRule({
  id: 'label-against-schema',
  title: 'Label against the schema of labels',
  aliases: ['DL3049', 'DL3050', 'DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056', 'DL3058'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Labels tell people and programs whom an image belongs to and what it was built from. Who agrees on the labels that ' +
    'every image has to have can write them down as a schema, and this rule finds what is missing or not as agreed. It ' +
    'says nothing without a schema. `.hadolint.yaml` can hold the schema as well (`label-schema`, `strict-labels`).',
  differs:
    'A label is missing where an image ends up without it: stages that others build upon or copy from are no images of ' +
    'their own, also when they are meant by number, in other case or by a mount, and labels are inherited from all ' +
    'stages below. hadolint reports stages below once more. A value with a variable in it is left alone. For `spdx` an ' +
    'expression such as `MIT OR Apache-2.0` is right, too. Versions with leading zeros and time zones without a colon ' +
    'are not taken for right.',
  examples: [
    {
      options: { schema: { maintainer: 'email', 'org.opencontainers.image.version': 'semver' } },
      wrong:
        'FROM alpine:3.22 AS build\nRUN make\nFROM «alpine:3.22»\nCOPY --from=build /app /app\nLABEL maintainer=«jane»\n',
      right:
        'FROM alpine:3.22 AS build\nRUN make\nFROM alpine:3.22\nCOPY --from=build /app /app\nLABEL maintainer=jane@example.com org.opencontainers.image.version=1.4.0\n',
    },
    {
      note: 'With `strict`, other labels are reported as well.',
      options: { schema: { created: 'rfc3339', revision: 'hash', licenses: 'spdx', source: 'url' }, strict: true },
      wrong:
        'FROM alpine:3.22\nLABEL created=«yesterday» revision=«""» licenses=«"my own"» source=«example» «owner»=jane\n',
      right:
        'ARG REVISION\nFROM alpine:3.22\nARG REVISION\nLABEL created=2026-11-21T08:00:00Z revision=$REVISION licenses="MIT OR Apache-2.0" source=https://example.com/app\n',
    },
    {
      note: 'A label that nobody wants goes; what was meant for another one is a suggestion.',
      options: { schema: { 'org.opencontainers.image.licenses': 'spdx', created: 'rfc3339' }, strict: true },
      wrong:
        'FROM «alpine:3.22»\nLABEL «org.opencontainers.image.licences»="MIT" \\\n      «owner»=jane \\\n      created=«"2026-11-21 08:00"»\n',
      fixed:
        'FROM alpine:3.22\nLABEL org.opencontainers.image.licenses="MIT" \\\n      created="2026-11-21T08:00:00Z"\n',
    },
    {
      note: 'What a label has to hold only its author knows, so that the fix leaves it to a build argument.',
      options: { schema: { licenses: 'spdx', 'org.opencontainers.image.revision': 'hash' } },
      wrong: 'FROM «node:22»\nLABEL licenses=«GPLv3»\nCMD ["node", "app.js"]\n',
      fixed:
        'FROM node:22\nLABEL licenses=GPL-3.0-only\nARG REVISION\nLABEL org.opencontainers.image.revision=$REVISION\nCMD ["node", "app.js"]\n',
    },
  ],
  references: [
    'https://docs.docker.com/engine/manage-resources/labels/',
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  ],
  options: {
    schema: {
      type: 'object',
      additionalProperties: { type: 'string', enum: labelTypes },
      default: {},
      description:
        'The labels that every image has to have, and what their values are: `text`, `url`, `rfc3339` (a time), `semver`, `hash` (of a Git commit), `spdx` (a licence) or `email`.',
    },
    strict: {
      type: 'boolean',
      default: false,
      description: 'Whether labels that are not in the schema are reported.',
    },
  },
  messages: {
    missing: 'This image gets no label {label}: add it with LABEL.',
    superfluous: 'The label {label} is not in the schema of labels: take it out, or add it there.',
    empty: 'The label {label} is empty: write {wanted}.',
    value: 'The value of {label} must be {wanted}.',
  },
  check(context) {
    const { model, options, tree } = context;
    const schema = new Map(Object.entries(options.schema as Readonly<Record<string, LabelType>>));
    const isStrict = options.strict === true;
    if (schema.size === 0 && !isStrict) {
      return;
    }
    for (const { stage, key, pair, instruction } of labelsOf(model)) {
      const type = schema.get(key);
      if (type) {
        checkValue(key, type, pair, context);
      } else if (isStrict && stage && variablesIn(pair.key.text, tree.escape).length === 0) {
        context.report({
          span: pair.key.span,
          message: 'superfluous',
          params: { label: key },
          severity: 'info',
          aliases: ['DL3050'],
          fixes: fixesForSuperfluous(tree, { stage, key, pair, instruction }, [...schema.keys()]),
        });
      }
    }
    if (schema.size > 0) {
      reportMissing([...schema.keys()], context);
    }
  },
});

interface Label {
  readonly stage: Stage;
  readonly key: string;
  readonly pair: Pair;
  readonly instruction: Instruction;
}

/** The labels that instructions give to the image being built; those of ONBUILD belong to another one. */
function labelsOf(model: DockerfileModel): Label[] {
  return model.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction: Instruction) =>
      instruction.name === 'LABEL' && instruction.args.form === 'pairs'
        ? instruction.args.pairs.map((pair) => ({
            stage,
            key: unquote(pair.key.text, model.tree.escape),
            pair,
            instruction,
          }))
        : [],
    ),
  );
}

function checkValue(label: string, type: LabelType, { key, value }: Pair, { tree, report }: RuleContext): void {
  const text = unquote(value?.text ?? '', tree.escape);
  if (value && variablesIn(value.text, tree.escape).length > 0) {
    return;
  }
  const span = value && value.span.end > value.span.start ? value.span : key.span;
  const code = codes[type];
  if (text === '') {
    const aliases = code ? ['DL3051', code] : ['DL3051'];
    report({ span, message: 'empty', params: { label, wanted: wanted[type] }, aliases });
  } else if (!fitsLabelType(text, type)) {
    report({
      span,
      message: 'value',
      params: { label, wanted: wanted[type] },
      aliases: code ? [code] : [],
      fixes: value ? fixesForValue(value, text, type) : [],
    });
  }
}

function fixesForValue(value: Word, text: string, type: LabelType): Fix[] {
  const meant = nearestLabelValue(text, type);
  const isPlain = value.text === text || /^(["'])[^"']*\1$/.test(value.text);
  return meant !== undefined && isPlain
    ? [
        {
          title: `Write ${meant}`,
          safe: false,
          edits: [{ span: value.span, newText: value.text === text ? meant : value.text.replace(text, meant) }],
        },
      ]
    : [];
}

/** Takes a label out; where it is a label of the schema but for a letter or two, that comes first. */
function fixesForSuperfluous(tree: DockerfileTree, label: Label, keys: readonly string[]): Fix[] {
  const { key, pair, instruction, stage } = label;
  const own = new Set(
    stage.instructions.flatMap(({ name, args }) =>
      name === 'LABEL' && args.form === 'pairs' ? args.pairs.map((each) => unquote(each.key.text, tree.escape)) : [],
    ),
  );
  const meant = closestName(
    key,
    keys.filter((each) => !own.has(each)),
  );
  const removal = pairRemoval(tree, instruction, pair);
  const rename: Fix[] = meant === undefined ? [] : [renaming(label, meant)];
  const removals: Fix[] = removal
    ? [{ title: `Remove the label ${key}`, safe: meant === undefined, edits: [removal] }]
    : [];
  return [...rename, ...removals];
}

const codes: Readonly<Partial<Record<LabelType, string>>> = {
  url: 'DL3052',
  rfc3339: 'DL3053',
  spdx: 'DL3054',
  hash: 'DL3055',
  semver: 'DL3056',
  email: 'DL3058',
};

const wanted: Readonly<Record<LabelType, string>> = {
  text: 'a text',
  url: 'a whole address, such as https://example.com/app',
  rfc3339: 'a time as RFC 3339 has it, such as 2026-11-21T08:00:00Z',
  semver: 'a version such as 1.4.0',
  hash: 'the hash of a Git commit, with 7 or 40 digits',
  spdx: 'the SPDX identifier of a licence, such as MIT',
  email: 'an address such as jane@example.com',
};

/** Labels that are missing where an image is complete: in stages that no other one builds upon or copies from. */
function reportMissing(keys: readonly string[], { tree, model, report }: RuleContext): void {
  const used = new Set<Stage>();
  for (const { stage, kind } of stageReferences(model)) {
    if (kind !== 'name') {
      used.add(stage);
    }
  }
  const own = new Map<Stage, Set<string>>();
  for (const { stage, key } of labelsOf(model)) {
    own.set(stage, (own.get(stage) ?? new Set()).add(key));
  }
  for (const stage of model.stages) {
    const image = stage.from.args.form === 'words' ? stage.from.args.words[0] : undefined;
    if (used.has(stage) || !image) {
      continue;
    }
    const below: Stage[] = [];
    for (let each = stage.parent; each; each = each.parent) {
      below.push(each);
    }
    for (const label of keys.filter((key) => ![stage, ...below].some((each) => own.get(each)?.has(key)))) {
      report({
        span: image.span,
        message: 'missing',
        params: { label },
        severity: 'info',
        aliases: ['DL3049'],
        fixes: misspelt(model, stage, label, keys) ?? fixesForMissing(tree, stage, label),
        related: below.map(({ from }) => ({
          span: from.keywordSpan,
          message: 'This stage below does not set it either.',
        })),
      });
    }
  }
}

/** The fix of a label of the stage that is no other one of the schema and differs from this one by a letter or two. */
function misspelt(model: DockerfileModel, stage: Stage, label: string, keys: readonly string[]): Fix[] | undefined {
  const found = labelsOf(model).find(
    (each) => each.stage === stage && !keys.includes(each.key) && closestName(each.key, [label]) !== undefined,
  );
  return found && [renaming(found, label)];
}

function renaming({ key, pair }: Label, meant: string): Fix {
  const { span, text } = pair.key;
  return { title: `Write ${meant}`, safe: false, edits: [{ span, newText: text.replace(key, meant) }] };
}

/** A label at the end of the stage that a build argument fills in. */
function fixesForMissing(tree: DockerfileTree, stage: Stage, label: string): Fix[] {
  const name = label
    .slice(label.lastIndexOf('.') + 1)
    .toUpperCase()
    .replace(/\W/g, '_');
  const isDeclared = stage.instructions.some(
    ({ name: keyword, args }) =>
      keyword === 'ARG' && args.form === 'pairs' && args.pairs.some(({ key }) => key.text === name),
  );
  const line = `LABEL ${label}=$${name}`;
  const lines = isDeclared ? line : `ARG ${name}${lineBreakOf(tree.text)}${line}`;
  const edit = /^[\w./-]+$/.test(label) && /^[A-Z_]/.test(name) ? lineAtEnd(tree, stage, lines) : undefined;
  return edit ? [{ title: `Add the label ${label} with the build argument ${name}`, safe: false, edits: [edit] }] : [];
}
