import { describe, it } from 'vitest';
import { checkEffects } from './checkEffects';

/** Checks whether a bash script deletes the package lists; `! ` stands before one that does not. */
function checkScript(script: string): void {
  const isDirty = script.startsWith('! ');
  const update = isDirty ? '«apt-get update»' : 'apt-get update';
  const text = `FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN ${update} && ${script.replace(/^! /, '')}\n`;
  checkEffects(text, isDirty ? ['apt-lists'] : []);
}

describe('arrays and parameters in a row', () => {
  it.each([
    'a=(/x /var/lib/apt/lists); rm -rf "${a[@]:1}"',
    '! a=(/x /var/lib/apt/lists); rm -rf "${a[@]:0:1}"',
    '! a=(/var/lib/apt/lists); rm -rf "${a[@]:1}"',
    'a=(/x /var/lib/apt/lists); rm -rf "${a[-1]}"',
    'f() { rm -rf "${@:2}"; }; f /x /var/lib/apt/lists',
    '! f() { rm -rf "${@:2}"; }; f /var/lib/apt/lists /x',
    'f() { for d in "${@:2}"; do rm -rf "$1/$d"; done; }; f /var/lib/apt mirrors lists',
  ])('%s', checkScript);
});

describe('lines that are read into words', () => {
  it.each([
    'IFS=, read -ra d <<< "/x,/var/lib/apt/lists"; rm -rf "${d[@]}"',
    'read -r -a d <<< "/x /var/lib/apt/lists"; rm -rf "${d[1]}"',
    'IFS=: read -r a b <<< /x:/var/lib/apt/lists; rm -rf "$b"',
    'IFS=:; read -r a b <<< /x:/var/lib/apt/lists; rm -rf "$b"',
    'while IFS=: read -r name folder _; do rm -rf "$folder"; done <<< lists:/var/lib/apt/lists:x',
    '! while IFS=: read -r name folder; do rm -rf "$folder"; done <<< lists:/var/lib/apt/lists:x',
    'while IFS= read -r folder; do rm -rf "$folder"; done <<< /var/lib/apt/lists',
    'read -r a b <<< "/x  y /var/lib/apt/lists"; rm -rf $b',
  ])('%s', checkScript);
});

describe('branches of case that look on', () => {
  it.each([
    'case ab in a*) true ;;& *b) rm -rf /var/lib/apt/lists/* ;; esac',
    '! case ab in a*) true ;;& c) rm -rf /var/lib/apt/lists/* ;; esac',
    '! case ab in a*) true ;; *b) rm -rf /var/lib/apt/lists/* ;; esac',
  ])('%s', checkScript);
});
