import { contentOf, defaultLimits, type Judgement } from '@gradbook/answers';
import { init } from '@gradbook/core-ops';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { rnnHomework } from '../src/index.ts';
import { rnnGraph, totalDerivative } from '../src/rnn-homework/rnn-graph.ts';

beforeAll(async () => {
  await init();
});

async function judge(id: string, text: string): Promise<Judgement> {
  const part = rnnHomework.parts.find((entry) => entry.id === id)!;
  const written = { id, text, start: 0, end: text.length };
  return part.judge({ ...contentOf(written), source: written }, written, { limits: defaultLimits, seed: 0 });
}

/** dy/dw as terms: a coefficient, a power of w, an input. */
const terms = [
  { coefficient: 1, power: 0, input: 3 },
  { coefficient: 2, power: 1, input: 2 },
  { coefficient: 3, power: 2, input: 1 },
];
type Term = (typeof terms)[number];

const styles: readonly ((term: Term) => string)[] = [
  ({ coefficient, power, input }) =>
    `${coefficient === 1 ? '' : coefficient}${power === 0 ? '' : power === 1 ? 'w' : `w^${power}`} u_${input}`,
  ({ coefficient, power, input }) => `${coefficient} \\cdot w^{${power}} \\cdot u_{${input}}`,
  ({ coefficient, power, input }) => `u_${input} ${'w '.repeat(power)}\\times ${coefficient}`,
  ({ coefficient, power, input }) => `\\frac{${2 * coefficient} w^{${power}} u_${input}}{2}`,
];
const wrappers: readonly ((sum: string) => string)[] = [
  (sum) => `$${sum}$`,
  (sum) => `$$\\frac{dy}{dw} = ${sum}$$`,
  (sum) => `**Answer:** $\\frac{\\partial y}{\\partial w} = ${sum}$.`,
  (sum) => `We differentiate and get $\\boxed{${sum}}$ as the result.`,
];
const written = (shown: readonly Term[], style: readonly number[], wrapper: number): string =>
  wrappers[wrapper]!(shown.map((term, i) => styles[style[i]!]!(term)).join(' + '));
const order = fc.shuffledSubarray(terms, { minLength: 3 });
const style = fc.array(fc.nat(styles.length - 1), { minLength: 3, maxLength: 3 });
const wrapper = fc.nat(wrappers.length - 1);

describe('1(b), with terms in any order and notation', () => {
  it('is right', async () => {
    await fc.assert(
      fc.asyncProperty(order, style, wrapper, async (shown, styled, wrapped) => {
        expect((await judge('1(b)', written(shown, styled, wrapped))).verdict).toBe('correct');
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('is wrong after any single change, and says why', async () => {
    const change = fc.tuple(
      fc.nat(2),
      fc.constantFrom<(term: Term) => Term>(
        (term) => ({ ...term, coefficient: term.coefficient + 1 }),
        (term) => ({ ...term, power: term.power + 1 }),
        (term) => ({ ...term, input: (term.input % 3) + 1 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(order, style, wrapper, change, async (shown, styled, wrapped, [at, change]) => {
        const changed = shown.map((term, index) => (index === at ? change(term) : term));
        const { verdict, feedback } = await judge('1(b)', written(changed, styled, wrapped));
        expect(verdict).toBe('incorrect');
        expect(feedback.length).toBeGreaterThan(0);
      }),
      { seed: 2, numRuns: 60 },
    );
  });
});

describe('the traced recurrence', () => {
  it('has the derivative that the parts expect, at the point where it was traced', async () => {
    const graph = await rnnGraph();
    const value = (name: string): number => graph.nodes[graph.inputs[name]!]!.values[0]!;
    const exact = value('u_3') + 2 * value('w') * value('u_2') + 3 * value('w') ** 2 * value('u_1');
    // The point has few binary digits: float32 computes without rounding.
    expect(await totalDerivative()).toBe(exact);
  });
});
