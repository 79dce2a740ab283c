import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { contentOf, defaultLimits, type Judgement } from '@gradbook/answers';
import { concat, float64, init, matmul, moments, reshape, type Value } from '@gradbook/core-ops';
import { beamSearch } from '@gradbook/decoding';
import { beforeAll, describe, expect, it } from 'vitest';

import { attentionRnnSystems } from '../src/conv-gated-debugging/attention-rnn.ts';
import { assignments, findAssignment, type Part, systemPart } from '../src/index.ts';
import { systemMistakes } from '../src/mistakes/systems.ts';
import { averagedAxes, examples } from '../src/normalization-decoding/normalization.ts';
import { colouredShapes } from '../src/normalization-decoding/decoding.ts';
import { twoWordDecoder } from '../src/rnn-homework/beam-search.ts';
import { boundDoesNotVanish, boundTooStrong } from '../src/mistakes/bounds.ts';
import { choiceMistakes } from '../src/mistakes/choices.ts';
import { linearGradientMistakes, matricesMisfit } from '../src/mistakes/matrix-powers.ts';
import { mistakeCatalogue } from '../src/mistakes/catalogue.ts';
import { transposedConvolutionMistakes } from '../src/mistakes/convolutions.ts';
import { momentMistakes } from '../src/mistakes/moments.ts';
import { searchMistakes } from '../src/mistakes/searches.ts';

/** How long a machine takes that is busy with other things is not what is tested. */
const patient = { ...defaultLimits, milliseconds: 20_000 };

beforeAll(async () => {
  await init();
});

async function judge(assignment: string, id: string, text: string): Promise<Judgement> {
  return judgePart(
    findAssignment(assignment)!.parts.find((entry) => entry.id === id)!,
    text,
  );
}

async function judgePart(part: Part, text: string): Promise<Judgement> {
  const written = { id: part.id, text, start: 0, end: text.length };
  return part.judge({ ...contentOf(written), source: written }, written, { limits: patient, seed: 0 });
}

/** Values as somebody types them: nested brackets, four decimals. */
function typed({ shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }): string {
  if (shape.length === 0) return String(Number(data[0]!.toFixed(4)));
  const size = data.length / shape[0]!;
  const items = Array.from({ length: shape[0]! }, (_, i) =>
    typed({ shape: shape.slice(1), data: Array.from(data).slice(i * size, (i + 1) * size) }),
  );
  return `[${items.join(', ')}]`;
}

describe('the catalogue', () => {
  it('has every id once', () => {
    const ids = mistakeCatalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toBe(true);
  });

  it('says each mistake in one or two sentences', () => {
    expect(mistakeCatalogue.filter(({ sentence }) => !/^[A-Z{$`].{15,}\.$/.test(sentence))).toEqual([]);
  });

  it('is in the README as it is', () => {
    const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
    const rows = mistakeCatalogue.map(
      ({ id, appliesTo, sentence }) =>
        `| \`${id}\` | ${appliesTo} | ${sentence.replaceAll('{given}', '…').replaceAll('|', String.raw`\|`)} |`,
    );
    expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
  });
});

describe('transposed convolutions, on 6(c)', () => {
  const inputs = {
    x: [
      [
        [
          [-1, 2],
          [3, 1],
        ],
      ],
    ],
    filter: [
      [
        [
          [1, -1],
          [0, 1],
        ],
      ],
    ],
  };

  it.each(transposedConvolutionMistakes)('$id is recognised by its result', async ({ id, sentence, run }) => {
    const result = run(float64(inputs.x), float64(inputs.filter)) as Value & { readonly data: Float64Array };
    const judgement = await judge('rnn-homework', '6(c)', typed({ shape: result.shape.slice(2), data: result.data }));
    expect(judgement).toMatchObject({ verdict: 'incorrect', mistake: id });
    expect(judgement.feedback).toContain(sentence);
  });
});

describe('moments, on part 1', () => {
  const x = float64(examples as number[][][]);
  const names = { mean: (kind: string) => `\\mu_{${kind}}`, variance: (kind: string) => `\\sigma^2_{${kind}}` };

  it.each(momentMistakes)('$id is recognised by its result', async ({ id, run, applies }) => {
    let recognised = 0;
    for (const kind of ['batch', 'layer', 'instance'] as const) {
      for (const statistic of ['mean', 'variance'] as const) {
        const axes = averagedAxes[kind];
        if (!applies(axes, statistic)) continue;
        const wrong = run(x, axes, statistic) as Value & { readonly data: Float64Array };
        const right = moments(x, axes)[statistic] as Value & { readonly data: Float64Array };
        expect(typed(wrong)).not.toBe(typed(right));
        const judgement = await judge('normalization-decoding', '1', `$${names[statistic](kind)} = ${typed(wrong)}$`);
        expect(judgement.verdict).not.toBe('correct');
        expect(judgement.mistake).toBe(id);
        recognised++;
      }
    }
    expect(recognised).toBeGreaterThan(0);
  });
});

describe('searches', () => {
  const settings = {
    '2(a)': { assignment: 'rnn-homework', tree: twoWordDecoder, step: 1, of: 'beam' },
    '2(b)': { assignment: 'rnn-homework', tree: twoWordDecoder, step: 2, of: 'beam' },
    '2(c)': { assignment: 'rnn-homework', tree: twoWordDecoder, step: 3, of: 'beam' },
    '2(d)': { assignment: 'rnn-homework', tree: twoWordDecoder, step: 3, of: 'best' },
    '3.4.a': { assignment: 'normalization-decoding', tree: colouredShapes, step: 3, of: 'greedy' },
    '3.4.b': { assignment: 'normalization-decoding', tree: colouredShapes, step: 3, of: 'beam' },
  } as const;

  it.each(searchMistakes)('$id is recognised by its result', async ({ id, run, score }) => {
    const recognised: string[] = [];
    const kind = id === 'beam-for-greedy' ? 'greedy' : id === 'beam-for-best' ? 'best' : 'beam';
    for (const [part, { assignment, tree, step, of }] of Object.entries(settings)) {
      if (of !== kind) continue;
      const question = { tree, beamWidth: 2, length: 3 };
      const kept = beamSearch(tree, { beamWidth: 2, length: step }).hypotheses.map(({ tokens }) => tokens.map(String));
      // A wrong way of scoring shows in the numbers, also where it keeps the right sequences.
      const sequences = (score ? kept : run(question, step)).filter((tokens) => tokens.length === step);
      const numbers = sequences.map((tokens) => (score ? ` (${score(question, tokens).toFixed(2)})` : ''));
      const text = `${of === 'best' ? 'No. ' : ''}${sequences.map((tokens, i) => `"${tokens.join(' ')}"${numbers[i]}`).join('; ')}`;
      const { mistake } = await judge(assignment, part, text);
      if (mistake === id) recognised.push(part);
    }
    expect(recognised.length).toBeGreaterThan(0);
  });
});

describe('choices, bounds and products of matrices', () => {
  const ids = [...choiceMistakes, boundTooStrong, boundDoesNotVanish, ...linearGradientMistakes, matricesMisfit].map(
    ({ id }) => id,
  );

  it.each(ids)('%s is recognised by the answer of a part', async (id) => {
    let recognised = 0;
    for (const assignment of assignments) {
      for (const part of assignment.parts) {
        for (const { answer, mistake } of (await part.samples?.())?.wrong ?? []) {
          if (mistake !== id) continue;
          const judgement = await judge(assignment.id, part.id, answer);
          expect(judgement).toMatchObject({ verdict: 'incorrect', mistake: id });
          recognised++;
        }
      }
    }
    expect(recognised).toBeGreaterThan(0);
  });
});

describe('systems of equations', () => {
  const parts = [...findAssignment('recurrent-attention')!.parts, ...attentionRnnSystems].filter(
    ({ kind }) => kind === 'system',
  );

  it.each(systemMistakes)('$id is recognised by what its equations compute', async ({ id, sentence }) => {
    let recognised = 0;
    for (const part of parts) {
      const { wrong } = await part.samples!();
      for (const { answer, mistake } of wrong) {
        if (mistake !== id) continue;
        const judgement = await judgePart(part, answer);
        expect(judgement.verdict).not.toBe('correct');
        expect(judgement.mistake).toBe(id);
        expect(judgement.feedback[0]).toBe(sentence);
        recognised++;
      }
    }
    expect(recognised).toBeGreaterThan(0);
  });

  const second = String.raw`$h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2)$`;
  const output = String.raw`$y^{(t)} = f_y(V(h_1^{(t)} + h_2^{(t)}))$`;
  it.each([
    ['equation-missing', output],
    ['equation-term-missing', String.raw`$h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)})$, ${output}`],
    ['equation-term-extra', String.raw`${second}, $y^{(t)} = f_y(V(h_1^{(t)} + h_2^{(t)}) + V h_2^{(t-1)})$`],
    ['equation-wrong-step', String.raw`$h_2^{(t)} = f_2(W_2 h_1^{(t-1)} + U_2 h_2^{(t-1)} + b_2)$, ${output}`],
    ['equation-wrong-value', String.raw`${second}, $y^{(t)} = f_y(V(x^{(t)} + h_2^{(t)}))$`],
    ['equation-wrong-weight', String.raw`$h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_1 h_2^{(t-1)} + b_2)$, ${output}`],
    ['equation-function-missing', String.raw`$h_2^{(t)} = W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2$, ${output}`],
    ['equation-needs-itself', String.raw`$h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t)} + b_2)$, ${output}`],
    ['equation-sizes', String.raw`${second}, $y^{(t)} = f_y(V(h_1^{(t)} + [x^{(t)}; h_1^{(t)}]))$`],
    ['equation-wrong', String.raw`${second}, $y^{(t)} = f_y(V h_1^{(t)}) + f_y(V h_2^{(t)})$`],
  ])('%s', async (id, answer) => {
    const judgement = await judge('recurrent-attention', 'Q1.3', answer);
    expect(judgement).toMatchObject({ verdict: 'partial', mistake: id });
    expect(mistakeCatalogue.map((entry) => entry.id)).toContain(id);
  });

  it('equation-added-for-concatenated', async () => {
    const part = systemPart({
      id: '1',
      title: 'Two inputs in one',
      points: 1,
      question: 'Write y as V times the two inputs, one behind the other.',
      system: {
        label: 'y',
        given: [],
        expected: ['y_t = V [x_t; z_t]'],
        inputs: { x: 'n', z: 'n' },
        outputs: ['y'],
        time: 't',
      },
      layer: {
        sizes: { n: 2 },
        steps: 1,
        run: (values) => {
          const both = reshape(concat([values['x@1']!, values['z@1']!], 0), [4, 1]);
          return reshape(matmul(values['V']!, both), [1, 3]);
        },
      },
    });
    expect(await judgePart(part, '$y_t = V (x_t + z_t)$')).toMatchObject({
      mistake: 'equation-added-for-concatenated',
    });
    expect(await judgePart(part, '$y_t = V [x_t; z_t]$')).toMatchObject({ verdict: 'correct' });
  });
});

describe('slips in expressions, on 1(b)', () => {
  it.each([
    ['term-dropped', '$2wu_2 + 3w^2u_1$'],
    ['term-doubled', '$2u_3 + 2wu_2 + 3w^2u_1$'],
    ['term-wrong-symbol', '$u_2 + 2wu_2 + 3w^2u_1$'],
    ['term-sign', '$u_3 - 2wu_2 + 3w^2u_1$'],
    ['term-coefficient', '$u_3 + 5wu_2 + 3w^2u_1$'],
    ['term-exponent', '$u_3 + 2wu_2 + 3w^3u_1$'],
    ['sign', '$-u_3 - 2wu_2 - 3w^2u_1$'],
  ])('%s', async (id, answer) => {
    const judgement = await judge('rnn-homework', '1(b)', answer);
    expect(judgement).toMatchObject({ verdict: 'incorrect', mistake: id });
    expect(mistakeCatalogue.map((entry) => entry.id)).toContain(id);
  });
});
