// Small pieces that the other files build rules of.

/** The start of a line, also behind the indentation that an embedding grammar has taken away. */
export const lineStart = '(?:^|\\G)';

/** An end that never comes: the rule is popped with the one around it. */
export const never = '(?!)';

/** The escape character of a file as a regular expression, by the name of its variant. */
export const escapes = { backslash: '\\\\', backtick: '`' };

export const include = (name) => ({ include: `#${name}` });

export const scoped = (name) => ({ name });

/** Captures 1, 2, 3 … */
export const captures = (...rules) => Object.fromEntries(rules.map((rule, index) => [index + 1, rule]));

/** One character of a word; the escape character that continues a line belongs to none. */
export const wordCharacter = (variant) => `(?:[^\\s${escapes[variant]}]|${escapes[variant]}(?![ \\t]*$))`;

/** Text of a word in which nothing is special: no quote, no variable, no escape. */
export const plainText = (variant) => `(?:[^\\s"'$${escapes[variant]}]|\\$(?![\\w{@*#?!-]))+`;

/** A JSON string as a regular expression. */
export const jsonString = '"(?:[^"\\\\]|\\\\.)*"';
