import { parseImageReference } from '../model/imageReference';
import { originSpan } from '../text/view';
import { defaultImageOf } from './engine/defaultImage';
import { allowedImages, isImageAmong } from './engine/namePatterns';
import { tagFixes } from './engine/tagsInFile';
import { writtenImage } from './engine/writtenImage';
import { defineRule } from './rule';

export const latestTag = defineRule({
  id: 'latest-tag',
  title: 'Base image with the tag latest',
  aliases: ['DL3007'],
  category: 'reproducibility',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    '`latest` is whatever was pushed last under that name, often another major version than a month ago: the same ' +
    'Dockerfile then builds something else, or nothing at all. With a digest behind it the tag is only a remark, ' +
    'which is fine.',
  examples: [
    {
      wrong: 'FROM alpine:«latest»\n',
      right: 'FROM alpine:3.22\n',
    },
    {
      note: 'The image of a registry with a port, and a stage of its own platform.',
      wrong: 'FROM --platform=$BUILDPLATFORM localhost:5000/team/base:«latest» AS build\n',
    },
    {
      note: 'Another stage already says which version is meant.',
      wrong: 'FROM golang:1.25 AS build\nRUN make\nFROM golang:«latest» AS test\n',
      fixed: 'FROM golang:1.25 AS build\nRUN make\nFROM golang:1.25 AS test\n',
    },
    {
      note: 'Only advice where it is the default of an argument, since a build can be given another one.',
      wrong: 'ARG VERSION=«latest»\nARG BASE=«debian:latest»\nFROM alpine:$VERSION AS tools\nFROM $BASE\n',
      right: 'ARG VERSION=3.22\nARG BASE=debian:12\nFROM alpine:$VERSION AS tools\nFROM $BASE\n',
    },
    {
      note: 'Images that are rebuilt on purpose can be left alone.',
      options: { allow: ['registry.example.com/*'] },
      wrong: 'FROM registry.example.com/base:latest AS build\nFROM alpine:«latest»\nCOPY --from=build /app /app\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  options: { allow: allowedImages },
  messages: {
    latest: 'latest is another image with every release of {image}: name a version.',
    byDefault: 'Without the build argument {name} this is the latest {image}, whatever that is: name a version.',
  },
  check({ model, options, report }) {
    const allowed = options.allow as readonly string[];
    const told = new Set<number>();
    for (const stage of model.stages) {
      const { from, parent } = stage;
      const byDefault = defaultImageOf(model, stage);
      if (byDefault && !told.has(byDefault.span.start)) {
        const { image, name, span } = byDefault;
        const reference = parseImageReference(image);
        if (reference.tag?.text === 'latest' && !reference.digest && !isImageAmong(reference, allowed)) {
          told.add(span.start);
          report({
            span,
            message: 'byDefault',
            params: { name, image: reference.path.text },
            severity: 'info',
            aliases: [],
          });
        }
        continue;
      }
      const image = parent ? undefined : writtenImage(from);
      if (!image) {
        continue;
      }
      const reference = parseImageReference(image.text);
      const { path, tag, digest } = reference;
      if (tag?.text === 'latest' && !digest && !isImageAmong(reference, allowed)) {
        const span = originSpan(image.view, tag.span);
        const fixes = tagFixes(model, image.text, span);
        report({ span, message: 'latest', params: { image: path.text }, fixes });
      }
    }
  },
});
