import { describe, expect, it } from 'vitest';

import { partOf } from '../../testing/part-of.ts';
import { unsettledWords } from './held.ts';
import { passageOf } from './passage.ts';

/** What keeps an answer from full marks where its last formula is the answer. */
const doubt = (markdown: string): string | undefined => unsettledWords(passageOf(partOf(markdown)));

describe('words that change nothing', () => {
  it.each([
    '$N^T$',
    'Therefore we get $N^T$.',
    'By the chain rule, whatever its inventor called it, we get $N^T$.',
    'There are $N^T$ sequences, because every remaining position is a wildcard.',
    'As the gremlins of lecture 5 taught us, $N^T$.',
    'The number of sequences is $N^T$. My cat walked over the keyboard while I typed it.',
    'Each step costs a fortune, so the total is $N^T$.',
    'If we substitute $q$ into $r$ we find $N^T$.',
    'Therfore the anwser is $N^T$',
    '$N^T$ (or equivalently $e^{T \\ln N}$)',
    '$$N^T$$ Thank you!',
    '$$N^T$$\n\nI bribed two gremlins here.',
    'the number that we were looking for is $N^T$',
    '`N` words, so $N^T$',
  ])('%j', (markdown) => {
    expect(doubt(markdown)).toBeUndefined();
  });
});

describe('words that may change the answer', () => {
  it.each([
    // Unknown in the clause of the answer, before it and behind it.
    'The gremlins of $N^T$',
    '$N^T$ gremlins',
    'Anna has $N^T$',
    // Quantities.
    'twice $N^T$',
    'two times $N^T$',
    '2 x the number $N^T$',
    'a third of $N^T$',
    'every $N^T$ steps',
    'one in $N^T$',
    'the second derivative is $N^T$',
    'the sum of $w$ and one is $N^T$',
    '3 $N^T$',
    '$N^T$ minus one',
    '$N^T$, all squared',
    '$N^T$ times the number of beams',
    // Suppositions and conditions.
    'With untied weights it would be $N^T$.',
    'If $T$ were one, we get $N^T$.',
    'All of them unless $N^T$',
    // Denials and contrasts.
    'It is no longer $N^T$.',
    '$N^T$, but the true number is smaller.',
    'It cannot be $N^T$.',
    // Attribution.
    'The manual claims $N^T$.',
    'Somebody said $N^T$',
    // In a sentence of its own.
    '$N^T$. Then divide this by three.',
    '$N^T$. This leads to a contradiction.',
    '$N^T$. Wrong!',
    '$N^T$. We need to add 1 for the empty one.',
    'The gremlins gave me:\n\n$$N^T$$',
    'One line of gremlins\n\n$$N^T$$',
    // Other languages.
    'Nicht $N^T$.',
    "Ce n'est pas $N^T$.",
  ])('%j', (markdown) => {
    expect(doubt(markdown)).toBeTypeOf('string');
  });

  it('a condition with an equation in it', () => {
    const restricted = 'The number is $N^T$ when $T = 1$';
    expect(unsettledWords(passageOf(partOf(restricted), [restricted.indexOf('$')]))).toBe('when …');
  });

  it('quotes them', () => {
    expect(doubt('It is twice $N^T$ in total')).toBe('It is twice … in');
  });
});

describe('where the answer stands', () => {
  const markdown = 'The gremlins have $u_1$. We get $u_2$. And $u_3$ for the gnomes.';
  const at = (formula: string): string | undefined =>
    unsettledWords(passageOf(partOf(markdown), [markdown.indexOf(formula)]));

  it('decides which words are looked at', () => {
    expect(at('$u_1$')).toContain('gremlins');
    expect(at('$u_2$')).toBeUndefined();
    expect(at('$u_3$')).toContain('gnomes');
  });

  it('is every formula that is judged', () => {
    const positions = ['$u_2$', '$u_3$'].map((formula) => markdown.indexOf(formula));
    expect(unsettledWords(passageOf(partOf(markdown), positions))).toContain('gnomes');
  });
});
