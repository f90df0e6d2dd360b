import { parseImageReference } from '../model/imageReference';
import { originSpan } from '../text/view';
import { allowedImages, isImageAmong } from './engine/namePatterns';
import { tagFixes } from './engine/tagsInFile';
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
      note: 'Images that are rebuilt on purpose can be left alone.',
      options: { allow: ['registry.example.com/*'] },
      wrong: 'FROM registry.example.com/base:latest AS build\nFROM alpine:«latest»\nCOPY --from=build /app /app\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  options: { allow: allowedImages },
  messages: { latest: 'latest is another image with every release of {image}: name a version.' },
  check({ model, options, report }) {
    for (const { from, parent } of model.stages) {
      const image = !parent && from.args.form === 'words' ? from.args.words[0] : undefined;
      if (!image) {
        continue;
      }
      const reference = parseImageReference(image.text);
      const { path, tag, digest } = reference;
      if (tag?.text === 'latest' && !digest && !isImageAmong(reference, options.allow as readonly string[])) {
        const span = originSpan(image.view, tag.span);
        const fixes = tagFixes(model, image.text, span);
        report({ span, message: 'latest', params: { image: path.text }, fixes });
      }
    }
  },
});
