import type { Program } from './machine';
import { accounts } from './programs/accounts';
import { downloads } from './programs/downloads';
import { finding } from './programs/find';
import { folders } from './programs/folders';
import { versionControl } from './programs/git';
import { metadata } from './programs/metadata';
import { moving } from './programs/moving';
import { packageFiles } from './programs/packageFiles';
import { probes } from './programs/probes';
import { removing } from './programs/removing';
import { texts } from './programs/text';
import { unpacking } from './programs/unpacking';

const programs = new Map<string, Program>(
  [
    accounts,
    downloads,
    finding,
    folders,
    metadata,
    moving,
    packageFiles,
    probes,
    removing,
    texts,
    unpacking,
    versionControl,
  ].flatMap((table) => Object.entries(table)),
);

/** What a program of that name does; undefined when nothing is known of it. */
export function programFor(name: string): Program | undefined {
  return programs.get(name);
}
