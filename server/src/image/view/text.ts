/**
 * Text from an archive made safe to show: control characters, marks that turn the direction of text and
 * invisible characters are written as escapes, so that a name cannot pose as another one.
 */
export function shownText(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Text on one line, cut where it gets too long for a label. */
export function oneLine(text: string, longest = 200): string {
  const line = shownText(text.replace(/\s+/g, ' ').trim());
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** Text from an archive as code within a line of Markdown. */
export function markdownCode(text: string): string {
  const shown = shownText(text);
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = shown === '' || /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  // In a table a bar would end the cell.
  return `${fence}${pad}${shown.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** Text from an archive as a block of code in Markdown, lines kept. */
export function markdownBlock(text: string, language: string): string {
  const shown = text.split('\n').map(shownText).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}${language}\n${shown}\n${fence}`;
}

function longestRun(text: string): number {
  return text.includes('`') ? Math.max(...text.match(/`+/g)!.map((run) => run.length)) : 0;
}
