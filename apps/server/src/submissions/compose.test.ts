import { readSubmission, unpackUpload } from '@gradbook/answers';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { PartOutline } from '../database/schema/index.ts';
import { compose, misread, type Written } from './compose.ts';
import { recognise } from './recognise.ts';

const outline: readonly PartOutline[] = [
  { id: '1(a)', title: 'Derivative', points: 2, kind: 'expression' },
  { id: '1(b)', title: 'Why', points: 2, kind: 'text' },
  { id: '2', title: 'Code', points: 3, kind: 'code', files: ['cell.ts', 'cell.js'] },
];

async function read(written: Written) {
  const files = await unpackUpload(compose(written, outline));
  return recognise(await readSubmission('page', files, {}, { textOptional: true }), outline);
}

describe('what is written in the page', () => {
  it('is read as it was written', async () => {
    const written: Written = {
      parts: new Map([
        ['1(a)', '$2x$\r\n\r\nbecause'],
        ['1(b)', '   '],
      ]),
      files: new Map([['cell.ts', 'export const one = 1;']]),
    };
    const { parts, files } = await read(written);
    expect(parts.map(({ id, found, file }) => [id, found, file])).toEqual([
      ['1(a)', true, undefined],
      ['1(b)', false, undefined],
      ['2', true, 'cell.ts'],
    ]);
    expect(parts[0]!.text.trim()).toBe('## 1(a)\n\n$2x$\n\nbecause');
    expect(files).toEqual([{ path: 'cell.ts', bytes: 21, asked: true }]);
    expect(misread(written, parts)).toEqual([]);
  });

  it('is said to be read otherwise where a line looks like another part', async () => {
    const written: Written = { parts: new Map([['1(a)', 'first\n\n## 1(b)\n\nsecond']]), files: new Map() };
    expect(misread(written, (await read(written)).parts)).toEqual(['1(a)']);
  });

  it('is never read otherwise without being said to be', async () => {
    const line = fc.constantFrom(
      '## 1(b)',
      '(b) yes',
      '1. one',
      '2. two',
      '$x^2$',
      'text',
      '',
      '- a',
      '**2**',
      '> 1(a)',
    );
    const field = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));
    await fc.assert(
      fc.asyncProperty(field, field, async (a, b) => {
        if (a.trim() === '' && b.trim() === '') return;
        const written: Written = {
          parts: new Map([
            ['1(a)', a],
            ['1(b)', b],
          ]),
          files: new Map(),
        };
        const { parts } = await read(written);
        const doubtful = misread(written, parts);
        for (const [id, body] of written.parts) {
          if (body.trim() === '' || doubtful.includes(id)) continue;
          expect(
            parts
              .find((part) => part.id === id)!
              .text.trim()
              .endsWith(body.trim()),
          ).toBe(true);
        }
      }),
      { numRuns: 150, seed: 13 },
    );
  });

  it('a file that is elsewhere than it is looked for is told', async () => {
    const files = new Map([
      ['answers.md', new TextEncoder().encode('## 1(a)\n\n$x$\n')],
      ['src/Cell.ts', new TextEncoder().encode('x')],
    ]);
    const { parts } = recognise(await readSubmission('page', files), outline);
    expect(parts[2]).toMatchObject({
      found: false,
      notes: [expect.stringContaining('src/Cell.ts is not where cell.ts')],
    });
  });
});
