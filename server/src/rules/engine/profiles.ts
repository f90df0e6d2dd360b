import type { Finding, PeerCode, Rule, Severity } from '../rule';
import { dialectOf } from './names';

/**
 * A set of rules to begin with:
 * - `recommended`: what careful people keep on. `strict`: every rule.
 * - `hadolint`, `buildkit`: what that tool reports, as grave as it says and by its codes, and what BuildKit refuses
 *   to build.
 */
export type ProfileName = (typeof profileNames)[number];
export const profileNames = ['recommended', 'strict', 'hadolint', 'buildkit'] as const;

/** What a profile means in one sentence, for settings and their documentation. */
export const profileDescriptions: Readonly<Record<ProfileName, string>> = {
  recommended: 'What careful people keep on.',
  strict: 'Every rule.',
  hadolint: 'What hadolint reports, with its codes and severities, and what BuildKit refuses to build.',
  buildkit: "What BuildKit's own checks report, by their names and as warnings, and what BuildKit refuses to build.",
};

/** The severity that a profile gives to a finding before anything else is set, `off` to leave it out. */
export function levelInProfile(
  profile: ProfileName,
  rule: Rule,
  { aliases, category, severity }: Pick<Finding, 'aliases' | 'category' | 'severity'>,
): Severity | 'off' {
  if (profile === 'strict') {
    return severity;
  }
  if (profile === 'recommended') {
    return rule.recommended ? severity : 'off';
  }
  if (category === 'build') {
    return severity;
  }
  let level: Severity | 'off' = 'off';
  for (const code of aliases) {
    // hadolint hands on what ShellCheck says.
    const own = profile === 'hadolint' && dialectOf(code) === 'shellcheck' ? severity : levelOfCode(profile, code);
    level = rank(own) > rank(level) ? own : level;
  }
  return level;
}

/**
 * The code under which the tool of a profile knows a finding, the gravest where there are several; undefined in the
 * profiles that are of no other tool, and for findings of ours alone.
 */
export function peerInProfile(profile: ProfileName, { aliases }: Pick<Finding, 'aliases'>): PeerCode | undefined {
  if (profile !== 'hadolint' && profile !== 'buildkit') {
    return undefined;
  }
  let found: string | undefined;
  for (const code of aliases) {
    const isKnown = dialectOf(code) === profile || (profile === 'hadolint' && dialectOf(code) === 'shellcheck');
    if (isKnown && (found === undefined || rank(levelOfCode(profile, code)) > rank(levelOfCode(profile, found)))) {
      found = code;
    }
  }
  return found === undefined ? undefined : { tool: profile, code: found };
}

/** True when some findings of a rule have a severity in a profile. */
export function mayBeInProfile(profile: ProfileName, rule: Rule): boolean {
  const { aliases, severity } = rule;
  if (rule.foreignCodes) {
    return rule.recommended || profile === 'strict';
  }
  return [rule.category, ...(rule.otherCategories ?? [])].some(
    (category) => levelInProfile(profile, rule, { aliases, category, severity }) !== 'off',
  );
}

function rank(level: Severity | 'off'): number {
  return order.indexOf(level);
}

const order: readonly (Severity | 'off')[] = ['off', 'hint', 'info', 'warning', 'error'];

function levelOfCode(tool: 'hadolint' | 'buildkit', code: string): Severity | 'off' {
  if (dialectOf(code) !== tool) {
    return 'off';
  }
  return tool === 'hadolint' ? (ofHadolint.get(code) ?? 'warning') : code === experimentalCheck ? 'off' : 'warning';
}

/** Runs in BuildKit only when a file asks for it. */
const experimentalCheck = 'InvalidDefinitionDescription';

/** The severities of hadolint 2.15; every other code of it is a warning. */
const ofHadolint: ReadonlyMap<string, Severity | 'off'> = new Map(
  Object.entries({
    error: ['DL3000', 'DL3004', 'DL3011', 'DL3012', 'DL3020', 'DL3021', 'DL3023', 'DL3024', 'DL3026', 'DL3043'].concat([
      'DL3044',
      'DL3061',
      'DL4000',
      'DL4004',
    ]),
    info: [
      'DL3001',
      'DL3009',
      'DL3010',
      'DL3015',
      'DL3019',
      'DL3047',
      'DL3049',
      'DL3050',
      'DL3059',
      'DL3060',
      'DL3066',
    ],
    hint: ['DL3048'],
    off: ['DL1001', 'DL3057'],
  }).flatMap(([level, codes]) => codes.map((code): [string, Severity | 'off'] => [code, level as Severity | 'off'])),
);
