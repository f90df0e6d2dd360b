import type { Processes } from '../../ports';

/**
 * What tells one ShellCheck from another one that may say something else: what it says of its version, and the options
 * that a variable of the environment gives to it. Undefined when there is none, or none that answers.
 */
export async function shellCheckEdition(
  processes: Processes,
  options: string | undefined,
  program = 'shellcheck',
): Promise<string | undefined> {
  const request = { program, args: ['--version'], input: '', mostOutput: 10_000, mostMilliseconds: 5_000 };
  const end = await processes.run(request, { cancelled: false, onCancel: () => undefined });
  return end.kind === 'ended' && end.exitCode === 0 ? `${end.output}\n${options ?? ''}` : undefined;
}

/** The variable with options that ShellCheck takes as well. */
export const shellCheckVariable = 'SHELLCHECK_OPTS';
