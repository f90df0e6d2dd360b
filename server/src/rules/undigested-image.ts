import { variablesIn } from '../dockerfile/variables';
import { parseImageReference } from '../model/imageReference';
import { originSpan } from '../text/view';
import { allowedImages, isImageAmong } from './engine/namePatterns';
import { writtenImage } from './engine/writtenImage';
import { defineRule } from './rule';

export const undigestedImage = defineRule({
  id: 'undigested-image',
  title: 'Base image without a digest',
  aliases: [],
  category: 'reproducibility',
  severity: 'info',
  recommended: false,
  since: '0.1.0',
  fix: 'none',
  why:
    'A tag can be pushed again with other content; a digest is the content. With a digest a build begins with the very ' +
    'bytes that were tested, whoever runs the registry. It is off unless asked for, since digests have to be kept up to ' +
    'date by a tool, or no fix of the base image ever arrives.',
  examples: [
    {
      wrong: 'FROM «alpine:3.22»\n',
      right: 'FROM alpine:3.22@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1\n',
    },
    {
      note: 'Only images of other people need one here.',
      options: { allow: ['registry.example.com/*'] },
      wrong: 'FROM registry.example.com/team/base:1.2 AS build\nFROM «node:22»\nCOPY --from=build /app /app\n',
    },
    {
      note: 'Only what comes from one registry needs one here.',
      options: { images: ['ghcr.io/*'] },
      wrong: 'FROM alpine:3.22 AS build\nFROM «ghcr.io/a/b:1»\nCOPY --from=build /app /app\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  options: {
    images: {
      type: 'array',
      items: { type: 'string' },
      default: ['*'],
      description: 'Images that need a digest; `*` stands for any characters.',
    },
    allow: allowedImages,
  },
  messages: { undigested: '{image} has no digest, so that its content can change: add the one that was tested.' },
  check({ tree, model, options, report }) {
    const images = options.images as readonly string[];
    const allowed = options.allow as readonly string[];
    for (const { from, parent, image } of model.stages) {
      const word = writtenImage(from);
      // A variable may bring the digest.
      if (!word || parent || image === 'scratch' || variablesIn(word.text, tree.escape).length > 0) {
        continue;
      }
      const reference = parseImageReference(word.text);
      if (!reference.digest && isImageAmong(reference, images) && !isImageAmong(reference, allowed)) {
        report({
          span: originSpan(word.view, { start: 0, end: word.text.length }),
          message: 'undigested',
          params: { image: word.text },
        });
      }
    }
  },
});
