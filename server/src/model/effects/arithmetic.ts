/** The variables that a calculation reads and sets. */
export interface Variables {
  /** The text of a variable; undefined when only a build can tell, empty when it is not set. */
  value(name: string): string | undefined;
  assign(name: string, value: string | undefined): void;
}

const longest = 300;
const tokens =
  /\s*(?:(\d\w*(?:#\w+)?)|\$?([A-Za-z_]\w*)|\$\{(#?\w+)\}|(\*\*|<<=|>>=|[-+*/%<>=!&|^]=|\+\+|--|&&|\|\||<<|>>|[-+*/%<>=!~&|^?:,()]))/y;

/** What `$((…))`, `((…))` or `let` works out; undefined when only a build can tell. Assignments take place. */
export function calculate(text: string, variables: Variables): number | undefined {
  if (text.length > longest) {
    return undefined;
  }
  const calculation = new Calculation(text, variables);
  return calculation.result();
}

type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'operator'; readonly text: string };

type Value = number | undefined;

/** Weakest first; `?:`, assignments and the comma stand below all of them. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
  ['**'],
];

class Calculation {
  private readonly tokens: readonly Token[] | undefined;
  private at = 0;
  private failed = false;
  /** Behind a `||`, `&&` or `?` that leaves this part out, nothing is assigned. */
  private idle = 0;

  constructor(
    text: string,
    private readonly variables: Variables,
  ) {
    this.tokens = tokensOf(text);
  }

  result(): Value {
    if (!this.tokens) {
      return undefined;
    }
    const value = this.tokens.length === 0 ? 0 : this.list();
    return this.failed || this.at < this.tokens.length ? undefined : value;
  }

  private list(): Value {
    let value = this.choice();
    while (this.takes(',')) {
      value = this.choice();
    }
    return value;
  }

  private choice(): Value {
    const token = this.tokens![this.at];
    const next = this.tokens![this.at + 1];
    if (token?.kind === 'name' && next?.kind === 'operator' && /^(=|[-+*/%&|^]=|<<=|>>=)$/.test(next.text)) {
      this.at += 2;
      const right = this.choice();
      return this.assign(
        token.name,
        next.text === '=' ? right : apply(next.text.slice(0, -1), this.read(token.name), right),
      );
    }
    const condition = this.level(0);
    if (!this.takes('?')) {
      return condition;
    }
    const first = this.unless(condition === 0, () => this.choice());
    this.failed ||= !this.takes(':');
    const second = this.unless(condition !== 0 && condition !== undefined, () => this.choice());
    return condition === undefined ? undefined : condition !== 0 ? first : second;
  }

  private level(depth: number): Value {
    const operators = levels[depth];
    if (!operators) {
      return this.unary();
    }
    let left = this.level(depth + 1);
    for (let operator = this.takesOf(operators); operator !== undefined; operator = this.takesOf(operators)) {
      const isOut = (operator === '||' && left !== undefined && left !== 0) || (operator === '&&' && left === 0);
      // Only `**` is read from the right.
      const right = this.unless(isOut, () => this.level(operator === '**' ? depth : depth + 1));
      left = isOut ? (operator === '||' ? 1 : 0) : apply(operator!, left, right);
    }
    return left;
  }

  private unary(): Value {
    const operator = this.takesOf(['+', '-', '!', '~', '++', '--']);
    if (operator === undefined) {
      return this.primary();
    }
    if (operator === '++' || operator === '--') {
      const token = this.tokens![this.at++];
      if (token?.kind !== 'name') {
        this.failed = true;
        return undefined;
      }
      return this.assign(token.name, apply(operator[0]!, this.read(token.name), 1));
    }
    const value = this.unary();
    if (value === undefined) {
      return undefined;
    }
    return operator === '-' ? -value : operator === '!' ? Number(value === 0) : operator === '~' ? ~value : value;
  }

  private primary(): Value {
    const token = this.tokens![this.at++];
    if (token?.kind === 'number') {
      return token.value;
    }
    if (token?.kind === 'name') {
      const value = this.read(token.name);
      const operator = this.takesOf(['++', '--']);
      if (operator !== undefined) {
        this.assign(token.name, apply(operator[0]!, value, 1));
      }
      return value;
    }
    if (token?.text === '(') {
      const value = this.list();
      this.failed ||= !this.takes(')');
      return value;
    }
    this.failed = true;
    return undefined;
  }

  /** A part that may be left out; what it assigns is then left out as well. */
  private unless(isOut: boolean, run: () => Value): Value {
    this.idle += isOut ? 1 : 0;
    const value = run();
    this.idle -= isOut ? 1 : 0;
    return value;
  }

  private read(name: string): Value {
    if (name[0] === '#') {
      return this.variables.value(name.slice(1))?.length;
    }
    const text = this.variables.value(name);
    return text === undefined ? undefined : text.trim() === '' ? 0 : numberOf(text.trim());
  }

  private assign(name: string, value: Value): Value {
    if (this.idle === 0) {
      this.variables.assign(name, value === undefined ? undefined : String(value));
    }
    return value;
  }

  private takes(operator: string): boolean {
    return this.takesOf([operator]) !== undefined;
  }

  private takesOf(operators: readonly string[]): string | undefined {
    const token = this.tokens![this.at];
    if (token?.kind !== 'operator' || !operators.includes(token.text)) {
      return undefined;
    }
    this.at++;
    return token.text;
  }
}

function tokensOf(text: string): readonly Token[] | undefined {
  const found: Token[] = [];
  const trimmed = text.trimEnd();
  tokens.lastIndex = 0;
  while (tokens.lastIndex < trimmed.length) {
    const match = tokens.exec(trimmed);
    if (!match) {
      return undefined;
    }
    const [, digits, plain, braced, operator] = match;
    const value = digits === undefined ? undefined : numberOf(digits);
    const name = plain ?? braced;
    if (digits !== undefined && value === undefined) {
      return undefined;
    }
    found.push(
      value !== undefined
        ? { kind: 'number', value }
        : name !== undefined
          ? { kind: 'name', name }
          : { kind: 'operator', text: operator! },
    );
  }
  return found;
}

/** Octal behind a leading zero, hexadecimal behind `0x`, in another base behind `BASE#`. */
function numberOf(text: string): number | undefined {
  const based = /^(\d+)#(\w+)$/.exec(text);
  const value = based
    ? Number.parseInt(based[2]!, Number(based[1]))
    : /^-?0\d+$/.test(text)
      ? Number.parseInt(/[89]/.test(text) ? 'none' : text, 8)
      : /^(-?\d+|0[xX][\da-fA-F]+)$/.test(text)
        ? Number(text)
        : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function apply(operator: string, left: Value, right: Value): Value {
  if (left === undefined || right === undefined) {
    return undefined;
  }
  const value = operate(operator, left, right);
  return Number.isSafeInteger(value) ? value : undefined;
}

function operate(operator: string, left: number, right: number): number {
  switch (operator) {
    case '||':
      return Number(left !== 0 || right !== 0);
    case '&&':
      return Number(left !== 0 && right !== 0);
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&':
      return left & right;
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '<':
      return Number(left < right);
    case '<=':
      return Number(left <= right);
    case '>':
      return Number(left > right);
    case '>=':
      return Number(left >= right);
    case '<<':
      return left << right;
    case '>>':
      return left >> right;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return Math.trunc(left / right);
    case '%':
      return left % right;
    default:
      return left ** right;
  }
}
