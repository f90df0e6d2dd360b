import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';

const ruleSet = ruleSetFor({ select: ['build'] });

/** Where errors begin, as the words from there to the end of the line. */
function errorsOf(text: string): string[] {
  const { findings } = lintText(text, { ruleSet });
  return findings.map(({ span }) => text.slice(span.start).split('\n')[0]!);
}

describe('a template of a Dockerfile is reported once, where a build would stop first', () => {
  it.each([
    ['Jinja', '{% if gpu %}\nFROM a:1\n{% else %}\nFROM b:1\n{%- endif %}\n', '{% if gpu %}'],
    ['Go', 'FROM a:1\n{{- range .Packages }}\nRUN b {{ .Name }}\n{{- end }}\n', '{{- range .Packages }}'],
    ['ERB', '<%= notice %>\n<%= from(base) %>\nUSER root\nRUN a\n', '<%= notice %>'],
    ['several lines of code', 'FROM a:1\n<%\n  foo = 1\nend\n%>\nRUN b\n', '<%'],
    ['Mako', 'FROM a:1\n% if b:\nRUN b\n% endif\n', '% if b:'],
    ['the name of an image', 'FROM <%= base %>\nRUN a\nEXPOSE <%= port %>\n', '<%= base %>'],
    ['a part of the name', 'FROM a:{{tag}}\nFROM {{b}}\n', 'a:{{tag}}'],
    ['names between marks', 'FROM %%BASE_IMAGE%%\nRUN a\n', '%%BASE_IMAGE%%'],
    ['names of autoconf', 'FROM @BASE@\nRUN a\n', '@BASE@'],
    ['what is read before all else', 'FROM {{ base }}\nENV A={{ b }}\n', '{{ b }}'],
  ])('%s', (_, text, place) => expect(errorsOf(text)).toEqual([place]));

  it('and what is wrong besides is reported as well', () => {
    expect(errorsOf('RUN a\n{{ from }}\nRUNN b\nCOPY --form=b c d\n')).toEqual([
      'RUN a',
      '{{ from }}',
      'RUNN b',
      'form=b c d',
    ]);
  });

  it.each([
    ['a format of Docker', "FROM a:1\nRUN --mont=a docker inspect -f '{{.Id}}' b\n", ['mont=a']],
    ['an end of JSON', 'FROM a:1\nRUN echo \'{"a":\n{"b":1\n}}\' > c\nd\n', ['{"b":1', "}}' > c", 'd']],
  ])('%s is none', (_, text, places) =>
    expect(errorsOf(text).map((it) => it.slice(0, 6))).toEqual(places.map((it) => it.slice(0, 6))),
  );
});

it('names the other lines of a template', () => {
  const { findings } = lintText('FROM a:1\n{{ if b }}\nRUN c\n{{ end }}\n', { ruleSet });
  expect(findings[0]!.message).toBe(
    '{{ looks like a part of a template, which has to be rendered before a build: check the Dockerfile that is made of it.',
  );
  expect(findings[0]!.related.map(({ span, message }) => [span.start, message])).toEqual([
    [26, 'This belongs to it, too.'],
  ]);
});
