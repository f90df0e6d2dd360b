import { mountsOf } from '../dockerfile/mounts';
import type { Instruction } from '../dockerfile/tree';
import { variablesIn } from '../dockerfile/variables';
import { parseImageReference } from '../model/imageReference';
import { stageNamed } from '../model/stages';
import type { Span } from '../text/span';
import { matchesPattern } from './engine/namePatterns';
import { writtenImage } from './engine/writtenImage';
import { defineRule } from './rule';

export const untrustedRegistry = defineRule({
  id: 'untrusted-registry',
  title: 'Image from a registry that is not trusted',
  aliases: ['DL3026'],
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'Whoever runs a registry decides what is in its images. Where only some registries are allowed, this rule finds ' +
    'what comes from others, with `FROM`, `COPY --from` and `RUN --mount=from=`. It says nothing until registries are ' +
    'named in its option.',
  differs:
    'hadolint knows a registry only by a dot in its name, and takes the number of a stage for an image. A registry that ' +
    'a variable names is left alone.',
  examples: [
    {
      options: { registries: ['*.example.com'] },
      wrong:
        'FROM «alpine:3.22» AS build\nFROM «ghcr.io/a/b:1»\nCOPY --from=build /a /b\nCOPY --from=«nginx:1.29» /a /b\n',
      right: 'FROM registry.example.com/alpine:3.22 AS build\nFROM scratch\nCOPY --from=build /a /b\n',
    },
    {
      note: 'Images without a registry come from docker.io.',
      options: { registries: ['docker.io', 'localhost:5000'] },
      wrong: 'FROM alpine:3.22\nRUN --mount=from=«ghcr.io/a/b:1»,target=/x make\n',
      right: 'FROM localhost:5000/base:1\nRUN --mount=from=alpine:3.22,target=/x make\n',
    },
  ],
  references: ['https://docs.docker.com/reference/cli/docker/image/tag/#description'],
  options: {
    registries: {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description: 'The registries to trust, such as `docker.io`; `*` stands for any characters.',
    },
  },
  messages: { registry: '{registry} is not among the registries to trust: take this image from one of {trusted}.' },
  check({ tree, model, options, report }) {
    const trusted = options.registries as readonly string[];
    if (trusted.length === 0) {
      return;
    }
    const judge = (text: string, span: Span): void => {
      const { registry } = parseImageReference(text);
      const name = registry?.text ?? (text.startsWith('$') ? '$' : 'docker.io');
      const isOpen = variablesIn(name, tree.escape).length > 0 || name === '$' || name === '';
      if (!isOpen && !trusted.some((each) => matchesPattern(name, each))) {
        report({ span, message: 'registry', params: { registry: name, trusted: trusted.join(', ') } });
      }
    };
    for (const { from, parent, image, instructions } of model.stages) {
      const base = writtenImage(from);
      if (base && !parent && image !== 'scratch') {
        judge(base.text, base.span);
      }
      for (const instruction of instructions) {
        for (const { value, span } of originsOf(instruction, tree.escape)) {
          if (!stageNamed(model.stages, value)) {
            judge(value, span);
          }
        }
      }
    }
  },
});

/** The values of `--from` and of `from` in mounts. */
function originsOf(instruction: Instruction, escapeToken: string): { readonly value: string; readonly span: Span }[] {
  const fields =
    instruction.name === 'COPY'
      ? instruction.flags.map(({ name, value, valueSpan }) => ({ key: name, value, valueSpan }))
      : mountsOf(instruction, escapeToken).flatMap((mount) => mount.fields);
  return fields.flatMap(({ key, value, valueSpan }) =>
    key === 'from' && value && valueSpan ? [{ value, span: valueSpan }] : [],
  );
}
