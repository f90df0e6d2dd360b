import { describe, expect, it } from 'vitest';
import { defaultSettings, readSettings } from '../../server/src/lsp/settings';

function read(sent: unknown) {
  const complaints: string[] = [];
  return { settings: readSettings(sent, (message) => complaints.push(message)), complaints };
}

describe('settings', () => {
  it.each([[undefined], [null], [{}], [{ lint: {} }], [{ lint: null, other: 1 }]])('%j gives the defaults', (sent) => {
    expect(read(sent)).toEqual({ settings: defaultSettings, complaints: [] });
  });

  it('are taken where they fit', () => {
    const rules = { 'keyword-not-upper-case': 'off' };
    const { settings, complaints } = read({
      lint: { enabled: false },
      profile: 'strict',
      rules,
      coexist: 'hide',
      shellcheck: { run: 'off', path: ' /opt/shellcheck ' },
      trace: { server: 'off' },
    });
    expect(settings).toEqual({
      ...defaultSettings,
      coexist: 'hide',
      lint: { ...defaultSettings.lint, enabled: false, profile: 'strict', rules },
      shellCheck: { run: 'off', path: '/opt/shellcheck' },
    });
    expect(complaints).toEqual([]);
  });

  it.each([
    ['text', 'strata must be an object'],
    [[], 'strata must be an object'],
    [{ lint: 1 }, 'strata.lint must be an object'],
    [{ lint: { enabled: 'yes' } }, 'strata.lint.enabled must be true or false'],
    [{ profile: 'mild' }, 'strata.profile must be recommended or strict'],
    [{ coexist: true }, 'strata.coexist must be auto or show or hide'],
    [{ shellcheck: true }, 'strata.shellcheck must be an object'],
    [{ shellcheck: { run: 'always' } }, 'strata.shellcheck.run must be auto or off'],
    [{ shellcheck: { path: 1 } }, 'strata.shellcheck.path must be a string'],
    [{ rules: ['DL3009'] }, 'strata.rules must be an object'],
  ])('%j is replaced by the default, with one complaint', (sent, complaint) => {
    const { settings, complaints } = read(sent);
    expect(settings).toEqual(defaultSettings);
    expect(complaints).toEqual([expect.stringContaining(complaint)]);
  });

  it('keep the good ones beside a bad one', () => {
    const { settings, complaints } = read({ lint: { enabled: 1 }, profile: 'strict' });
    expect(settings.lint).toEqual({ ...defaultSettings.lint, profile: 'strict' });
    expect(complaints).toHaveLength(1);
  });
});
