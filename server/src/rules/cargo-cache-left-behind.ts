import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const cargoCacheLeftBehind = defineRule({
  id: 'cargo-cache-left-behind',
  title: 'Registry cache of Cargo left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Cargo keeps the sources of every crate in the folder `registry` of `CARGO_HOME`. A program that is ' +
    'built does not need them: build it in a stage of its own and copy it, keep the folder in a cache ' +
    'mount, or delete it in the same `RUN`.',
  examples: [
    {
      wrong: 'FROM rust:1.90\nRUN «cargo install» ripgrep@14.1.1\n',
      right: 'FROM rust:1.90\nRUN cargo install ripgrep@14.1.1 && rm -rf /usr/local/cargo/registry\n',
      fixed: 'FROM rust:1.90\nRUN cargo install ripgrep@14.1.1 && rm -rf /usr/local/cargo/registry\n',
    },
  ],
  references: ['https://doc.rust-lang.org/cargo/guide/cargo-home.html'],
  messages: leftoverMessages('Sources of crates that Cargo has fetched'),
  check(context) {
    reportLeftovers(context, { cause: 'cargo-cache', isFixSafe: false });
  },
});
