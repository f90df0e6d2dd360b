import type { Word } from '../dockerfile/tree';
import { readImageReference } from '../dockerfile/values/imageReference';
import { variablesIn } from '../dockerfile/variables';
import { parseImageReference } from '../model/imageReference';
import type { Stage } from '../model/stages';
import type { Span } from '../text/span';
import { originSpan } from '../text/view';
import { defaultImageOf } from './engine/defaultImage';
import { allowedImages, isImageAmong } from './engine/namePatterns';
import { tagFixes } from './engine/tagsInFile';
import { writtenImage } from './engine/writtenImage';
import { defineRule } from './rule';

export const untaggedImage = defineRule({
  id: 'untagged-image',
  title: 'Base image without a tag',
  aliases: ['DL3006'],
  category: 'reproducibility',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Without a tag, `FROM` takes `latest`, which is another image next month: the same Dockerfile then builds ' +
    'something else, or nothing at all. A tag says which version the file was written for; a digest says it for good.',
  differs:
    'hadolint leaves an image alone that has a variable before its last part, and reports one that ends with a variable. What counts ' +
    'is where the tag would stand: `$REGISTRY/alpine` has none, and `library/$IMAGE` may have one. A name that is none (`FROM {{image}}`) is an error of its own. Names of stages are the same in upper and lower case.',
  examples: [
    {
      wrong: 'FROM «alpine»\n',
      right: 'FROM alpine:3.22\n',
    },
    {
      note: 'Another stage already says which version is meant.',
      wrong: 'FROM node:22 AS build\nRUN make\nFROM «node»\n',
      fixed: 'FROM node:22 AS build\nRUN make\nFROM node:22\n',
    },
    {
      note: 'Docker takes quotes around the name away.',
      wrong: 'FROM "«alpine»"\nFROM "scratch"\n',
    },
    {
      note: 'A port is no tag, and a variable in front does not name a version.',
      wrong: 'ARG REGISTRY=registry.example.com\nFROM «localhost:5000/base» AS build\nFROM «$REGISTRY/alpine»\n',
      right: 'ARG IMAGE=alpine:3.22\nFROM $IMAGE AS build\nFROM build\nRUN make\nFROM scratch\n',
    },
    {
      note: 'Only advice where it is the default of an argument, since a build can be given another one.',
      wrong: 'ARG BASE=«alpine»\nFROM $BASE\n',
      right: 'ARG BASE=alpine:3.22\nFROM $BASE\n',
    },
    {
      note: 'Images that are rebuilt on purpose can be left alone.',
      options: { allow: ['registry.example.com/*', 'busybox'] },
      wrong: 'FROM registry.example.com/base AS build\nFROM busybox AS tools\nFROM «alpine»\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  options: { allow: allowedImages },
  messages: {
    untagged: '{image} has no tag, so that every build takes the newest there is: name a version.',
    byDefault:
      'Without the build argument {name} this is {image} without a tag, so the newest there is: name a version.',
  },
  check({ tree, model, options, report }) {
    const names = new Set<string>();
    const told = new Set<number>();
    const allowed = options.allow as readonly string[];
    for (const stage of model.stages) {
      const image = imageOf(stage);
      const span = image && !names.has(image.text.toLowerCase()) ? untaggedPart(image, tree.escape) : undefined;
      if (image && span && !isImageAmong(parseImageReference(image.text), allowed)) {
        const fixes = tagFixes(model, image.text, { start: span.end, end: span.end });
        report({ span, message: 'untagged', params: { image: image.text }, fixes });
      }
      const byDefault = span ? undefined : defaultImageOf(model, stage);
      if (byDefault && !told.has(byDefault.span.start) && isUntagged(byDefault.image, allowed)) {
        told.add(byDefault.span.start);
        const { name, image: taken } = byDefault;
        report({
          span: byDefault.span,
          message: 'byDefault',
          params: { name, image: taken },
          severity: 'info',
          aliases: [],
        });
      }
      if (stage.name !== undefined) {
        names.add(stage.name);
      }
    }
  },
});

/** True for the name of an image that has neither tag nor digest. */
function isUntagged(image: string, allowed: readonly string[]): boolean {
  const reference = parseImageReference(image);
  const isComplete = reference.tag !== undefined || reference.digest !== undefined;
  return !isComplete && typeof readImageReference(image) !== 'string' && !isImageAmong(reference, allowed);
}

function imageOf({ from, parent, image }: Stage): Word | undefined {
  return parent || image === 'scratch' ? undefined : writtenImage(from);
}

/** The image where it has neither tag nor digest, nor a variable that may bring one. */
function untaggedPart({ text, view }: Word, escapeToken: string): Span | undefined {
  // A slash within a variable's default does not part the path.
  let plain = text;
  for (const { span } of text.includes('$') ? variablesIn(text, escapeToken) : []) {
    plain = plain.slice(0, span.start) + '$'.repeat(span.end - span.start) + plain.slice(span.end);
  }
  const { path, tag, digest } = parseImageReference(plain);
  const last = path.text.slice(path.text.lastIndexOf('/') + 1);
  if (tag || digest || /[$"'\\`]/.test(last) || last === '') {
    return undefined;
  }
  const isInvalid = plain === text && typeof readImageReference(text) === 'string';
  return isInvalid ? undefined : originSpan(view, { start: 0, end: text.length });
}
