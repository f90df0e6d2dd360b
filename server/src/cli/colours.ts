export type Colour = 'red' | 'yellow' | 'blue' | 'cyan' | 'bold' | 'dim';

/** The text in a colour of the terminal, or as it is when there are to be no colours. */
export function paint(text: string, colour: Colour, colours: boolean): string {
  return colours && text !== '' ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
}

const codes: Readonly<Record<Colour, number>> = { bold: 1, dim: 2, red: 31, yellow: 33, blue: 34, cyan: 36 };
