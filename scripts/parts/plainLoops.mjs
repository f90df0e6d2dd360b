// Compiles loops over arrays to loops over their indexes, and patterns such as [a, b] to { 0: a, 1: b }.
//
// A command is over before V8 optimizes most of its code, and the code that it has until then makes an object for each
// step of `for (const it of list)` and for each name in `[a, b]`: a quarter of all objects. The sources stay as people
// like to read them. Only arrays are touched, which the types tell; nothing else changes, and no line moves.
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from './places.mjs';

/** The set-up of a plugin for esbuild. The first file takes some seconds: the types of the whole server are read. */
export function setUpPlainLoops({ onLoad }) {
  let program;
  onLoad({ filter: /\.ts$/ }, ({ path }) => {
    program ??= serverProgram();
    const source = program.getSourceFile(path);
    return source && { contents: withPlainLoops(source, program), loader: 'ts', resolveDir: dirname(path) };
  });
}

function serverProgram() {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent({ ...config, include: ['server/src'] }, ts.sys, root);
  return ts.createProgram(fileNames, options);
}

/** The text of a source file of a TypeScript program with plain loops and patterns. */
export function withPlainLoops(source, program) {
  const types = typesOf(program.getTypeChecker());
  const edits = [];
  const visit = (node) => {
    if (ts.isForOfStatement(node)) {
      edits.push(...loopEdits(node, edits.length, types));
    } else if (ts.isArrayBindingPattern(node)) {
      edits.push(...patternEdits(node, types));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return applied(source.text, edits);
}

/** `for (const it of list) { … }` becomes `for (let a = list, i = 0; i < a.length; i++) { const it = a[i]; … }`. */
function loopEdits({ initializer, expression, statement, awaitModifier }, number, { isArray }) {
  if (awaitModifier || !ts.isVariableDeclarationList(initializer) || !isArray(expression)) {
    return [];
  }
  const [list, index] = [`$list${number}`, `$index${number}`];
  const [{ name }] = initializer.declarations;
  const keyword = initializer.flags & ts.NodeFlags.Const ? 'const' : 'let';
  const isBlock = ts.isBlock(statement);
  const body = isBlock ? statement.getStart() + 1 : statement.getStart();
  const head = { start: initializer.getStart(), end: expression.getStart() };
  const lineBreaks = initializer.getSourceFile().text.slice(head.start, head.end).replace(/[^\n]/g, '');
  return [
    { ...head, newText: `let ${list} = ${lineBreaks}` },
    { start: expression.end, end: expression.end, newText: `, ${index} = 0; ${index} < ${list}.length; ${index}++` },
    {
      start: body,
      end: body,
      newText: `${isBlock ? '' : '{ '}${keyword} `,
      moved: { start: name.getStart(), end: name.end },
      behind: ` = ${list}[${index}]; `,
    },
    ...(isBlock ? [] : [{ start: statement.end, end: statement.end, newText: ' }' }]),
  ];
}

/** `[a, , b = 1]` becomes `{ 0: a, 2: b = 1 }`. */
function patternEdits(pattern, { isArray }) {
  const { elements, parent } = pattern;
  const given = ts.isVariableDeclaration(parent) && parent.initializer ? parent.initializer : pattern;
  if (elements.some((each) => each.dotDotDotToken) || !isArray(given)) {
    return [];
  }
  const named = elements.map((each, index) => [each, index]).filter(([each]) => ts.isBindingElement(each));
  const inner = named.map(([each, index], at) => {
    const start = at === 0 ? pattern.getStart() : named[at - 1][0].end;
    return { start, end: each.getStart(), newText: `${at === 0 ? '{ ' : ', '}${index}: ` };
  });
  const last = named.at(-1)?.[0];
  return [...inner, { start: last?.end ?? pattern.getStart(), end: pattern.end, newText: last ? ' }' : '{}' }];
}

/** Questions about the types of expressions and patterns. */
function typesOf(checker) {
  const isArrayType = (type) => {
    const held = checker.getBaseConstraintOfType(type) ?? type;
    return held.isUnion() ? held.types.every(isArrayType) : checker.isArrayType(held) || checker.isTupleType(held);
  };
  return { isArray: (node) => isArrayType(checker.getTypeAtLocation(node)) };
}

/** Edits may lie within what another one moves, never across one another. */
function applied(text, edits, { start, end } = { start: 0, end: text.length }) {
  let result = '';
  let at = start;
  const inOrder = edits.filter((edit) => edit.start >= start && edit.end <= end).sort((a, b) => a.start - b.start);
  for (const edit of inOrder) {
    if (edit.start >= at) {
      const moved = edit.moved ? applied(text, edits, edit.moved) : '';
      result += text.slice(at, edit.start) + edit.newText + moved + (edit.behind ?? '');
      at = edit.end;
    }
  }
  return result + text.slice(at, end);
}
