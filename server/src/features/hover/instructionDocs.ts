import type { InstructionName } from '../../dockerfile/tree';
import type { InstructionDoc } from './docs';
import { fileDocs } from './fileDocs';
import { metadataDocs } from './metadataDocs';
import { stageDocs } from './stageDocs';

/** What hovers say of each of the 18 instructions. */
export const instructionDocs: Readonly<Record<InstructionName, InstructionDoc>> = {
  ...fileDocs,
  ...stageDocs,
  ...metadataDocs,
};
