import type { BuildOptions } from 'esbuild';

export declare const programs: BuildOptions;
