/** The line break that a text is written with: that of Windows where any line ends with it. */
export function lineBreakOf(text: string): '\r\n' | '\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
