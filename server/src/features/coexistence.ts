import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { NeighbourExtension } from '../protocol/neighbours';
import { type Dialect, dialectOf } from '../rules/engine/names';
import type { Finding } from '../rules/rule';
import { countWhile } from '../text/countWhile';
import { lineAt } from '../text/lines';
import type { Span } from '../text/span';

/**
 * What happens to findings of ours that another extension has, too:
 * - `auto`: one steps back where the other extension says the same of the same instruction.
 * - `hide`: all that an extension beside us could know are hidden, whether it says so or not.
 * - `show`: nothing is hidden.
 */
export type Coexistence = (typeof coexistences)[number];
export const coexistences = ['auto', 'show', 'hide'] as const;

/** What other extensions of the editor say of a document. */
export interface Neighbours {
  readonly diagnostics: readonly NeighbourDiagnostic[];
  /** Those that run beside us. */
  readonly extensions: readonly NeighbourExtension[];
}

export interface NeighbourDiagnostic {
  /** As the other tool has it: a name, or a number of dockerfile-utils. */
  readonly code: string | number;
  /** 0-based, both inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
}

/** The findings that step back. Takes time linear in the findings and in the diagnostics. */
export function hiddenFindings(
  tree: DockerfileTree,
  findings: readonly Finding[],
  { diagnostics, extensions }: Neighbours,
  mode: Coexistence,
): ReadonlySet<Finding> {
  if (mode === 'show') {
    return new Set();
  }
  if (mode === 'hide') {
    const tools = new Set(extensions.flatMap((id) => toolsOfExtensions[id]));
    return new Set(findings.filter(({ aliases }) => aliases.some((code) => tools.has(dialectOf(code)))));
  }
  const said = new Map<string, NeighbourDiagnostic[]>();
  for (const diagnostic of diagnostics) {
    const code = typeof diagnostic.code === 'number' ? numberedCodes[diagnostic.code] : diagnostic.code;
    if (code !== undefined) {
      said.set(code, [...(said.get(code) ?? []), diagnostic]);
    }
  }
  // A finding about two instructions is reported at one of them; others may report it at the other.
  const isSaid = (finding: Finding): boolean =>
    finding.aliases.some((code) =>
      said
        .get(code)
        ?.some((diagnostic) =>
          [finding, ...finding.related].some(({ span }) => touches(diagnostic, linesAround(tree, span))),
        ),
    );
  return said.size === 0 ? new Set() : new Set(findings.filter(isSaid));
}

/** The tools whose codes the extensions show. */
const toolsOfExtensions: Readonly<Record<NeighbourExtension, readonly Dialect[]>> = {
  'exiasr.hadolint': ['hadolint', 'shellcheck'],
  'docker.docker': ['buildkit'],
  'ms-azuretools.vscode-containers': ['dockerfile-utils'],
  'ms-azuretools.vscode-docker': ['dockerfile-utils'],
};

interface Lines {
  readonly firstLine: number;
  readonly lastLine: number;
}

function touches(a: Lines, b: Lines): boolean {
  return a.firstLine <= b.lastLine && b.firstLine <= a.lastLine;
}

/** The lines of the instruction that a place belongs to; outside of instructions the line itself. */
function linesAround({ instructions, lines }: DockerfileTree, { start }: Span): Lines {
  const line = lineAt(lines, start);
  const above = countWhile(instructions.length, (index) => instructions[index]!.lastLine < line);
  const found: Instruction | undefined = instructions[above];
  return found && found.firstLine <= line ? found : { firstLine: line, lastLine: line };
}

/** The codes of dockerfile-utils by their numbers (`ValidationCode`), which its diagnostics carry. */
const numberedCodes: readonly string[] = [
  'CASING_INSTRUCTION',
  'CASING_DIRECTIVE',
  'ARGUMENT_MISSING',
  'ARGUMENT_EXTRA',
  'ARGUMENT_REQUIRES_ONE',
  'ARGUMENT_REQUIRES_AT_LEAST_ONE',
  'ARGUMENT_REQUIRES_TWO',
  'ARGUMENT_REQUIRES_AT_LEAST_TWO',
  'ARGUMENT_REQUIRES_ONE_OR_THREE',
  'ARGUMENT_UNNECESSARY',
  'DUPLICATE_BUILD_STAGE_NAME',
  'EMPTY_CONTINUATION_LINE',
  'INVALID_BUILD_STAGE_NAME',
  'FLAG_AT_LEAST_ONE',
  'FLAG_DUPLICATE',
  'FLAG_INVALID_DURATION',
  'FLAG_LESS_THAN_1MS',
  'FLAG_MISSING_DURATION',
  'FLAG_MISSING_VALUE',
  'FLAG_UNKNOWN_UNIT',
  'NO_SOURCE_IMAGE',
  'INVALID_ESCAPE_DIRECTIVE',
  'INVALID_AS',
  'INVALID_DESTINATION',
  'INVALID_PORT',
  'INVALID_PROTO',
  'INVALID_REFERENCE_FORMAT',
  'INVALID_SIGNAL',
  'INVALID_SYNTAX',
  'ONBUILD_CHAINING_DISALLOWED',
  'ONBUILD_TRIGGER_DISALLOWED',
  'SHELL_JSON_FORM',
  'SHELL_REQUIRES_ONE',
  'SYNTAX_MISSING_EQUALS',
  'SYNTAX_MISSING_NAMES',
  'SYNTAX_MISSING_SINGLE_QUOTE',
  'SYNTAX_MISSING_DOUBLE_QUOTE',
  'MULTIPLE_INSTRUCTIONS',
  'UNKNOWN_INSTRUCTION',
  'UNKNOWN_ADD_FLAG',
  'UNKNOWN_COPY_FLAG',
  'UNKNOWN_FROM_FLAG',
  'UNKNOWN_HEALTHCHECK_FLAG',
  'UNKNOWN_TYPE',
  'UNSUPPORTED_MODIFIER',
  'DEPRECATED_MAINTAINER',
  'HEALTHCHECK_CMD_ARGUMENT_MISSING',
  'FLAG_INVALID_FROM_VALUE',
  'FLAG_EXPECTED_BOOLEAN_VALUE',
  'JSON_IN_SINGLE_QUOTES',
  'WORKDIR_IS_NOT_ABSOLUTE',
  'BASE_NAME_EMPTY',
  'DUPLICATED_ESCAPE_DIRECTIVE',
];
