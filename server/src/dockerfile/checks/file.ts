import { instructionInfo, lowerCase } from '../instructions';
import type { ProblemSink } from '../problems';
import type { Instruction } from '../tree';
import type { Facts } from './facts';
import { checkInstruction } from './instruction';

/**
 * Reports what BuildKit refuses of the instructions of a file, stage by stage. `broken` are those that already have a
 * problem of shape; BuildKit gets no further with them.
 */
export function checkInstructions(
  instructions: readonly Instruction[],
  broken: ReadonlySet<Instruction>,
  text: string,
  escapeToken: string,
  report: ProblemSink,
): void {
  const stages = new Set<string>();
  const allStages = stageNamesOf(instructions);
  const facts: Facts = { text, escape: escapeToken, stages, allStages, report };
  let inStage = false;
  for (const instruction of instructions) {
    if (!broken.has(instruction)) {
      checkInstruction(instruction, facts);
    }
    if (instruction.name === 'FROM') {
      inStage = true;
      const name = stageNameOf(instruction);
      if (name !== undefined) {
        stages.add(name);
      }
    } else if (!inStage && instruction.name !== undefined && instruction.name !== 'ARG') {
      const name = instructionInfo(instruction.keyword)!.name;
      const message = `${name} stands before the first FROM, where only ARG may be; move it behind a FROM.`;
      report('instruction-before-from', 'instructions', instruction.keywordSpan, message);
    }
  }
  const first = instructions[0];
  if (first && !inStage && instructions.every((instruction) => instruction.name === 'ARG')) {
    report('no-stages', 'build', first.keywordSpan, 'There is nothing to build here; add a FROM.');
  }
}

function stageNamesOf(instructions: readonly Instruction[]): Set<string> {
  const names = new Set<string>();
  for (const instruction of instructions) {
    const name = stageNameOf(instruction);
    if (name !== undefined) {
      names.add(name);
    }
  }
  return names;
}

/** The name behind AS in lower case. */
function stageNameOf({ name, args }: Instruction): string | undefined {
  if (name !== 'FROM' || args.form !== 'words') {
    return undefined;
  }
  const { words } = args;
  return words[2] && lowerCase(words[1]!.text) === 'as' ? lowerCase(words[2].text) : undefined;
}
