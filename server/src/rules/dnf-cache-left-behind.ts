import type { DockerfileTree } from '../dockerfile/tree';
import type { Leftover } from '../model/effects/effects';
import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const dnfCacheLeftBehind = defineRule({
  id: 'dnf-cache-left-behind',
  title: 'Cache of dnf or yum left in the layer',
  aliases: ['DL3032', 'DL3040'],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'dnf, microdnf and yum keep the metadata of every repository, often more than 30 MB: dnf 5 in ' +
    '`/var/cache/libdnf5`, dnf 4 in `/var/cache/dnf`, yum and microdnf in `/var/cache/yum`. `clean all` ' +
    'in the same `RUN` removes it; `clean packages` leaves the metadata, which is nearly all of it, and ' +
    'deleting the folder of another generation deletes nothing.',
  differs:
    'hadolint takes any `rm -rf` for a clean-up, but not `microdnf clean all`, nor what cleans in a branch or deletes the folder. Calls behind `sudo`, updates and `yum localinstall` are found as well. `tdnf` of Azure Linux is checked as well. Stages that only files are copied from are left alone.' +
    ' A program of your own that is said to clean up (`docker-image-cleanup`) is believed.',
  examples: [
    {
      wrong: 'FROM fedora:42\nRUN «dnf install» -y less\n',
      right: 'FROM fedora:42\nRUN dnf install -y less && dnf clean all\n',
      fixed: 'FROM fedora:42\nRUN dnf install -y less && dnf clean all\n',
    },
    {
      note: 'Cleaning before the installation cleans nothing.',
      wrong: 'FROM rockylinux:9\nRUN dnf clean all \\\n && «dnf install» -y less\n',
      fixed: 'FROM rockylinux:9\nRUN dnf clean all \\\n && dnf install -y less \\\n && dnf clean all\n',
    },
    {
      wrong: 'FROM centos:7\nRUN «yum install» -y less\n',
      fixed: 'FROM centos:7\nRUN yum install -y less && yum clean all\n',
    },
  ],
  references: [
    'https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command',
    'https://dnf5.readthedocs.io/en/latest/commands/clean.8.html',
  ],
  messages: leftoverMessages('Files in the package cache'),
  check(context) {
    reportLeftovers(context, { cause: 'dnf-cache', aliasesOf: codesOf });
  },
});

/** What others call it depends on the program. */
function codesOf({ writers }: Leftover, { text }: DockerfileTree): readonly string[] {
  return [
    ...new Set(
      writers.map(({ span }) => (/^(?:\S*\/)?yum\b/.test(text.slice(span.start, span.end)) ? 'DL3032' : 'DL3040')),
    ),
  ];
}
