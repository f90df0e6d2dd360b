import type { Instruction, Word } from '../../dockerfile/tree';
import { type Span, touches } from '../../text/span';
import type { HoverPlace, HoverText } from './docs';
import { instructionDocs } from './instructionDocs';
import { blocks, fence, heading, renderInstruction } from './render';

/** The hover of an instruction's keyword, and of the words `AS`, `CMD` and `NONE` that work like one. */
export function hoverKeyword({ instruction, offset }: HoverPlace): HoverText | undefined {
  const { name, keywordSpan } = instruction;
  if (name && touches(keywordSpan, offset)) {
    return { span: keywordSpan, markdown: renderInstruction(name, instructionDocs[name]) };
  }
  const inner = innerKeyword(instruction);
  return inner && touches(inner.span, offset) ? inner : undefined;
}

function innerKeyword({ name, args }: Instruction): HoverText | undefined {
  if (name === 'FROM' && args.form === 'words') {
    const as = args.words[1];
    return as && /^as$/i.test(as.text) ? { span: as.span, markdown: asText } : undefined;
  }
  if (args.form === 'healthcheck') {
    return healthcheckType(args.type);
  }
  return undefined;
}

function healthcheckType({ text, span }: Word): { span: Span; markdown: string } | undefined {
  const markdown = healthcheckTexts[text.toUpperCase()];
  return markdown === undefined ? undefined : { span, markdown };
}

const asText = blocks(
  heading('AS', 'names the stage'),
  'Gives the stage a name for `FROM`, `COPY --from`, `RUN --mount=from=` and `docker build --target`. Names are written in lower case.',
  fence('FROM golang:1.24 AS build'),
);

const healthcheckTexts: Readonly<Record<string, string>> = {
  CMD: blocks(
    heading('CMD', 'command of the health check'),
    'Runs inside the container at every interval. Exit status 0 means healthy, 1 unhealthy; other values are reserved. It is written like `CMD`: as a shell command or as a JSON array.',
    fence('HEALTHCHECK CMD ["/healthy", "--quiet"]'),
  ),
  NONE: blocks(heading('NONE', 'no health check'), 'Switches off the health check that came with the base image.'),
};
