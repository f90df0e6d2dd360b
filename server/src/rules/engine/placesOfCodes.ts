import type { DockerfileTree, Instruction } from '../../dockerfile/tree';
import { countWhile } from '../../text/countWhile';
import type { Suppression } from './suppressions';

/** Where the codes of other tools can occur, whatever these tools think of the rest. */

/** Whether a code can occur at an instruction, which has this text with its heredocs. */
type Place = (instruction: Instruction, text: string) => boolean;

/**
 * Answers whether a tool can have no finding of a code in what its comment is for. Undecided, and therefore false, for a
 * code whose places are not known and for what the tool does not read.
 */
export function createPlaceFinder({ instructions, text }: DockerfileTree): (code: string, of: Suppression) => boolean {
  const texts: string[] = [];
  const known = new Map<string, boolean>();

  /** What an instruction says, with its heredocs and on lines of their own those of its trigger. */
  const textOf = (index: number): string => {
    const { logical, heredocs } = instructions[index]!;
    texts[index] ??= [logical.text, ...heredocs.map(({ body }) => text.slice(body.start, body.end))].join('\n');
    return texts[index];
  };

  const mayOccur = (place: Place, { first, last }: Suppression['lines']): boolean => {
    const above = countWhile(instructions.length, (index) => instructions[index]!.lastLine < first);
    for (let index = above; index < instructions.length; index++) {
      const each = instructions[index]!;
      if (each.firstLine > last) {
        return false;
      }
      const { name, trigger } = each;
      const whole = textOf(index);
      // What has a name that we do not know may be known to another version of the tool.
      if (name === undefined || place(each, whole) || (trigger && place(trigger, whole.replace(/^\S+\s+/, '')))) {
        return true;
      }
    }
    return false;
  };

  return (code, { scope, lines }) => {
    const place = /^SC\d/.test(code) ? scripts : placesOf.get(code);
    if (place === undefined || scope === 'line') {
      return false;
    }
    const key = `${code} ${lines.first} ${lines.last}`;
    let can = known.get(key);
    if (can === undefined) {
      can = mayOccur(place, lines);
      known.set(key, can);
    }
    return !can;
  };
}

function at(names: string, words = /(?:)/): Place {
  const list = names.split(' ');
  return ({ name }, text) => list.includes(name!) && words.test(text);
}

const scripts = at('RUN CMD ENTRYPOINT HEALTHCHECK');
const shellForm: Place = (each, text) => each.args.form !== 'json' && at('CMD ENTRYPOINT HEALTHCHECK')(each, text);
const withTag = /^FROM\s+(?:--\S+\s+)*(?:\S*\/)?[^\s/]+[:@][^\s/]*(?:\s|$)/i;
const untagged: Place = (each, text) => at('FROM')(each, text) && !withTag.test(text);
const named = at('FROM', /\sAS\s/i);
const definitions = at('ARG ENV');
const labels = at('LABEL');

const placesOf: ReadonlyMap<string, Place> = new Map(
  Object.entries({
    DL3000: at('WORKDIR', /^WORKDIR\s+["']?[^/$"'\s]/i),
    DL3001: at('RUN', /free|kill|mount|ps|service|shutdown|ssh|top|vim/),
    DL3002: at('USER', /root|0/),
    DL3003: at('RUN', /cd/),
    DL3004: at('RUN', /sudo/),
    DL3006: untagged,
    DL3007: at('FROM', /:latest/),
    DL3008: at('RUN', /apt-get/),
    DL3009: at('RUN', /apt/),
    DL3010: at('COPY'),
    DL3011: at('EXPOSE'),
    DL3012: at('HEALTHCHECK'),
    DL3013: at('RUN', /pip|python/),
    DL3014: at('RUN', /apt-get/),
    DL3015: at('RUN', /apt-get/),
    DL3016: at('RUN', /npm/),
    DL3018: at('RUN', /apk/),
    DL3019: at('RUN', /apk/),
    DL3020: at('ADD'),
    DL3021: at('COPY'),
    DL3022: at('COPY', /--from/),
    DL3023: at('COPY', /--from/),
    DL3024: named,
    DL3025: shellForm,
    DL3026: at('FROM COPY RUN'),
    DL3027: at('RUN', /apt/),
    DL3028: at('RUN', /gem/),
    DL3029: at('FROM', /--platform/),
    DL3030: at('RUN', /yum/),
    DL3032: at('RUN', /yum/),
    DL3033: at('RUN', /yum/),
    DL3034: at('RUN', /zypper/),
    DL3035: at('RUN', /zypper/),
    DL3036: at('RUN', /zypper/),
    DL3037: at('RUN', /zypper/),
    DL3038: at('RUN', /dnf/),
    DL3040: at('RUN', /dnf/),
    DL3041: at('RUN', /dnf/),
    DL3042: at('RUN', /pip|python/),
    DL3043: at('ONBUILD'),
    DL3044: at('ENV', /\$/),
    DL3045: at('COPY'),
    DL3046: at('RUN', /useradd/),
    DL3047: at('RUN', /wget/),
    DL3048: labels,
    DL3049: at('FROM'),
    DL3050: labels,
    DL3051: labels,
    DL3052: labels,
    DL3053: labels,
    DL3054: labels,
    DL3055: labels,
    DL3056: labels,
    DL3057: at('FROM'),
    DL3058: labels,
    DL3059: at('RUN'),
    DL3060: at('RUN', /yarn/),
    DL3062: at('RUN', /go/),
    DL3063: named,
    DL3064: definitions,
    DL3065: at('FROM', /TARGETPLATFORM/),
    DL3066: at('USER'),
    DL3067: at('COPY', /--from/),
    DL4000: at('MAINTAINER'),
    DL4001: at('RUN', /curl|wget/),
    DL4003: at('CMD'),
    DL4004: at('ENTRYPOINT'),
    DL4005: at('RUN', /ln/),
    DL4006: at('RUN', /\|/),
    StageNameCasing: named,
    FromAsCasing: named,
    DuplicateStageName: named,
    ReservedStageName: named,
    JSONArgsRecommended: shellForm,
    MaintainerDeprecated: at('MAINTAINER'),
    UndefinedArgInFrom: at('FROM', /\$/),
    WorkdirRelativePath: at('WORKDIR'),
    UndefinedVar: (_, text) => text.includes('$'),
    MultipleInstructionsDisallowed: at('CMD ENTRYPOINT HEALTHCHECK'),
    LegacyKeyValueFormat: at('ENV LABEL'),
    RedundantTargetPlatform: at('FROM', /TARGETPLATFORM/),
    SecretsUsedInArgOrEnv: definitions,
    FromPlatformFlagConstDisallowed: at('FROM', /--platform/),
    CopyIgnoredFile: at('COPY ADD'),
    ExposeProtoCasing: at('EXPOSE'),
    ExposeInvalidFormat: at('EXPOSE'),
  } satisfies Record<string, Place>),
);
