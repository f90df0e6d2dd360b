import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildKitInstruction } from '../support/buildKitTree';

/** A small Dockerfile with BuildKit's own answer; test/fixtures/parser-cases.json holds them. Lines count from 1. */
export interface ParserCase {
  readonly name: string;
  readonly dockerfile: string;
  readonly ast?: readonly BuildKitInstruction[];
  readonly error?: {
    readonly phase: 'parse' | 'instructions' | 'build';
    readonly line: number | null;
    readonly endLine?: number;
    readonly message: string;
  };
  readonly escape?: string;
  readonly syntax?: string;
  readonly emptyContinuation?: readonly number[];
}

export const parserCases: readonly ParserCase[] = JSON.parse(
  readFileSync(join(__dirname, '../fixtures/parser-cases.json'), 'utf8'),
);
