import type { DockerfileTree } from '../dockerfile/tree';
import { baseOf } from '../model/effects/bases';
import { lineageOf, type Stage } from '../model/stages';
import { lineAtEnd } from './engine/insertedLines';
import { defineRule, type Fix } from './rule';

export const missingHealthcheck = defineRule({
  id: 'missing-healthcheck',
  title: 'Image without a HEALTHCHECK',
  aliases: ['DL3057'],
  category: 'correctness',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'With a `HEALTHCHECK` Docker notices a program that runs but no longer answers. Kubernetes does not look at it, and ' +
    'an image for a single command needs none, so this rule is for those who ask for it.',
  differs:
    'hadolint reports every stage. Nobody runs the stages that only files are copied from, so only the last one counts, ' +
    'with those that it is built from. hadolint also lets one count that a stage beside it has, which begins with the same stage.',
  examples: [
    {
      note: 'Where the file says which port is listened on, the fix tries to connect with what the base image has.',
      wrong: '«FROM debian:12»\nEXPOSE 8080\nCMD ["app"]\n',
      fixed: 'FROM debian:12\nEXPOSE 8080\nHEALTHCHECK CMD ["bash", "-c", "</dev/tcp/127.0.0.1/8080"]\nCMD ["app"]\n',
    },
    {
      wrong: 'FROM node:22 AS build\nRUN make\n«FROM node:22»\nCMD ["node", "app.js"]\n',
      fixed: 'FROM node:22 AS build\nRUN make\nFROM node:22\nHEALTHCHECK NONE\nCMD ["node", "app.js"]\n',
      right: 'FROM node:22\nHEALTHCHECK CMD ["node", "check.js"]\nCMD ["node", "app.js"]\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  messages: { missing: 'Nothing tells whether the container still works: add a HEALTHCHECK, or HEALTHCHECK NONE.' },
  check({ tree, model, report }) {
    const last = model.stages.at(-1);
    const has =
      last && lineageOf(last).some(({ instructions }) => instructions.some((it) => it.name === 'HEALTHCHECK'));
    if (last && !has) {
      report({ span: last.from.span, message: 'missing', fixes: fixesFor(tree, last) });
    }
  },
});

function fixesFor(tree: DockerfileTree, stage: Stage): Fix[] {
  const check = checkOf(stage);
  const lines = [
    ...(check ? [{ title: `Check that port ${check.port} answers`, line: check.line }] : []),
    { title: 'Say that there is none', line: 'HEALTHCHECK NONE' },
  ];
  return lines.flatMap(({ title, line }) => {
    const edit = lineAtEnd(tree, stage, line);
    return edit ? [{ title, safe: false, edits: [edit] }] : [];
  });
}

/** A check that connects to the port that the image says it listens on, with what its base image has for that. */
function checkOf(stage: Stage): { readonly port: string; readonly line: string } | undefined {
  const ports = lineageOf(stage).flatMap(({ instructions }) =>
    instructions.flatMap(({ name, args }) =>
      name === 'EXPOSE' && args.form === 'words' ? args.words.map(({ text }) => text) : [],
    ),
  );
  const port = /^(\d+)(?:\/tcp)?$/i.exec(ports[0] ?? '')?.[1];
  const { family, plain, hasTools } = baseOf(stage.rootImage);
  if (port === undefined) {
    return undefined;
  }
  if (family === 'alpine') {
    return { port, line: `HEALTHCHECK CMD ["nc", "-z", "127.0.0.1", "${port}"]` };
  }
  return family !== undefined && (plain || hasTools)
    ? { port, line: `HEALTHCHECK CMD ["bash", "-c", "</dev/tcp/127.0.0.1/${port}"]` }
    : undefined;
}
