// The linters that Strata is compared with: how each is run over many files, and its answers in one shape.
//
// An answer is `{ findings: [{ code, line, message }], refusal }` for each file; lines count from 1. `refusal` is
// undefined, or `{ line, message }` when the tool could not read the file; `line` is undefined where it names none.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Tool → a function that takes its path and absolute paths of files, and returns a promise of file → answer. */
export const peers = { hadolint: askHadolint, BuildKit: askBuildKit, 'dockerfile-utils': askDockerfileUtils };

async function askHadolint(program, files) {
  const answers = new Map(files.map((file) => [file, { findings: [], refusal: undefined }]));
  // It reads configuration from the folder that it runs in, from the home folder and from the environment.
  const folder = mkdtempSync(join(tmpdir(), 'compare-lint-'));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HADOLINT_')));
  try {
    for (let from = 0; from < files.length; from += 200) {
      // DL3057 is off unless it is asked for.
      const args = ['--no-fail', '--info', 'DL3057', '-f', 'json', ...files.slice(from, from + 200)];
      const output = await run(resolve(program), args, { cwd: folder, env: { ...env, HOME: folder } });
      for (const { file, code, line, message } of JSON.parse(output)) {
        const answer = answers.get(file);
        if (code === 'DL1000') {
          answer.refusal = { line, message };
        } else {
          answer.findings.push({ code, line, message });
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return answers;
}

/** The experimental check must be asked for, which would replace the directives of the files: it has a run of its own. */
async function askBuildKit(program, files) {
  const experimental = 'InvalidDefinitionDescription';
  const [reports, described] = await Promise.all([
    reportsOfBuildKit(program, ['--context-dir', 'auto'], files),
    reportsOfBuildKit(program, ['--check', `experimental=${experimental}`], files),
  ]);
  return new Map(
    reports.map((report, n) => {
      const also = described[n].warnings.filter(({ rule }) => rule === experimental);
      return [report.file, answerOfBuildKit({ ...report, warnings: [...report.warnings, ...also] })];
    }),
  );
}

async function reportsOfBuildKit(program, args, files) {
  const output = await run(program, [...args, '--files-from', '-'], { input: `${files.join('\n')}\n` });
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function answerOfBuildKit({ warnings, error }) {
  return {
    findings: warnings.map(({ rule, message, ranges }) => ({ code: rule, line: ranges[0]?.start.line ?? 1, message })),
    refusal: error ? { line: error.ranges?.[0]?.start.line || undefined, message: error.message } : undefined,
  };
}

/** `path` is the folder of the package, or of one that has it installed. */
async function askDockerfileUtils(path, files) {
  const require = createRequire(join(resolve(path), 'package.json'));
  const { validate, ValidationCode } = require('dockerfile-utils');
  return new Map(
    files.map((file) => {
      const findings = validate(readFileSync(file, 'utf8')).map(({ code, range, message }) => ({
        code: ValidationCode[code],
        line: range.start.line + 1,
        message,
      }));
      return [file, { findings, refusal: undefined }];
    }),
  );
}

/** The standard output of a program; a promise that is broken when it cannot be started or fails. */
function run(program, args, { input = '', ...options } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done(Buffer.concat(chunks).toString('utf8')) : fail(new Error(`${program} ended with ${code}.`)),
    );
    child.stdin.end(input);
  });
}
