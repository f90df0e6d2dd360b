import { lineAt } from '../text/lines';
import { swallowedIn } from './engine/swallowed';
import { defineRule } from './rule';

export const swallowedInstruction = defineRule({
  id: 'swallowed-instruction',
  title: 'Instruction that belongs to the one above',
  aliases: [],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'A line that ends in `\\` goes on in the next one that is neither empty nor a comment, even when that begins with the name ' +
    'of an instruction. In a `RUN` its words then become arguments of a command, in an `ENV` a part of the value, and the ' +
    'instruction itself never takes place.',
  examples: [
    {
      wrong:
        'FROM alpine:3.22\nRUN apk add --no-cache \\\n  samba-server \\\n\n«COPY» smb.conf /etc/samba/\nCMD ["smbd", "-F"]\n',
      right:
        'FROM alpine:3.22\nRUN apk add --no-cache \\\n  samba-server\n\nCOPY smb.conf /etc/samba/\nCMD ["smbd", "-F"]\n',
      fixed:
        'FROM alpine:3.22\nRUN apk add --no-cache \\\n  samba-server\n\nCOPY smb.conf /etc/samba/\nCMD ["smbd", "-F"]\n',
    },
    {
      note: 'The backslash of a Windows path does it, too.',
      wrong: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nWORKDIR C:\\\n«COPY» start.ps1 .\n',
      fixed: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nWORKDIR C:\nCOPY start.ps1 .\n',
    },
    {
      note: 'Texts and the command of a health check are no instructions.',
      wrong:
        'FROM alpine:3.22\nRUN echo "\\\nFROM scratch" > /Dockerfile\nHEALTHCHECK --retries=2 \\\nCMD ["true"]\nENV A=1 \\\n«USER» 1\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#escape'],
  messages: {
    swallowed: 'This {keyword} belongs to the {name} above, because line {line} ends in {escape}: remove that.',
  },
  check({ tree, report }) {
    for (const instruction of tree.instructions) {
      const found = swallowedIn(tree, instruction);
      if (!found) {
        continue;
      }
      const { keyword, joint } = found;
      const isCutOff = /(?:&&|[|;,])$/.test(tree.text.slice(instruction.span.start, joint.start));
      report({
        span: keyword,
        message: 'swallowed',
        params: {
          keyword: tree.text.slice(keyword.start, keyword.end),
          name: instruction.name ?? 'line',
          line: lineAt(tree.lines, joint.start) + 1,
          escape: tree.escape,
        },
        related: [
          { span: instruction.keywordSpan, message: `The ${instruction.name ?? 'line'} that goes on begins here.` },
        ],
        fixes: isCutOff
          ? []
          : [{ title: `Remove the ${tree.escape}`, safe: false, edits: [{ span: joint, newText: '' }] }],
      });
    }
  },
});
