import { describe, expect, it } from 'vitest';
import { foreignCleanings } from '../../../server/src/model/effects/foreignCleaning';

function pathsIn(...lines: readonly string[]): readonly string[] {
  return foreignCleanings(`${lines.join('\n')}\n`).flatMap(({ paths }) => paths);
}

describe('what other languages delete', () => {
  it.each([
    [["for f in glob.glob('/a/*'):", '    os.remove(f)'], ['/a/*']],
    [["for f in os.listdir('/a'):", "    shutil.rmtree(os.path.join('/a', f))"], ['/a/*']],
    [["for p in Path('/a').iterdir():", '    if p.is_file():', '        p.unlink()'], ['/a/*']],
    [["for p in Path('/a').glob('*.deb'):", '    p.unlink()'], ['/a/*.deb']],
    [["A = Path('/a')", 'for p in A.iterdir():', '    p.unlink()'], ['/a/*']],
    [["A = '/a'", 'for f in os.scandir(A):', '    os.unlink(f.path)'], ['/a/*']],
    [["[os.remove(f) for f in glob.glob('/a/*')]"], ['/a/*']],
    [["list(map(os.remove, glob.glob('/a/*')))"], ['/a/*']],
    [
      ['def clean(d):', '    for f in os.listdir(d):', '        os.remove(os.path.join(d, f))', "clean('/a')"],
      ['/a/*'],
    ],
    [['def gone(d):', '    shutil.rmtree(d)', "gone('/a')"], ['/a']],
    [["for (const f of fs.readdirSync('/a')) {", '  fs.rmSync(f);', '}'], ['/a/*']],
    [["Dir.glob('/a/*').each { |f| File.delete(f) }"], ['/a/*']],
    [["for f in os.listdir('/a'):", "    if f.endswith('.gz'):", '        os.remove(f)'], ['/a/*.gz']],
    [["[os.remove(f) for f in os.listdir('/a') if f.endswith('.gz')]"], ['/a/*.gz']],
    [["pathlib.Path('/a/f').unlink()"], ['/a/f']],
    [["import pathlib; p = pathlib.Path('/a/f'); p.unlink(missing_ok=True)"], ['/a/f']],
    [["a = pathlib.Path('/a')", "shutil.rmtree(a / 'b' / 'c')"], ['/a/b/c']],
    [["a = '/a'", "b = os.path.join(a, 'b')", 'shutil.rmtree(b, ignore_errors=True)'], ['/a/b']],
    [["const a = '/a';", "fs.rmSync(path.join(a, 'b'), { recursive: true });"], ['/a/b']],
    [["shutil.rmtree(os.path.join(a, 'b'))"], []],
    [["shutil.rmtree(os.path.expanduser('~/.cache'))"], ['$HOME/.cache']],
    [["c = Path.home() / '.cache'", 'shutil.rmtree(c)'], ['$HOME/.cache']],
    [["shutil.rmtree(Path('~/.cache').expanduser(), ignore_errors=True)"], ['$HOME/.cache']],
    [["fs.rmSync(path.join(os.homedir(), '.npm'), { recursive: true });"], ['$HOME/.npm']],
    [["p = Path('/a/f')", 'if p.exists():', '    p.unlink()'], ['/a/f']],
  ])('%j', (lines, paths) => expect(pathsIn(...lines)).toEqual(paths));

  it.each([
    [["for f in os.listdir('/a'):", "    if f.endswith('.gz') and old(f):", '        os.remove(f)']],
    [["for d, _, fs in os.walk('/a'):", "    if d.endswith('.gz'):", '        shutil.rmtree(d)']],
    [['p.unlink()']],
    [["for f in glob.glob('/a/*'):", '    print(f)']],
    [["for f in glob.glob('/a/*'):", '    print(f)', 'os.remove(other)']],
    [["[os.remove(f) for f in os.listdir('/a') if f != 'keep']"]],
    [['def clean(d):', '    if d in allowed:', '        shutil.rmtree(d)', "clean('/a')"]],
    [['def clean(d):', '    shutil.rmtree(d)', "other('/a')"]],
    [['for f in glob.glob(pattern):', '    os.remove(f)']],
  ])('nothing that is known: %j', (lines) => expect(pathsIn(...lines)).toEqual([]));
});
