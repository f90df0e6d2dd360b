import type { CommandHost, Digest, KeptRun } from '../ports';
import type { ContextFinder } from './buildContext';
import type { InputReport, LintSettings } from './lintFile';
import type { LintInput } from './lintInputs';
import type { ReportedFinding } from './lintReport';

/** All that a report rests on beside the configuration and the program. */
export interface ReportBasis {
  /** The digest of the file. */
  readonly content: string;
  /** What was looked at in the build context, in this order, and the digest of what was there. */
  readonly context: ContextTrace;
}

export interface ContextTrace {
  readonly requests: readonly string[];
  readonly answers: string;
}

/** Reports of the last run, for those inputs that are as they were. */
export interface KeptReports {
  find(input: LintInput, index: number): InputReport | undefined;
  /** Keeps the reports of this run for the next one; `reports` are those of `inputs`. */
  keep(inputs: readonly LintInput[], reports: readonly InputReport[]): Promise<void>;
}

/**
 * Opens what was kept. A report counts again only when the bytes of the file, everything that was looked at in its
 * build context, its configuration and ShellCheck are what they were; sizes and times of files are not believed.
 */
export function openKeptReports(
  { before, keep }: KeptRun,
  digest: Digest,
  { configurations, ofInputs, shellCheck }: LintSettings & { readonly shellCheck: string | undefined },
  contexts: ContextFinder,
  host: CommandHost,
): KeptReports {
  const encoder = new TextEncoder();
  const digests = configurations.map((each) => digest.sha256(encoder.encode(JSON.stringify([each, shellCheck]))));
  // What is wrong in the options is told by the first configuration, before any file is looked at.
  const record = readRecord(before, digest);
  const known = record && record.first === digests[0] ? record.files : {};
  const configurationOf = (index: number): string => digests[ofInputs[index] ?? 0]!;
  return {
    find(input, index) {
      const entry = Object.hasOwn(known, input.file) ? known[input.file] : undefined;
      if (!entry || input.kind !== 'path' || entry.configuration !== configurationOf(index)) {
        return undefined;
      }
      const { content, context } = entry.basis;
      if (
        content !== contentDigest(input.path, digest, host) ||
        contexts.digestOf(context.requests) !== context.answers
      ) {
        return undefined;
      }
      return {
        file: input.file,
        findings: entry.findings,
        sourceLines: new Map(entry.sourceLines),
        basis: entry.basis,
      };
    },
    async keep(inputs, reports) {
      const files: Record<string, KeptReport> = {};
      for (const [index, { file, findings, sourceLines, basis }] of reports.entries()) {
        if (basis && inputs[index]!.kind === 'path') {
          files[file] = { configuration: configurationOf(index), basis, findings, sourceLines: [...sourceLines] };
        }
      }
      const text = encoder.encode(JSON.stringify({ first: digests[0], files } satisfies KeptRecord));
      await keep(Buffer.concat([encoder.encode(digest.sha256(text)), text]));
    },
  };
}

interface KeptRecord {
  /** The digest of the first configuration. */
  readonly first: string | undefined;
  readonly files: Readonly<Record<string, KeptReport>>;
}

interface KeptReport {
  /** The digest of the configuration. */
  readonly configuration: string;
  readonly basis: ReportBasis;
  readonly findings: readonly ReportedFinding[];
  readonly sourceLines: readonly (readonly [number, string])[];
}

const digestLength = 64;

/** The digest in front tells that the rest is whole and ours, so that nothing in it has to be looked at. */
function readRecord(bytes: Uint8Array | undefined, digest: Digest): KeptRecord | undefined {
  if (!bytes || bytes.length < digestLength) {
    return undefined;
  }
  const text = bytes.subarray(digestLength);
  const stated = new TextDecoder().decode(bytes.subarray(0, digestLength));
  return stated === digest.sha256(text) ? JSON.parse(new TextDecoder().decode(text)) : undefined;
}

function contentDigest(path: string, digest: Digest, host: CommandHost): string | undefined {
  try {
    return digest.sha256(host.readFile(path));
  } catch {
    return undefined;
  }
}
