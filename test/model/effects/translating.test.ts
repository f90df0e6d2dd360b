import { describe, it } from 'vitest';
import { checkEffects } from './checkEffects';

describe('texts that are translated or cut', () => {
  it.each([
    'echo /var/lib/apt/lists:/tmp | tr : "\\n" | xargs rm -rf',
    'rm -rf "$(echo \'/var/LIB/apt/lists\' | tr A-Z a-z)"',
    "rm -rf \"$(echo '/VAR/LIB/APT/LISTS' | tr '[:upper:]' '[:lower:]')\"",
    'rm -rf "$(echo \'"/var/lib/apt/lists"\' | tr -d \'"\')"',
    '! rm -rf "$(echo /var/lib/apt/lists | tr a b)"',
    'rm -rf "$(echo /x:/var/lib/apt/lists | cut -d: -f2)"',
    'rm -rf "$(echo /var/lib/apt/lists/a/b | cut -d / -f -5)"',
    'rm -rf "/var/lib/$(echo x.apt.y | cut -d. -f2)/lists"',
    '! rm -rf "$(echo /x:/var/lib/apt/lists | cut -d: -f1)"',
  ])('%s', (script) => {
    const isDirty = script.startsWith('! ');
    const update = isDirty ? '«apt-get update»' : 'apt-get update';
    checkEffects(`FROM debian:12\nRUN ${update} && ${script.replace(/^! /, '')}\n`, isDirty ? ['apt-lists'] : []);
  });
});
