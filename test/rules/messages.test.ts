import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';

function messagesOf(rule: string, text: string): string[] {
  return lintText(text, { ruleSet: ruleSetFor({ select: [rule] }) }).findings.map(
    ({ severity, message }) => `${severity}: ${message}`,
  );
}

describe('what a finding says', () => {
  it('names the argument without which there is no image', () => {
    const text = 'ARG REGISTRY\nARG TAG\nFROM ${REGISTRY}example/app:${TAG}\n';
    expect(messagesOf('invalid-default-in-from', text)).toEqual([
      'info: Without the build argument TAG this is example/app:, which is no image: give it a default.',
    ]);
  });

  it('tells of an argument whose default is made of others', () => {
    const text = 'ARG REPO\nARG NUMBER\nARG BASE=$REPO/base:b-$NUMBER\nFROM $BASE\n';
    expect(messagesOf('invalid-default-in-from', text)).toEqual([
      'info: Without build arguments BASE is /base:b-, which is no image: give those in its default one of their own.',
    ]);
  });

  it('names the line of the variable, not that of its instruction', () => {
    const text = 'FROM a:1\nARG DIR=/a\nENV A=1 \\\n    DIR=/b\n';
    expect(messagesOf('argument-shadowed-by-env', text)).toEqual([
      'warning: This argument has no effect, since ENV sets DIR again in line 4: write ENV DIR=$DIR there.',
    ]);
  });

  it('judges a secret by what its variables hold', () => {
    const key = '8A7495662C3CD4AE18D95637FAF6989E1BC16FEA';
    const harmless = ': A_KEY is named like a secret; if it is the fingerprint of a public key, all is well.';
    expect(messagesOf('secret-in-arg-or-env', `FROM a:1\nARG A_KEY=${key}\nENV A_KEY=$A_KEY\n`)).toEqual([
      `hint${harmless}`,
      `hint${harmless}`,
    ]);
    expect(messagesOf('secret-in-arg-or-env', 'FROM a:1\nENV API_TOKEN=0\n')).toEqual([
      'hint: API_TOKEN is named like a secret; if it only switches something on or off, all is well.',
    ]);
  });

  it('does not blame a layer for what an unknown image may have brought', () => {
    const text = (base: string) => `FROM ${base}\nRUN pip install .\nRUN pip uninstall -y torch\n`;
    expect(messagesOf('removed-in-later-layer', text('example/base:1'))).toEqual([]);
  });
});
