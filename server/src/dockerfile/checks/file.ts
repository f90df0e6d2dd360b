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
  const facts: Facts = { text, escape: escapeToken, stages, report };
  let inStage = false;
  for (const instruction of instructions) {
    if (!broken.has(instruction)) {
      checkInstruction(instruction, facts);
    }
    if (instruction.name === 'FROM') {
      inStage = true;
      const words = instruction.args.form === 'words' ? instruction.args.words : [];
      if (words[2] && lowerCase(words[1]!.text) === 'as') {
        stages.add(lowerCase(words[2].text));
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
