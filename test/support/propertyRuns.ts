import fc from 'fast-check';

// How many inputs a property gets that does not say so itself; `npm run fuzz` sets more.
fc.configureGlobal({ numRuns: Number(process.env.STRATA_FUZZ_RUNS ?? 2000) });
