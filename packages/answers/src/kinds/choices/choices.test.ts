import { describe, expect, it } from 'vitest';

import { partOf } from '../../testing/part-of.ts';
import { type ChoicesSpec, judgeChoices } from './choices.ts';

const spec: ChoicesSpec = {
  options: [
    { id: 'cat', label: 'the cat', says: /\bcats?\b/ },
    { id: 'dog', label: 'the dog', says: /\bdogs?\b/ },
  ],
  questions: [
    { id: 'barks', label: 'which barks more', says: /\bbark\w*/, right: ['dog'] },
    { id: 'purrs', label: 'which purrs more', says: /\bpurr\w*/, right: ['cat'] },
  ],
  swapped: { id: 'animals-swapped', sentence: 'The animals have changed places.' },
};
const judge = (markdown: string) => judgeChoices(partOf(markdown), spec);

/** Ways to say that one does something more than the other; each stands alone or in a row. */
const statements: readonly ((more: string, less: string, verb: string) => string)[] = [
  (more, _, verb) => `the ${more} ${verb}s more`,
  (more, less, verb) => `the ${more} ${verb}s more than the ${less}`,
  (more, less, verb) => `the ${less} ${verb}s less than the ${more}`,
  (more, _, verb) => `${verb}ing is more frequent for the ${more}`,
  (more, less, verb) => `unlike the ${less}, the ${more} often ${verb}s`,
  (more, less, verb) => `it is the ${more}, not the ${less}, that ${verb}s more`,
  (more, less, verb) => `the ${more} ${verb}s more often because the ${less} is quiet`,
  (more, _, verb) => `because the ${more} is alone, it ${verb}s more`,
  (_, less, verb) => `the ${less} rarely ${verb}s`,
  (_, less, verb) => `the ${less} does not ${verb}`,
  (more, less, verb) => `compared to the ${less}, the ${more} tends to ${verb}`,
  (more, _, verb) => `${verb}ing: the ${more}`,
];
const connectors = ['. ', ', and ', '; ', ', whereas ', ' while ', ', but ', '\n', ' and '];

describe('choices in many words', () => {
  it.each(connectors.map((connector) => [connector]))('are read when joined by %j', (connector) => {
    const wrong: string[] = [];
    for (const first of statements) {
      for (const second of statements) {
        for (const turned of [false, true]) {
          const pieces = [first('dog', 'cat', 'bark'), second('cat', 'dog', 'purr')];
          const text = `${(turned ? pieces.toReversed() : pieces).join(connector)}.`;
          const { verdict, feedback } = judge(text);
          // What is right may go to a person, but is never refused.
          if (verdict !== 'correct') wrong.push(`${verdict}: ${text} ${feedback.join(' ')}`);
        }
      }
    }
    expect(wrong.filter((line) => !line.startsWith('needs_review'))).toEqual([]);
    expect(wrong.length).toBeLessThanOrEqual(0.05 * 2 * statements.length ** 2);
  });

  it.each(connectors.map((connector) => [connector]))(
    'are never right the other way round, joined by %j',
    (connector) => {
      const marked: string[] = [];
      for (const first of statements) {
        for (const second of statements) {
          for (const pieces of [
            [first('cat', 'dog', 'bark'), second('dog', 'cat', 'purr')],
            [first('dog', 'cat', 'bark'), second('dog', 'cat', 'purr')],
            [first('cat', 'dog', 'bark'), second('cat', 'dog', 'purr')],
          ]) {
            const text = `${pieces.join(connector)}.`;
            if (judge(text).verdict === 'correct') marked.push(text);
          }
        }
      }
      expect(marked).toEqual([]);
    },
  );
});

describe('choices', () => {
  it.each([
    '(i) the dog (ii) the cat',
    '| | animal |\n|---|---|\n| barks more | dog |\n| purrs more | cat |',
    '| | barks | purrs |\n|---|---|---|\n| dog | yes | no |\n| cat | no | yes |',
    '| barks more | purrs more |\n|---|---|\n| dog | cat |',
    'Which barks more? The dog. Which purrs more? The cat.',
    'Barking:\nthe dog\n\nPurring:\nthe cat',
    'Barking and purring are more common with dogs and cats respectively.',
  ])('reads %j', (markdown) => {
    expect(judge(markdown)).toMatchObject({ verdict: 'correct', share: 1 });
  });

  it.each([
    '(i) the cat (ii) the dog',
    'The cat barks more, the dog purrs more.',
    '| | animal |\n|---|---|\n| barks more | cat |\n| purrs more | dog |',
  ])('names the exchange in %j', (markdown) => {
    expect(judge(markdown)).toMatchObject({ verdict: 'incorrect', mistake: 'animals-swapped' });
  });

  it('counts each choice', () => {
    const one = judge('The dog barks more.');
    expect(one).toMatchObject({ verdict: 'partial', share: 0.5 });
    expect(one.feedback).toContain('Which purrs more was not said.');
    expect(judge('The dog barks more, and the dog purrs more.')).toMatchObject({ verdict: 'partial', share: 0.5 });
  });

  it.each([
    'Both bark and both purr.',
    'Neither barks, neither purrs.',
    'They bark and purr equally.',
    'It depends: either the dog or the cat barks more.',
    'The dog barks more. The cat barks more than the dog.',
    'Maybe the dog barks more and the cat purrs more.',
    'It is wrong that the dog barks more and the cat purrs more.',
    'Some think that the dog barks more and the cat purrs more.',
    'Animals make sounds.',
    'The latter barks more, the former purrs more.',
  ])('leaves %j to a person', (markdown) => {
    const { verdict, feedback } = judge(markdown);
    expect(verdict).toBe('needs_review');
    expect(feedback.length).toBeGreaterThan(0);
  });
});
