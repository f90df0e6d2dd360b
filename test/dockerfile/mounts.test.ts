import { describe, expect, it } from 'vitest';
import { type Mount, mountsOf } from '../../server/src/dockerfile/mounts';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { marked, withMarks } from '../support/marks';

function mounts(text: string): readonly Mount[] {
  const tree = parseDockerfile(text);
  return mountsOf(tree.instructions.at(-1)!, tree.escape);
}

describe('mounts', () => {
  it('reads every flag of a RUN', () => {
    expect(
      mounts('RUN --mount=type=cache,id=k,dst=/x,from=b,src=s --network=none --mount=type=secret,env=E,id=i ls'),
    ).toMatchObject([
      { type: 'cache', id: 'k', target: '/x', from: 'b', source: 's', env: undefined },
      { type: 'secret', id: 'i', env: 'E', target: undefined },
    ]);
  });

  it.each([
    ['target=/x', 'bind'],
    ['type=TMPFS', 'tmpfs'],
    ['TYPE=ssh', 'ssh'],
    ['type=cache,type=bind', 'bind'],
    ['type=foo', undefined],
    ['type=$t', undefined],
  ])('knows the type of %s', (value, type) => expect(mounts(`RUN --mount=${value} ls`)[0]!.type).toBe(type));

  it.each([
    ['source="a b",target=/x', 'a b'],
    ['source=a\\ b,target=/x', 'a b'],
    ['\'"source=a,b",target=/x\'', 'a,b'],
    ['\'"source=a""b",target=/x\'', 'a"b'],
    ['source=a,src=b,target=/x', 'b'],
    ['source=,target=/x', ''],
  ])('takes the flag’s quotes off before those of the fields: %s', (value, source) => {
    expect(mounts(`RUN --mount=${value} ls`)[0]).toMatchObject({ source, target: '/x' });
  });

  it('has one name for each meaning of a key', () => {
    const fields = mounts('RUN --mount=src=a,DST=b,destination=c,ro,rw=false,readonly ls')[0]!.fields;
    expect(fields.map(({ key, written }) => `${written}: ${key}`)).toEqual([
      'src: source',
      'DST: target',
      'destination: target',
      'ro: readonly',
      'rw: readwrite',
      'readonly: readonly',
    ]);
  });

  it.each([
    'RUN --mount=«type»=«cache»,«target»=«/x»,«ro» ls',
    'RUN --mount=«ty\\\npe»=«ca\\\n# c\nche»,«»,«id»=«» ls',
    'RUN --mount="«type»=«cache»",«id»=«a" "b» ls',
    'RUN --mount=\'"«type»=«cache»","«id»=«a""b»"\' ls',
  ])('has exact places: %j', (source) => {
    const { text } = marked(source);
    const spans = mounts(text)[0]!.fields.flatMap(({ keySpan, valueSpan }) =>
      valueSpan ? [keySpan, valueSpan] : [keySpan],
    );
    expect(withMarks(text, spans)).toBe(source);
  });

  it('has no fields when a quote is in the wrong place', () => {
    expect(mounts('RUN --mount=\'a="b"\' ls')).toMatchObject([{ fields: [], badQuote: { start: 15, end: 16 } }]);
  });

  it('finds none in other instructions', () => {
    expect(mounts('COPY --mount=type=cache a b')).toEqual([]);
  });
});
