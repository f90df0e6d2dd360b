import type { Severity } from '../rules/rule';
import { type FileReport, shownName } from './lintReport';
import { visible } from './lintTextFormat';

/** The findings as workflow commands, which GitHub Actions shows as annotations beside the lines. */
export function formatGithub(reports: readonly FileReport[]): string {
  return reports
    .flatMap(({ findings }) => findings)
    .map((finding) => {
      const { file, line, column, endLine, endColumn, severity, message } = finding;
      // GitHub takes columns only for findings within a line, and includes the last one.
      const columns = line === endLine ? `,col=${column},endColumn=${Math.max(column, endColumn - 1)}` : '';
      const place = `file=${property(file)},line=${line},endLine=${endLine}${columns}`;
      return `::${commands[severity]} ${place},title=${property(shownName(finding))}::${data(message)}\n`;
    })
    .join('');
}

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

/** What ends or splits a workflow command is written with percent signs. */
function data(text: string): string {
  return visible(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
