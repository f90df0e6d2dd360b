import type { PluginBuild } from 'esbuild';
import type { Program, SourceFile } from 'typescript';

export declare function setUpPlainLoops(build: PluginBuild): void;
export declare function withPlainLoops(source: SourceFile, program: Program): string;
