import type { DirectiveDoc } from './docs';

/** The parser directives, which stand in comments at the very top of the file. */
export const directiveDocs: Readonly<Record<'syntax' | 'escape' | 'check', DirectiveDoc>> = {
  syntax: {
    form: '# syntax=<image>[:<tag>]',
    summary:
      'Names the image of the Dockerfile frontend, the part of BuildKit that reads this file. New instructions and flags then work on older engines too.',
    example: '# syntax=docker/dockerfile:1',
    notes: [
      '`docker/dockerfile:1` follows the newest stable 1.x; `:1.7` pins a minor version; `:1-labs` adds features that may still change.',
      'Without it the version built into the builder is used.',
      'It has to be in column 1 of the first lines: a blank line or an ordinary comment above it makes it a plain comment.',
    ],
  },
  escape: {
    form: '# escape=\\ or `',
    summary:
      'Chooses the character that continues a line and takes the special meaning from the next character. The backslash is the default.',
    example: '# escape=`\nFROM example.com/nanoserver:ltsc2022\nCOPY app.exe C:\\app\\',
    notes: [
      'The backtick is meant for Windows, where the backslash separates folders.',
      'It has to stand above everything but other directives. Commands in `RUN` keep the escapes of their own shell.',
    ],
  },
  check: {
    form: '# check=skip=<checks>|all;error=true|false;experimental=<checks>|all',
    summary:
      "Configures BuildKit's build checks for this file: which ones to skip, and whether their warnings fail the build.",
    example: '# check=skip=JSONArgsRecommended,StageNameCasing;error=true',
    since: 'Dockerfile 1.8',
    notes: [
      'Names are written exactly as BuildKit writes them. The value ends at the first space.',
      'With `error=true`, pin the version in `# syntax=`: newer ones bring new checks.',
      'Only one `check` directive is allowed.',
    ],
  },
};
