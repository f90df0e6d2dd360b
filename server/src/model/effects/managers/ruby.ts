import { packageOptions } from '../../packages/options';
import { absolute } from '../changes';
import type { Call, Program } from '../machine';
import { unknownName } from '../symbols';
import { cacheProgram } from './cacheProgram';

const gem = cacheProgram({
  cause: 'gem-cache',
  options: packageOptions.gem,
  writes: (verb, args) => /^(install|i|update)$/.test(verb) && !args.has('l', 'local'),
  folders: (args, call) => [gemCache(call, args.value('i', 'install-dir') ?? call.env('GEM_HOME'))],
});

const bundle = cacheProgram({
  cause: 'gem-cache',
  options: { short: 'j', long: ['jobs', 'path', 'gemfile', 'without', 'with', 'retry', 'binstubs'] },
  writes: (verb) => /^(|install|update|add)$/.test(verb),
  folders: (args, call) => {
    const path = args.value('path') ?? call.env('BUNDLE_PATH');
    return [
      path === undefined
        ? gemCache(call, call.env('GEM_HOME'))
        : gemCache(call, `${absolute(call, path)}/ruby/${unknownName}`),
    ];
  },
});

/** Installed gems keep the packages that they came in beside them. */
function gemCache(call: Call, home: string | undefined) {
  const fallback = homesOfGems[call.machine.base.family ?? ''] ?? `/usr/lib/ruby/gems/${unknownName}`;
  return { path: `${home === undefined ? fallback : absolute(call, home)}/cache` };
}

/** Where root installs gems with the Ruby of the distribution. */
const homesOfGems: Readonly<Record<string, string>> = {
  debian: `/var/lib/gems/${unknownName}`,
  redhat: '/usr/local/share/gems',
};

/** Programs that install gems. */
export const rubyPrograms: Readonly<Record<string, Program>> = { gem, bundle, bundler: bundle };
