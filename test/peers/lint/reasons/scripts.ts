import type { Case } from '../comparison';
import { hasSafePipes } from './pipes';
import { argumentsOf, callsIn, isGivenValue, isReportedBy, runOf, variablesIn } from './places';
import type { Reason } from './reason';

/** Reasons about what scripts do. */
export const scriptReasons: readonly Reason[] = [
  {
    codes: ['DL3001'],
    side: 'peer',
    quote: 'when the same RUN started something in the background or goes on with the service',
    holds: ({ source }) => /\s&\s|&\s*\\?\n|\bservice\b[\s\S]*(&&|;)/.test(source),
  },
  {
    codes: ['DL3001'],
    side: 'peer',
    quote: 'none when it only asks for a version',
    holds: ({ source }) => /\b(ssh|vim|top|ps|free|mount)\s+(-V|--version)\b/.test(source),
  },
  {
    codes: ['DL3003'],
    side: 'peer',
    quote: 'A `cd` in a subshell, a pipeline, a substitution',
    holds: (asked) => callsIn(asked, 'cd').some(({ place }) => place.isolated),
  },
  {
    codes: ['DL3003'],
    side: 'ours',
    quote: 'what stands in front of a mistake that ends the script',
    holds: endsBadly,
  },
  {
    codes: ['DL3003'],
    side: 'peer',
    quote: 'neither is the way back',
    holds: (asked) => callsIn(asked, 'cd').some((call) => /^(-|\.\.|"?\$OLDPWD"?)$/.test(argumentsOf(call)[0] ?? '')),
  },
  {
    codes: ['DL3008', 'DL3013', 'DL3016', 'DL3018', 'DL3033', 'DL3041'],
    side: 'peer',
    quote: 'neither are variables, which may hold versions',
    holds: ({ source }) => /(install|add)[\s\S]*\$/.test(source),
  },
  {
    codes: ['DL3018'],
    side: 'peer',
    quote: 'Words behind a verb that installs nothing',
    holds: ({ source }) => /apk update\s*\\?\s*apk add/.test(source),
  },
  {
    codes: ['DL3013'],
    side: 'peer',
    quote: 'a project in a folder (`.[all]`)',
    holds: ({ source }) => /install[^;&]*["' ]\.{1,2}[["'/]/.test(source),
  },
  {
    codes: ['DL3013', 'DL3033'],
    side: 'peer',
    quote: 'files have no version',
    holds: ({ source }) => /install[^;&]*\/\S*/.test(source),
  },
  {
    codes: ['DL3008', 'DL3013', 'DL3015', 'DL3016', 'DL3018', 'DL3028', 'DL3033', 'DL3041'],
    side: 'ours',
    quote: 'behind `sudo` and other wrappers',
    holds: ({ source }) => /\b(sudo|su|xargs|env|bash|sh)\b/.test(source),
  },
  {
    codes: ['DL3014'],
    side: 'ours',
    quote: 'A call behind `sudo` or `env` is a call like any other',
    holds: ({ source }) => /\bsudo\b/.test(source),
  },
  {
    codes: ['DL3016'],
    side: 'peer',
    quote: 'for npm a commit behind `#` is one',
    holds: ({ source }) => /#[0-9a-f]{7,40}\b/.test(source),
  },
  {
    codes: ['DL3018', 'DL3019', 'DL3062'],
    side: 'ours',
    quote: 'alls by path (`/sbin/apk`)',
    holds: ({ source }) => /\/(apk|go)\s/.test(source),
  },
  {
    codes: ['DL3013'],
    side: 'peer',
    quote: '`pipx` manages programs and is left alone',
    holds: (asked) => callsIn(asked, 'pipx').length > 0 && callsIn(asked, 'pip', 'pip3').length === 0,
  },
  {
    codes: ['DL3008'],
    side: 'peer',
    quote: 'nor patterns: `lib*-dev`',
    holds: ({ source }) => /apt-get[^;&]*install[^;&]*\w\*/.test(source),
  },
  {
    codes: ['DL3033', 'DL3041'],
    side: 'ours',
    quote: '`apt install` and `dnf swap` count as installing',
    holds: ({ source }) => /\b(yum|dnf)\s+(-\S+\s+)*swap\b/.test(source),
  },
  {
    codes: ['DL3033', 'DL3041'],
    side: 'peer',
    quote: 'groups (`@development`) and files have no version',
    holds: ({ source }) => /\b(yum|dnf)\s+(-\S+\s+)*group\s*install\b/.test(source),
  },
  {
    codes: ['DL3015'],
    side: 'peer',
    quote: 'also when an instruction above has written it to a configuration file',
    holds: ({ text }) => /APT::Install-Recommends\W+(false|0|no|off)/i.test(text),
  },
  {
    codes: ['DL3015'],
    side: 'peer',
    quote: 'a variable that the file gives the flag',
    holds: ({ source, text }) =>
      /apt-get\s[^;&]*\$/.test(source) && /[= ]["']?[^\n]*--no-install-recommends/.test(text),
  },
  {
    codes: ['DL3028'],
    side: 'peer',
    quote: 'files have no version',
    holds: (asked) =>
      callsIn(asked, 'gem')
        .map(argumentsOf)
        .filter(([verb]) => verb === 'install')
        .every((words) => words.some((word) => /\.gem$/.test(word))),
  },
  {
    codes: ['DL3008', 'DL3013', 'DL3015', 'DL3016'],
    side: 'ours',
    quote: 'in heredocs',
    holds: ({ instruction }) => (instruction?.heredocs.length ?? 0) > 0,
  },
  {
    codes: ['DL3028'],
    side: 'ours',
    quote: 'hadolint takes the word behind `-N` and `--no-document` for a value of the flag',
    holds: (asked) => callsIn(asked, 'gem').some((call) => /(-N|--no-document) \w/.test(argumentsOf(call).join(' '))),
  },
  {
    codes: ['DL3016'],
    side: 'ours',
    quote: '`npm i`, `npm add`,',
    holds: (asked) => callsIn(asked, 'npm').some((call) => /^(i|add)$/.test(argumentsOf(call)[0] ?? '')),
  },
  {
    codes: ['DL3003', 'DL3013', 'DL3016', 'DL3059'],
    side: 'peer',
    quote: 'Scripts for PowerShell and cmd are left alone',
    holds: (asked) => asked.instruction?.name === 'RUN' && runOf(asked) === undefined,
  },
  {
    codes: ['DL3016'],
    side: 'ours',
    quote: '`@latest` is no version',
    holds: ({ message }) => /@latest/.test(message),
  },
  {
    codes: ['DL3013'],
    side: 'ours',
    quote: 'Each package is reported where it stands',
    holds: ({ message }) => / of \S+ is installed/.test(message),
  },
  {
    codes: ['DL3033', 'DL3041'],
    side: 'ours',
    quote: 'are told from versions as well as the name allows',
    holds: ({ message }) => / of \S*-\d\S* is installed/.test(message),
  },
  {
    codes: ['DL3014'],
    side: 'peer',
    quote: 'a configuration file written in the Dockerfile',
    holds: ({ text }) => /APT::(Get::Assume-Yes|Install-Recommends)|apt\.conf/.test(text),
  },
  {
    codes: ['DL3014'],
    side: 'peer',
    quote: 'for `apt-get install` and `purge` without a package',
    holds: (asked) => callsIn(asked, 'apt-get').some((call) => argumentsOf(call).join(' ') === 'install'),
  },
  {
    codes: ['DL3014'],
    side: 'peer',
    quote: '`-q` given two or more times says yes',
    holds: ({ source }) => /apt-get[^;&]*\s-q{3,}\b/.test(source),
  },
  {
    codes: ['DL3014'],
    side: 'peer',
    quote: 'a variable of the script that holds `-y`',
    holds: ({ source }) => /apt-get \$\{?(\w+)[\s\S]*/.test(source) && /\w+=["'][^"']*-y\b/.test(source),
  },
  {
    codes: ['DL3014'],
    side: 'peer',
    quote: 'Nothing is reported for a simulation (`-s`)',
    holds: simulatesInstalling,
  },
  {
    codes: ['DL3015'],
    side: 'peer',
    quote: 'A simulation (`-s`) and a mere download (`-d`) install nothing',
    holds: simulatesInstalling,
  },
  {
    codes: ['DL3015'],
    side: 'peer',
    quote: 'neither does a call without a package',
    holds: (asked) =>
      callsIn(asked, 'apt-get')
        .map(argumentsOf)
        .some(
          (words) => words.includes('install') && words.every((word) => word === 'install' || /^-[yq]+$/.test(word)),
        ),
  },
  {
    codes: ['DL4006'],
    side: 'ours',
    quote: 'not into scripts for another shell (`bash -c`)',
    holds: ({ source }) => /\b(ba|da|z)?sh\s+(-\w+\s+)*-\w*c\b/.test(source),
  },
  {
    codes: ['DL3038'],
    side: 'peer',
    quote: '`microdnf` never asks',
    holds: ({ source }) =>
      /\bmicrodnf\b/.test(source) && !/\bdnf\s+(-\S+\s+)*install/.test(source.replaceAll('microdnf', '')),
  },
  {
    codes: ['DL3046'],
    side: 'peer',
    quote: 'a variable whose value nobody knows is not reported for the length of its name',
    holds: ({ source }) => /useradd[^;&]*-u\s+"?\$/.test(source),
  },
  {
    codes: ['DL3047'],
    side: 'peer',
    quote: 'On Alpine, where `wget` is that of BusyBox',
    holds: (asked) => runOf(asked)?.base.family === 'alpine',
  },
  {
    codes: ['DL3047'],
    side: 'ours',
    quote:
      'A call by path, behind `sudo`, in a script for another shell (`bash -c`), and in front of a mistake that ends the script is found as well.',
    holds: (asked) =>
      endsBadly(asked) ||
      /\/wget\s/.test(asked.source) ||
      callsIn(asked, 'wget').some(({ place, program }) => place.scope.embedded || program.wrappers.includes('sudo')),
  },
  {
    codes: ['DL3047'],
    side: 'peer',
    quote: 'clusters such as `-qO-` count',
    holds: (asked) =>
      callsIn(asked, 'wget').every((call) => argumentsOf(call).some((word) => /^-[a-zA-Z]*(q|nv|o|a)/.test(word))),
  },
  {
    codes: ['DL3059'],
    side: 'peer',
    quote: 'A heredoc is a script and counts as many commands.',
    holds: (asked) => [asked, above(asked)].some(({ instruction }) => (instruction?.heredocs.length ?? 0) > 0),
  },
  {
    codes: ['DL3059'],
    side: 'peer',
    quote: 'A command whose name a variable holds',
    holds: (asked) => [asked, above(asked)].some(callsVariable),
  },
  {
    codes: ['DL3059'],
    side: 'peer',
    quote: 'Scripts for PowerShell and cmd are left alone',
    holds: ({ text, source }) => /powershell|pwsh|cmd\b/i.test(text) || /`$/m.test(source),
  },
  {
    codes: ['DL3062'],
    side: 'peer',
    quote: 'a file of `go run` have no version, nor has what comes with Go (`std`)',
    holds: (asked) =>
      /go run \S+\.go\b/.test(asked.source) ||
      callsIn(asked, 'go')
        .map(argumentsOf)
        .filter(([verb]) => verb === 'install')
        .every((words) => words.some((word) => /^(std|cmd)$|^\.(\/|$)/.test(word))),
  },
  {
    codes: ['DL4006'],
    side: 'peer',
    quote: 'Nothing is said where the first commands cannot fail',
    holds: hasSafePipes,
  },
  {
    codes: ['SC2115'],
    side: 'peer',
    quote: 'sets to a text that is not empty is trusted',
    holds: (asked) =>
      callsIn(asked, 'rm').every((call) =>
        variablesIn(argumentsOf(call).join(' ')).every((name) => isGivenValue(asked, name)),
      ),
  },
  {
    codes: ['SC2086'],
    side: 'peer',
    quote: 'Where a missing quote can only split words it is left to ShellCheck.',
    // A variable that is all there is before the last slash makes it the root when it is empty.
    holds: (asked) =>
      !callsIn(asked, 'rm')
        .flatMap(argumentsOf)
        .filter((word) => /^\$\{?\w+\}?\/\*?$/.test(word))
        .some((word) => variablesIn(word).some((name) => !isGivenValue(asked, name))),
  },
  {
    codes: ['SC2164'],
    side: 'peer',
    quote: 'A `cd` with nothing behind it is left alone',
    holds: ({ source }) => /(^RUN|&&|;)[\s\\]*cd\b(?:[^;&|\n\\]|\\\s*\n)*$/.test(source),
  },
  {
    codes: ['SC2164'],
    side: 'peer',
    quote: 'so is a script that SHELL runs with `-e`',
    holds: ({ tree }) => tree.instructions.some(({ name, body }) => name === 'SHELL' && /"-\w*e/.test(body.text)),
  },
  {
    codes: ['SC3001', 'SC3010', 'SC3011', 'SC3014', 'SC3044', 'SC3046'],
    side: 'peer',
    quote: 'finds `[[`, `==`, `source` and `<(…)` in scripts that SHELL gives to Bash',
    holds: (asked) => runOf(asked)?.nodes[0]?.scope.shell === 'bash',
  },
  {
    codes: ['SC3014'],
    side: 'peer',
    quote: 'Of `==` within `[[` nothing more is said.',
    holds: (asked) => isReportedBy('bash-syntax-in-sh', asked) && !/(^|[^[])\[ [^\]]*==/.test(asked.source),
  },
  {
    codes: ['SC3001', 'SC3010', 'SC3046', 'SC3014'],
    side: 'peer',
    quote: 'or because the file puts it there',
    holds: ({ text, source }) =>
      /\bln\s+-\w+\s+(\/usr)?\/bin\/bash\s+\/bin\/sh\b/.test(text.slice(0, text.indexOf(source))),
  },
  {
    codes: ['SC2164'],
    side: 'ours',
    quote: 'It does not look into scripts for another shell (`bash -c`)',
    holds: ({ source }) => /\b(ba|da|z)?sh\s+(-\w+\s+)*-\w*c\b/.test(source),
  },
  {
    codes: ['SC2164'],
    side: 'ours',
    quote: 'ShellCheck is silent where a list with the `cd` in it stands in front of `&&` or `||`',
    holds: ({ source }) => /(\b(fi|done|esac)\b|[})])[\s\\]*(&&|\|\|)/.test(source),
  },
  {
    codes: ['SC2112', 'SC2113', 'SC2164', 'SC3010', 'SC3011', 'SC3014', 'SC3020', 'SC3037', 'SC3044', 'SC3046'],
    side: 'ours',
    quote: 'hadolint shows one finding of ShellCheck for each instruction',
    holds: ({ others }) => others.some((code) => code.startsWith('SC')),
  },
  {
    codes: ['SC3001', 'SC3010', 'SC3011', 'SC3037', 'SC3044', 'SC3046', 'SC3014', 'SC3020'],
    side: 'peer',
    quote: 'What the `/bin/sh` of the base image knows is not reported',
    holds: (asked) => /alpine|redhat|suse|arch/.test(runOf(asked)?.base.family ?? ''),
  },
  {
    codes: ['SC3037'],
    side: 'peer',
    quote: 'because dash knows `-n`, and `/bin/echo` is a program',
    holds: ({ source }) => !/(^|[^/])\becho\s+-n?e/.test(source),
  },
  {
    codes: ['DL3027'],
    side: 'ours',
    quote: '`sudo apt` and calls by path are found as well',
    holds: ({ source }) => /sudo\s+(-\S+\s+)*apt\b|\/apt\b/.test(source),
  },
  {
    codes: ['DL4001'],
    side: 'ours',
    quote: 'A call behind `sudo` or in a script for another shell is found as well.',
    holds: ({ text }) => /\bsudo\b|\b((ba)?sh|su)\s(\S+\s+)*?-c\b/.test(text),
  },
];

/** The same question about the instruction above. */
function above(asked: Case): Case {
  const { instruction, tree } = asked;
  return { ...asked, instruction: instruction && tree.instructions[tree.instructions.indexOf(instruction) - 1] };
}

/** True for a script that goes on behind its end. */
function endsBadly({ source }: Case): boolean {
  return /(&&|\|\||\|)[\s\\]*$/.test(source);
}

function callsVariable(asked: Case): boolean {
  const nodes = runOf(asked)?.nodes ?? [];
  return nodes.some(({ node }) => node.kind === 'command' && node.program && node.program.word.value === undefined);
}

function simulatesInstalling({ source }: Case): boolean {
  return /apt-get (install\s+)?(-\w*[sd]\b|--dry-run|--simulate|--download-only)/.test(source);
}
