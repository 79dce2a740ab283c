import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readNamesFolder } from '../node/index.ts';
import { fetchNames, parseNames } from './classic.ts';
import { normalizeName } from './normalize.ts';
import { type LabelledName, prepareNames } from './prepare.ts';
import { splitNames } from './split.ts';

const classic = resolve(import.meta.dirname, '../../../../../shared/data/names');

describe('normalizeName', () => {
  test.each([
    ['Ślusàrski', 'slusarski', 'slusarski'],
    ['Żółć', 'zolc', 'zoc'],
    ['Großmann', 'grossmann', 'gromann'],
    ['Ølgaard', 'olgaard', 'lgaard'],
    ['Đurić', 'duric', 'uric'],
    ['İnönü', 'inonu', 'inonu'],
    ['Nguyễn', 'nguyen', 'nguyen'],
    ['O’Neal/1', "o'neal", "o'neal"],
    ['  De   la Cruz ', 'de la cruz', 'de la cruz'],
    ['Иванов', 'ivanov', ''],
    ['1/?', '', ''],
  ])('%j: %j transliterated, %j decomposed', (name, transliterated, decomposed) => {
    expect(normalizeName(name.normalize('NFC'))).toBe(transliterated);
    expect(normalizeName(name.normalize('NFD'))).toBe(transliterated);
    expect(normalizeName(name, { ascii: 'decompose' })).toBe(decomposed.replace(/1/, ''));
  });

  test('keeps the characters of the alphabet alone', () => {
    expect(normalizeName("O'Neal-Smith", { alphabet: 'abcdefghijklmnopqrstuvwxyz' })).toBe('onealsmith');
  });
});

describe('prepareNames', () => {
  test('counts what it drops and reports what languages share', () => {
    const { examples, report } = prepareNames([
      { language: 'Czech', names: ['Novák', 'Novak', '—', 'Adam'] },
      { language: 'French', names: ['Adam'] },
      { language: 'German', names: ['ADAM', 'Abel'] },
    ]);
    expect(examples.map(({ name, label }) => `${name}${label}`)).toEqual([
      'adam0',
      'novak0',
      'adam1',
      'abel2',
      'adam2',
    ]);
    expect(report.perLanguage[0]).toEqual({ language: 'Czech', given: 4, kept: 2, repeated: 1, empty: 1 });
    expect(report.shared).toEqual([{ name: 'adam', labels: [0, 1, 2] }]);
    expect(report.ceiling).toBe(3 / 5);
  });

  test('does not depend on the order of lines', () => {
    const names = ['Novák', 'Dvořák', 'Adam'];
    const reversed = prepareNames([{ language: 'Czech', names: names.toReversed() }]);
    expect(reversed).toEqual(prepareNames([{ language: 'Czech', names }]));
  });

  test('refuses what cannot be trained on', () => {
    expect(() => prepareNames([])).toThrow('there is no language');
    expect(() => prepareNames([{ language: 'A', names: ['?'] }])).toThrow('none of the 1 names of "A"');
    const twice = { language: 'A', names: ['a'] };
    expect(() => prepareNames([twice, twice])).toThrow('given twice');
  });
});

describe('splitNames', () => {
  const prepared = prepareNames([
    { language: 'A', names: Array.from({ length: 26 }, (_, i) => String.fromCodePoint(97 + i)) },
    { language: 'B', names: Array.from({ length: 10 }, (_, i) => String.fromCodePoint(97 + i)) },
  ]);

  test('takes the same part of every language, every example once, the same for the same seed', () => {
    const split = splitNames(prepared, { seed: 4 });
    expect(split.report.perLanguage).toEqual([
      { language: 'A', train: 21, test: 5 },
      { language: 'B', train: 8, test: 2 },
    ]);
    expect(texts([...split.train, ...split.test]).sort()).toEqual(texts(prepared.examples).sort());
    expect(splitNames(prepared, { seed: 4 })).toEqual(split);
    expect(texts(splitNames(prepared, { seed: 5 }).test)).not.toEqual(texts(split.test));
  });

  test('draws a language without regard to the others', () => {
    const alone = prepareNames([{ language: 'A', names: prepared.examples.slice(0, 26).map(({ name }) => name) }]);
    const own = texts(splitNames(prepared, { seed: 4 }).test).filter((text) => text.endsWith('0'));
    expect(texts(splitNames(alone, { seed: 4 }).test)).toEqual(own);
  });

  test('reports names on both sides, keeps them together, or leaves them out', () => {
    const seed = 1;
    const apart = splitNames(prepared, { seed, testFraction: 0.5 });
    const trained = new Set(apart.train.map(({ name }) => name));
    const onBothSides = new Set(apart.test.map(({ name }) => name).filter((name) => trained.has(name)));
    expect(onBothSides.size).toBeGreaterThan(0);
    expect(new Set(apart.report.onBothSides.map(({ name }) => name))).toEqual(onBothSides);

    const together = splitNames(prepared, { seed, testFraction: 0.5, shared: 'together' });
    expect(together.report.onBothSides).toEqual([]);
    expect(together.train.length + together.test.length).toBe(36);

    const some = prepareNames([
      { language: 'A', names: ['a', 'b', 'c', 'd'] },
      { language: 'B', names: ['c', 'd', 'e', 'f'] },
    ]);
    const dropped = splitNames(some, { seed, testFraction: 0.5, shared: 'drop' });
    expect(dropped.report.dropped).toBe(4);
    expect(texts([...dropped.train, ...dropped.test]).sort()).toEqual(['a0', 'b0', 'e1', 'f1']);
    expect(() => splitNames(prepared, { seed, shared: 'drop' })).toThrow('B has 0 usable names');
  });

  test('refuses fractions that leave nothing', () => {
    expect(() => splitNames(prepared, { seed: 0, testFraction: 1 })).toThrow('between 0 and 1');
    const one = prepareNames([{ language: 'A', names: ['a'] }]);
    expect(() => splitNames(one, { seed: 0, testFraction: 0.6 })).toThrow('A has 1 usable names');
  });
});

describe('the classic layout', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gradbook-names-'));
    await writeFile(join(folder, 'Polish.txt'), '\uFEFFŚlusarski\r\n\r\nNowak');
    await writeFile(join(folder, 'Czech.txt'), 'Novák\n');
    await writeFile(join(folder, 'README.md'), 'not names');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('reads every .txt file in a fixed order', async () => {
    expect(await readNamesFolder(folder)).toEqual([
      { language: 'Czech', names: ['Novák'] },
      { language: 'Polish', names: ['Ślusarski', 'Nowak'] },
    ]);
  });

  test('refuses folders without files, files that are not UTF-8 or empty', async () => {
    await expect(readNamesFolder(tmpdir() + '/none-there')).rejects.toThrow('ENOENT');
    expect(() => parseNames('A.txt', Uint8Array.of(0x4e, 0xff))).toThrow('A.txt is not UTF-8');
    expect(() => parseNames('A.txt', '\n\n')).toThrow('A.txt has no name');
  });

  test('fetches files by their languages, and says which address failed', async () => {
    const seen: string[] = [];
    const fetch = async (url: URL): Promise<Response> => {
      seen.push(url.href);
      return url.href.endsWith('A.txt')
        ? new Response('Ž\n')
        : new Response('', { status: 404, statusText: 'Not Found' });
    };
    expect(await fetchNames('https://example.org/names', ['A'], { fetch })).toEqual([{ language: 'A', names: ['Ž'] }]);
    expect(seen).toEqual(['https://example.org/names/A.txt']);
    await expect(fetchNames('https://example.org/names/', ['B'], { fetch })).rejects.toThrow(
      'names/B.txt answered 404',
    );
  });

  test.skipIf(!existsSync(classic))(
    'the well-known 18 files have 17,992 names (skipped without ../shared)',
    async () => {
      const prepared = prepareNames(await readNamesFolder(classic), { ascii: 'decompose' });
      expect(prepared.languages).toHaveLength(18);
      expect(prepared.examples).toHaveLength(17_992);
      const split = splitNames(prepared, { seed: 0 });
      expect(split.test).toHaveLength(3600);
      expect(split.report.onBothSides.length).toBeGreaterThan(0);
    },
  );
});

function texts(examples: readonly LabelledName[]): string[] {
  return examples.map(({ name, label }) => `${name}${label}`);
}
