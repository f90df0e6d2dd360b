import { describe, expect, it } from 'vitest';
import { commandOnFile } from '../../../server/src/model/effects/foreignFiles';

/** The command for the first string of a script, with the second where a comma divides them. */
function commandIn(script: string): string | undefined {
  const [, before = '', , path, list = '', , second] =
    /^(.*?)(["'])(.*?)\2(\s*,\s*(["'])(.*?)\5)?/s.exec(script.replace(/\\n/g, '\n')) ?? [];
  const texts = second === undefined ? [path!] : [path!, second];
  const after = script.slice(before.length + path!.length + 2 + list.length);
  return commandOnFile(before, texts, after, script)?.join(' ');
}

describe('what other languages do to a file', () => {
  it.each([
    ["os.rename('/a', '/b')", 'mv /a /b'],
    ["shutil.move('/a', '/b')", 'mv /a /b'],
    ["fs.renameSync('/a', '/b')", 'mv /a /b'],
    ['rename "/a", "/b" or die', 'mv /a /b'],
    ["FileUtils.mv('/a', '/b')", 'mv /a /b'],
    ["shutil.copy2('/a', '/b')", 'cp -r /a /b'],
    ["fs.copyFileSync('/a', '/b')", 'cp -r /a /b'],
    ['unlink "/a", "/b"', 'rm -rf /a /b'],
    ["await fs.promises.rm('/a', { recursive: true })", 'rm -rf /a'],
    ["File.delete('/a')", 'rm -rf /a'],
    ["os.chmod('/a', 0o755)", 'chmod 755 /a'],
    ["fs.chmodSync('/a', 0o700)", 'chmod 700 /a'],
    ["os.chown('/a', 1000, 1000)", 'chown 1000:1000 /a'],
    ["open('/a', 'w').write(text)", 'ex /a'],
    ["open('/a', 'r+').truncate(9)", 'ex /a'],
    ["fs.writeFileSync('/a', text)", 'ex /a'],
    ["fs.appendFileSync('/a', 'text')", 'ex /a'],
    ["Path('/a').write_text(text)", 'ex /a'],
    ["Path('/a').open('a')", 'ex /a'],
    ["p = pathlib.Path('/a'); p.write_text(p.read_text().upper())", 'ex /a'],
    ["p = Path('/a'); p.rename('/b')", 'mv /a /b'],
    ["Path('/a').rename(Path('/b'))", 'mv /a /b'],
    ["Path('/a').chmod(0o600)", 'chmod 600 /a'],
    ["for line in fileinput.input('/a', inplace=True):", 'ex /a'],
  ])('%s: %s', (script, command) => expect(commandIn(script)).toBe(command));

  it.each([
    ["open('/a')"],
    ["open('/a', 'rb')"],
    ["Path('/a').read_text()"],
    ["p = Path('/a'); print(p.name)"],
    ["p = Path('/a'); q.write_text('')"],
    ["os.chmod('/a', mode)"],
    ["fileinput.input('/a')"],
    ["text.replace('/a', '/b')"],
    ["os.remove('/a')"],
  ])('nothing: %s', (script) => expect(commandIn(script)).toBeUndefined());
});
