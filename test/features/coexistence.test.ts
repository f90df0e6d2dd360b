import { describe, expect, it } from 'vitest';
import { type Coexistence, hiddenFindings, type NeighbourDiagnostic } from '../../server/src/features/coexistence';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import type { NeighbourExtension } from '../../server/src/protocol/neighbours';

const text = [
  'FROM alpine:3.22', // 0
  'MAINTAINER ada', // 1
  'run echo a \\', // 2
  '  b', // 3
  'CMD a', // 4
  'CMD b', // 5
  '',
].join('\n');
const ruleSet = ruleSetFor({ select: ['maintainer-deprecated', 'keyword-not-upper-case', 'overridden-instruction'] });

/** What is still shown beside others. */
function shown(
  diagnostics: readonly NeighbourDiagnostic[],
  mode: Coexistence = 'auto',
  extensions: readonly NeighbourExtension[] = [],
): string[] {
  const { tree, findings } = lintText(text, { ruleSet });
  const hidden = hiddenFindings(tree, findings, { diagnostics, extensions }, mode);
  return findings.filter((finding) => !hidden.has(finding)).map(({ rule }) => rule);
}

function at(line: number, code: string | number, lastLine = line): NeighbourDiagnostic {
  return { code, firstLine: line, lastLine };
}

const all = ['maintainer-deprecated', 'keyword-not-upper-case', 'overridden-instruction'];
const without = (rule: string): string[] => all.filter((each) => each !== rule);

describe('auto', () => {
  it.each<[string, NeighbourDiagnostic[], string[]]>([
    ['nobody says anything', [], all],
    ['hadolint says the same', [at(1, 'DL4000')], without('maintainer-deprecated')],
    ['BuildKit says the same', [at(1, 'MaintainerDeprecated')], without('maintainer-deprecated')],
    ['dockerfile-utils says the same, by number', [at(1, 45)], without('maintainer-deprecated')],
    ['the same is said of another instruction', [at(2, 'DL4000')], all],
    ['something else is said of the same instruction', [at(1, 'DL3006'), at(1, 0), at(1, 99), at(1, 'X')], all],
    ['it is said in another line of the instruction', [at(3, 0)], without('keyword-not-upper-case')],
    ['it is said of a range that reaches the instruction', [at(0, 'DL4000', 1)], without('maintainer-deprecated')],
    ['it is said of the other instruction of two', [at(5, 'DL4003')], without('overridden-instruction')],
    ['all is said', [at(1, 45), at(2, 0), at(4, 37)], []],
    ['places are nonsense', [at(-5, 45, -7), at(1e9, 45)], all],
  ])('%s', (_, diagnostics, expected) => {
    expect(shown(diagnostics)).toEqual(expected);
  });
});

describe('show', () => {
  it('hides nothing', () => {
    expect(shown([at(1, 'DL4000')], 'show', ['exiasr.hadolint'])).toEqual(all);
  });
});

describe('hide', () => {
  it.each<[NeighbourExtension[], string[]]>([
    [[], all],
    [['exiasr.hadolint'], ['keyword-not-upper-case']],
    [['docker.docker'], []],
    [['ms-azuretools.vscode-containers'], []],
    [['ms-azuretools.vscode-docker', 'exiasr.hadolint'], []],
  ])('beside %j leaves %j', (extensions, expected) => {
    expect(shown([], 'hide', extensions)).toEqual(expected);
  });
});
