import type { Program } from './machine';
import { apkPrograms } from './managers/apk';
import { aptPrograms } from './managers/apt';
import { bunPrograms } from './managers/bun';
import { composerPrograms } from './managers/composer';
import { condaPrograms } from './managers/conda';
import { corepackPrograms } from './managers/corepack';
import { dnfPrograms } from './managers/dnf';
import { goPrograms } from './managers/go';
import { npmPrograms } from './managers/npm';
import { otherLanguagePrograms } from './managers/otherLanguages';
import { pacmanPrograms } from './managers/pacman';
import { pnpmPrograms } from './managers/pnpm';
import { pythonPrograms } from './managers/python';
import { rubyPrograms } from './managers/ruby';
import { yarnPrograms } from './managers/yarn';
import { zypperPrograms } from './managers/zypper';
import { accounts } from './programs/accounts';
import { builds } from './programs/builds';
import { compilers } from './programs/compilers';
import { downloads } from './programs/downloads';
import { editing } from './programs/editing';
import { finding } from './programs/find';
import { folders } from './programs/folders';
import { generatedFiles } from './programs/generatedFiles';
import { versionControl } from './programs/git';
import { installers } from './programs/installers';
import { metadata } from './programs/metadata';
import { moving } from './programs/moving';
import { packageFiles } from './programs/packageFiles';
import { packing } from './programs/packing';
import { probes } from './programs/probes';
import { removing } from './programs/removing';
import { texts } from './programs/text';
import { translating } from './programs/translating';
import { unpacking } from './programs/unpacking';

const tables: readonly Readonly<Record<string, Program>>[] = [
  accounts,
  apkPrograms,
  aptPrograms,
  builds,
  bunPrograms,
  compilers,
  composerPrograms,
  condaPrograms,
  corepackPrograms,
  dnfPrograms,
  downloads,
  editing,
  finding,
  folders,
  generatedFiles,
  goPrograms,
  installers,
  metadata,
  moving,
  npmPrograms,
  otherLanguagePrograms,
  packageFiles,
  packing,
  pacmanPrograms,
  pnpmPrograms,
  probes,
  pythonPrograms,
  removing,
  rubyPrograms,
  texts,
  translating,
  unpacking,
  versionControl,
  yarnPrograms,
  zypperPrograms,
];

const programs = new Map(tables.flatMap((table) => Object.entries(table)));

/** What a program of that name does; undefined when nothing is known of it. `pip3.12` is `pip`, `python3` is `python`. */
export function programFor(name: string): Program | undefined {
  return programs.get(name) ?? programs.get(/^(pip|python|pypy|gem|cpanm?)[\d.]+$/.exec(name)?.[1] ?? '');
}
