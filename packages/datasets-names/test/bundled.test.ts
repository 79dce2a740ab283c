import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, test } from 'vitest';

import { bundledFiles } from '../scripts/bundled-files.ts';
import { bundledNames, nameAlphabet, prepareNames } from '../src/index.ts';

describe('the bundled names', () => {
  test.each(Object.entries(bundledFiles()))('%s is what the script extracts', (path, content) => {
    expect(readFileSync(resolve(import.meta.dirname, '..', path), 'utf8') === content).toBe(true);
  });

  test('are 18 languages with far more than 3,000 names in all, at least 50 each', () => {
    const { languages, examples, report } = prepareNames(bundledNames());
    expect(languages).toHaveLength(18);
    expect(examples.length).toBeGreaterThan(3000);
    expect(report.perLanguage.filter(({ kept }) => kept < 50)).toEqual([]);
  });

  test('no name is empty, spelled with other letters or given twice', () => {
    for (const { language, names } of bundledNames()) {
      expect({ language, distinct: new Set(names).size }).toEqual({ language, distinct: names.length });
      expect(names.filter((name) => !/^[\p{Script=Latin}\p{M} '’-]+$/u.test(name))).toEqual([]);
    }
    for (const { name } of prepareNames(bundledNames()).examples) {
      expect([...name].every((character) => nameAlphabet.includes(character))).toBe(true);
    }
  });

  test('the notice has the licence', () => {
    const notice = readFileSync(resolve(import.meta.dirname, '../NOTICE.md'), 'utf8');
    expect(notice).toContain('Permission is hereby granted, free of charge');
    expect(notice).toContain('Marak Squires');
  });
});
