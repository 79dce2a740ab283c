import { assert, integer, property, stringMatching, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Document, sharedLines, similarPairs } from './pairs.ts';
import { codePrints, type Print, textPrints } from './winnow.ts';

const program = `
export function attention(queries, keys, values) {
  const scores = queries.map((q) => keys.map((k) => q.reduce((sum, each, i) => sum + each * k[i], 0)));
  const weights = scores.map((row) => {
    const most = Math.max(...row);
    const powers = row.map((score) => Math.exp(score - most));
    const total = powers.reduce((sum, each) => sum + each, 0);
    return powers.map((each) => each / total);
  });
  return weights.map((row) => values[0].map((_, j) => row.reduce((sum, w, i) => sum + w * values[i][j], 0)));
}
`;
/** The same program with other names, numbers, comments and white space. */
const disguised = program
  .replaceAll('weights', 'alpha')
  .replaceAll('scores', 'logits')
  .replaceAll('row', 'line')
  .replaceAll('0)', '0.0)')
  .replaceAll(';', '; // a step\n');
const different = `
export const attention = (q, k, v) => {
  let out = [];
  for (let i = 0; i < q.length; i++) {
    let z = 0, acc = new Array(v[0].length).fill(0);
    for (let j = 0; j < k.length; j++) {
      let s = 0;
      for (let d = 0; d < q[i].length; d++) s += q[i][d] * k[j][d];
      const e = Math.exp(s);
      z += e;
      for (let d = 0; d < acc.length; d++) acc[d] += e * v[j][d];
    }
    out.push(acc.map((x) => x / z));
  }
  return out;
};
`;

const document = (userId: string, prints: readonly Print[], kind = 'code'): Document => ({
  submissionId: `of ${userId}`,
  userId,
  kind,
  pieces: [{ name: 'a.ts', prints }],
});

describe('winnowing', () => {
  it('sees through other names, numbers, comments and white space', () => {
    const [one, other] = [program, disguised].map((source) => codePrints(source).map(({ hash }) => hash));
    expect(other).toEqual(one);
    expect(one!.length).toBeGreaterThan(10);
  });

  it('always finds what two texts share over nine words, wherever it stands', () => {
    const word = stringMatching(/^[a-z]{3,8}$/);
    const nine = uniqueArray(word, { minLength: 9, maxLength: 9 });
    const around = uniqueArray(stringMatching(/^[0-9]{1,5}$/), { maxLength: 40 });
    assert(
      property(nine, around, around, around, integer({ min: 0, max: 5 }), (shared, a, b, c, newlines) => {
        const one = textPrints([...a, ...shared, ...b].join(' '));
        const other = textPrints(`${c.join(' ')}\n${'\n'.repeat(newlines)}${shared.join(' ')}`);
        expect(one.some(({ hash }) => other.some((each) => each.hash === hash))).toBe(true);
      }),
    );
  });

  it('says on which lines the stretches stand', () => {
    const prints = codePrints(`\n\n${program}`);
    const lines = sharedLines(prints, new Set([prints[0]!.hash]));
    expect(Math.min(...lines)).toBeGreaterThanOrEqual(4);
  });

  it('reads what is no program, and nothing', () => {
    expect(codePrints('')).toEqual([]);
    expect(textPrints('')).toEqual([]);
    expect(codePrints('` unclosed ${ "and /* more').length).toBeGreaterThanOrEqual(0);
  });
});

describe('pairs', () => {
  it('are those of different people with much in common', () => {
    const documents = [
      document('ada', codePrints(program)),
      document('bilal', codePrints(disguised)),
      document('chiara', codePrints(different)),
    ];
    const pairs = similarPairs(documents);
    expect(pairs.map(({ first, second, share }) => [first.userId, second.userId, share])).toEqual([
      ['ada', 'bilal', 1],
    ]);
    // One person's attempts are alike.
    expect(similarPairs([document('ada', codePrints(program)), document('ada', codePrints(program))])).toEqual([]);
  });

  it('leave out what everybody was given, what many have, and documents of another kind', () => {
    const prints = codePrints(program);
    const two = [document('ada', prints), document('bilal', prints)];
    expect(similarPairs(two, new Set(prints.map(({ hash }) => hash)))).toEqual([]);
    expect(similarPairs(['a', 'b', 'c', 'd', 'e'].map((id) => document(id, prints)))).toEqual([]);
    expect(similarPairs([document('ada', prints), document('bilal', prints, 'part 1')])).toEqual([]);
  });
});
