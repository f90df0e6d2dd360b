import { write } from '../changes';
import type { Program } from '../machine';
import { large } from '../sizes';

/** A program that has all in it that it needs is large, others are mostly small. */
const compile: Program = (call) => {
  // A cluster of letters is one option for them.
  const texts = call.args.map(({ text }) => text);
  const output = texts[texts.indexOf('-o') + 1];
  const isWhole = call.name === 'rustc' || texts.some((it) => /^--?static(-pie)?$/.test(it));
  const isLinked = !texts.some((it) => /^(-[cSE]|--(emit|print)\b.*)$/.test(it));
  if (texts.includes('-o') && output !== undefined && isWhole && isLinked) {
    write(call, { path: output, size: large });
  }
  return undefined;
};

const names = 'gcc g++ cc c++ clang clang++ musl-gcc tcc rustc'.split(' ');

/** Programs that make programs. */
export const compilers: Readonly<Record<string, Program>> = Object.fromEntries(names.map((it) => [it, compile]));
