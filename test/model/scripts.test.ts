import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { buildModel } from '../../server/src/model/model';
import type { RunScript } from '../../server/src/model/scripts';
import { commandsOf } from '../../server/src/shell/walk';

/** The last RUN of a file: its kind, the shell, and its commands as the file has them. */
function lastScript(text: string): { readonly script: RunScript; readonly commands: string[] } {
  const model = buildModel(parseDockerfile(text));
  const run = model.tree.instructions.findLast((it) => it.name === 'RUN' || it.trigger?.name === 'RUN')!;
  const script = model.scriptOf(run.trigger ?? run)!;
  const commands = script.kind === 'foreign' ? [] : commandsOf(script.script);
  return { script, commands: commands.map(({ span }) => text.slice(span.start, span.end)) };
}

describe('scripts of RUN', () => {
  it.each([
    ['RUN a && b', 'shell', ['a', 'b']],
    ['RUN --mount=type=tmpfs,target=/t a', 'shell', ['a']],
    ['RUN a \\\n # c\n && b', 'shell', ['a', 'b']],
    ['RUN <<EOF\na\nb c\nEOF', 'shell', ['a', 'b c']],
    ['RUN <<-EOF\n\ta\n\tb\n\tEOF', 'shell', ['a', 'b']],
    ['RUN <<EOF\n#!/bin/bash -e\na\nEOF', 'shell', ['a']],
    ['RUN <<EOF\n#!/usr/bin/env python3\nx\nEOF', 'foreign', []],
    ['RUN cat <<A > /a && b <<B\nx\nA\ny\nB', 'shell', ['cat <<A > /a', 'b <<B']],
    ['RUN ["a", "b c"]', 'exec', ['["a", "b c"]']],
    ['RUN ["sh", "-c", "a && b"]', 'exec', ['["sh", "-c", "a && b"]', 'a', 'b']],
    ['RUN ["sh", "-c", "a \\"x\\" && b"]', 'exec', ['["sh", "-c", "a \\"x\\" && b"]', 'a \\"x\\"', 'b']],
    ['SHELL ["powershell", "-Command"]\nRUN a', 'foreign', []],
    ['SHELL ["cmd", "/S", "/C"]\nRUN a', 'foreign', []],
    ['SHELL ["/usr/bin/python3", "-c"]\nRUN a', 'foreign', []],
    ['SHELL ["conda", "run", "-n", "x", "/bin/bash", "-c"]\nRUN a', 'shell', ['a']],
    ['SHELL ["/usr/local/bin/_dockerfile_shell.sh"]\nRUN a', 'shell', ['a']],
    ['ONBUILD RUN a && b', 'shell', ['a', 'b']],
  ])('%j', (text, kind, commands) => {
    const { script, commands: found } = lastScript(`FROM debian\n${text}\n`);
    expect(script.kind).toBe(kind);
    expect(found).toEqual(commands);
  });

  it('knows the shells of Windows images', () => {
    expect(lastScript('FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN a\n').script.kind).toBe('foreign');
    expect(lastScript('FROM python:3.13-windowsservercore-ltsc2022 AS x\nFROM x\nRUN a\n').script.kind).toBe('foreign');
  });
});

describe('the shell in force', () => {
  it.each([
    ['RUN a', 'sh false false'],
    ['SHELL ["/bin/bash", "-c"]\nRUN a', 'bash false false'],
    ['SHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN a', 'bash true true'],
    ['SHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nFROM 0\nRUN a', 'sh false false'],
    ['SHELL ["/bin/bash", "-o", "errexit", "-c"]\nFROM x\nRUN a', 'bash true false'],
    ['FROM y AS z\nSHELL ["/bin/bash", "-c"]\nFROM x\nRUN a', 'sh false false'],
    ['RUN <<EOF\n#!/bin/bash -eu\na\nEOF', 'bash true false'],
  ])('%j', (text, expected) => {
    const { script } = lastScript(`FROM debian AS x\n${text}\n`);
    const shell = script.kind === 'shell' ? script.shell : undefined;
    expect(`${shell?.name} ${shell?.errexit} ${shell?.pipefail}`).toBe(expected);
  });

  it('knows stage and shell of every instruction', () => {
    const model = buildModel(parseDockerfile('ARG A\nFROM a\nRUN b\nFROM c\nONBUILD RUN d\n'));
    expect(model.tree.instructions.map((it) => model.stageOf(it)?.index)).toEqual([undefined, 0, 0, 1, 1]);
    expect(model.shellAt(model.tree.instructions[0]!).name).toBe('sh');
    expect(model.scriptOf(model.tree.instructions[2]!)).toBe(model.scriptOf(model.tree.instructions[2]!));
  });

  it.each([
    ['# escape=`\nFROM example/base\n', 'cmd'],
    ['# escape=`\nFROM debian:12\n', 'sh'],
    ['FROM mcr.microsoft.com/dotnet/framework/aspnet\n', 'cmd'],
    ['FROM mcr.microsoft.com/dotnet/aspnet\n', 'sh'],
  ])('knows the shell of Windows: %j', (text, name) => {
    const model = buildModel(parseDockerfile(`${text}CMD a\n`));
    expect(model.shellAt(model.tree.instructions[1]!).name).toBe(name);
  });
});
