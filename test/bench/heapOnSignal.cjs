// Loaded into a server that is measured (`node --expose-gc -r`): answers SIGUSR2 on standard error with the bytes of
// the heap that are left after collecting rubbish, and with those of the whole process.
process.on('SIGUSR2', () => {
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  process.stderr.write(`heap ${heapUsed} rss ${rss}\n`);
});
