import { expect, test } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';

const ruleSet = ruleSetFor({ select: ['argument-out-of-scope'] });

function messagesFor(text: string): string[] {
  return lintText(text, { ruleSet }).findings.map(({ message }) => message);
}

test('a variable that is first added to itself comes from the base image', () => {
  const text = 'FROM example/base:1\nENV OLD=$LIBS\nENV LIBS=/opt/lib:$LIBS\nENV LIBS=/srv/lib:$OLD\n';
  expect(messagesFor(text)).toEqual([]);
});

test('the first line that sets a variable is named, not the last', () => {
  const text = 'FROM example/base:1\nENV OLD=$LIBS\nENV LIBS=/opt/lib\nENV LIBS=/srv/lib\n';
  expect(messagesFor(text)).toEqual(['LIBS is set only in line 3: move that above this line.']);
});
