import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const gitFolderLeftBehind = defineRule({
  id: 'git-folder-left-behind',
  title: 'History of a clone left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'A clone brings its history in `.git`, often more than the files themselves, and nothing at run time ' +
    'reads it. Delete the folder in the same `RUN`, clone in a stage of its own and copy what is needed, ' +
    'or let `ADD` fetch the repository, which leaves the history out.',
  examples: [
    {
      wrong: 'FROM buildpack-deps:12-scm\nRUN «git clone https://git.example.com/tool.git /opt/tool»\n',
      right:
        'FROM buildpack-deps:12-scm\nRUN git clone https://git.example.com/tool.git /opt/tool && rm -rf /opt/tool/.git\n',
      fixed:
        'FROM buildpack-deps:12-scm\nRUN git clone https://git.example.com/tool.git /opt/tool && rm -rf /opt/tool/.git\n',
    },
    {
      note: 'Where the base image decides what a variable holds, the fix names the folder as the file does.',
      wrong: 'FROM registry.example.com/builder:4\nRUN «git clone https://git.example.com/tool.git $SRC/tool»\n',
      fixed:
        'FROM registry.example.com/builder:4\nRUN git clone https://git.example.com/tool.git $SRC/tool && rm -rf "$SRC/tool/.git"\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository'],
  messages: leftoverMessages('The Git objects of a clone'),
  check(context) {
    reportLeftovers(context, { cause: 'git-folder', isFixSafe: false });
  },
});
