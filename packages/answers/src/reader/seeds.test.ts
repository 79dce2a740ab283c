import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentOf } from './content-of.ts';
import type { OutlinePart } from './outline.ts';
import { readParts } from './read-parts.ts';

// Real homework, as a converter left it: how each part must be cut. Beginnings and ends are those of the texts.
const seeds = join(import.meta.dirname, '../../../../../shared/seeds');
const present = existsSync(seeds);

interface Cut extends OutlinePart {
  readonly starts: string;
  readonly ends: string;
}

const cut = (id: string, starts: string, ends: string, cues?: readonly string[]): Cut =>
  cues === undefined ? { id, starts, ends } : { id, starts, ends, cues };

const homework: Readonly<Record<string, readonly Cut[]>> = {
  'rnn-homework': [
    cut('1(a)', '(a) Fill in the blanks', 'w \\cdot u_3$$'),
    cut('1(b)', '(b) Using the expression', '3w^2 u_1$$'),
    cut('1(c)', '(c) Fill in the blank', '\\cdot w$$'),
    cut('1(d)', '(d) Calculate the partial', '{\\partial t} q_1$$'),
    cut('2(a)', '(a) At timestep 1', 'a). neural, network.'),
    cut('2(b)', '(b) At timestep 2', 'network-neural'),
    cut('2(c)', '(c) At timestep 3', 'network-neural-network.'),
    cut('2(d)', '(d) Does beam search', '"network-network".'),
    cut('2(e)', '(e) What is the runtime', '$O(kTM \\log k)$.'),
    cut('3(a)', '- (a) **Implement Section 1A', 'e-05\n```'),
    cut('3(b)', '- (b) **Implement Section 1.B', 'e-05\n```'),
    cut('3(c)', '(c) RNNs can be used', '0.6933331489562988\n```'),
    cut('3(d)', '(d) Consider an RNN', 'assignment submission.'),
    cut('3(e)', '- (e) If the network', 'more likely to vanish.'),
    cut('3(f)', '- (f) Compare', 'tanh is not.'),
    cut('3(g)', '- (g) What happens', '\n\n?'),
    cut('3(h)', 'h) (Optional)', 'report on the results.**'),
    cut('4', '4. RNNs for Last Name', 'in Gradescope.'),
    cut('4(a)', '- (a) Although', 'according to the predictions.'),
    cut('5(a)', '- (a) What is the baseline', '94.1%'),
    cut('5(b)', '- (b) Comment', 'shrink training time.'),
    cut('5(c)', '- (c) Which approach', 'aligned with the axes.'),
    cut('6(a)', '- (a) List two reasons', 'image-related tasks'),
    cut('6(b)', '- (b) Consider the following 1D', '\\end{cases}$$'),
    cut('6(c)', '- (c) Transpose convolution', '\\end{bmatrix}$$'),
    cut('7', '7. Homework Process', 'c) 15h'),
  ],
  'sequence-review': [
    cut('1(a)', 'Consider an RNN', 'pattern empirically.', ['an RNN which outputs a single prediction']),
    cut('1(b)', 'Compare the magnitude', 'no-activation\nRNN.', ['which activation results in more']),
    cut('1(c)', 'What happens if you set', 'long-range dependencies.', ['what happens if you set last target only']),
    cut('1(d)', '(d) In Section 1.8', 'the sigmoid function.'),
    cut('1(e)', '(e) When using an LSTM', 'overall gradient\ndecay.'),
    cut('1(f)', '(f) Consider a ResNet', 'mitigate\nvanishing gradients.'),
    cut('2(a)', '(a) At timestep 1', '(log prob =-.73).'),
    cut('2(b)', '(b) At timestep 2', '=-1.33).'),
    cut('2(c)', '(c) At timestep 3', '=-1.93).'),
    cut('2(d)', '(d) Does beam search', 'length-2 sequences.'),
    cut('2(e)', '(e) What information', 'M log M) overall.'),
  ],
  'normalization-decoding': [
    cut('1', 'Answer 1. Batch', '\\right]$$'),
    cut('2.1', '2.1 For the *L2', '2\\eta\\gamma$.'),
    cut('2.2(a)', '- 2.2 (a) The larger', 'smaller gradient magnitudes.'),
    cut('2.2(b)', '- (b) In this case', 'amount λ .'),
    cut('2.3', '- 2.3 The objective', 'better regularization.'),
    cut('3.1', '- 3.1 The number of possible', 'beginning of the sentence).'),
    cut('3.2', '- 3.2 The number', 'in practice.'),
    cut('3.3', '- 3.3 The time complexity', 'linear in N .'),
    cut('3.4.a', '3.4.a Applying', '-9.1.$$'),
    cut('3.4.b', '3.4.b We give', '\\end{aligned}$$'),
    cut('3.5', '- 3.5 Beam search, while', 'most probable sequence.'),
    cut('4.1', '- 4.1 The hypothesis', '\\sigma(\\mathbf{g}_t)$$'),
    cut('4.2', '- 4.2 For consecutive', 'as an exercise.'),
    cut('4.3', '4.3 By contraposition', 'eigenvector of W .'),
    cut('4.4', '4.4 The following', '(eg. LSTM)'),
    cut('5', 'Answer 5. We have accepted', 'in the paper itself.'),
  ],
  'recurrent-attention': [
    cut('Q1.1(i)', 'What is the partial', '(1 - \\sigma(f^{(1)}))$$', ['partial derivative of the loss']),
    cut('Q1.1(ii)', 'How many paths', '(1-\\sigma(n))$$', ['how many paths are there']),
    cut('Q1.1(iii)', 'If we run this network', 'new variable represents.)', ['run this network for three time steps']),
    cut('Q1.2', '## Q1.2 Batched', 'equal to 0.'),
    cut('Q1.3', '# Q1.3 Deep', 'h_2^{(t)}))$$'),
    cut('Q1.4', '#### **Q1.4** Bidirectional', '\\overleftarrow{h_t}))$$'),
    cut('Q2.1', '#### **Q2.1** Self', 'c_{dec}^{(j)})$$'),
    cut('Q2.2', '#### Q2.2 Multi-Head', 'other standard values.'),
    cut('Q2.3', '### **Q2.3** Transformers', "doesn't break."),
  ],
  'conv-gated-debugging': [
    cut('1.1(a)', '- (a) $H =', '×5 .'),
    cut('1.1(b)', '- (b) First', 'W_{out}$'),
    cut('1.1(c)(i)', '- (c) (i) $f_W', '2 + n]$'),
    cut('1.1(c)(ii)', '(ii) $\\frac', 'j // 3]$'),
    cut('1.1(c)(iii)', '(iii) $\\frac', 'are all 0.'),
    cut('1.1(c)(iv)', '(iv) $\\frac', 'dimension is different.'),
    cut('1.2.1(a)', '- (a) See Fig. 1', 'Fig. 1'),
    cut('1.2.1(b)', '- (b) $c[t]', '^m$'),
    cut('1.2.1(c)', '- (c) $\\frac', 'x and h'),
    cut('1.2.1(d)', '- (d) The model', 'RNN diagram'),
    cut('1.2.2(a)', '(a) See Fig. 2', 'Fig. 2'),
    cut('1.2.2(b)', '(b) $a[t]', '^3$'),
    cut('1.2.2(c)', '(c) We define', '\\end{aligned}$$'),
    cut('1.2.2(d)', '(d) We define', 'Attention RNN'),
    cut('1.2.2(e)', '(e)\n', '\\end{aligned}$$'),
    cut('1.2.2(f)', '(f) $\\frac', '{\\partial h[T]}$'),
    cut('1.3(a)', '(a) Gradient Explodes', 'Explodes'),
    cut('1.3(b)', '(b) The gradient', 'the initial one.'),
    cut('1.3(c)', '(c) First, we can', 'learning rate scheduler.'),
    cut('1.3(d)', '- (d) The output', 'around 0.25.'),
  ],
};

const read = (name: string): string => readFileSync(join(seeds, `${name}.md`), 'utf8');

describe.skipIf(!present)('real homework (skipped where the shared folder is not beside the repository)', () => {
  test.each(Object.entries(homework))('%s is cut at every part, without a doubt left', (name, cuts) => {
    const document = read(name);
    const { parts, missing, notes } = readParts(document, cuts);
    expect(missing).toEqual([]);
    expect(notes).toEqual([]);
    expect(parts.map(({ id }) => id)).toEqual(cuts.map(({ id }) => id));
    for (const [index, { text, start, end }] of parts.entries()) {
      const { starts, ends } = cuts[index]!;
      expect(text.startsWith(starts), `${name} ${parts[index]!.id} starts: ${text.slice(0, 60)}`).toBe(true);
      expect(text.trim().endsWith(ends), `${name} ${parts[index]!.id} ends: ${text.trim().slice(-60)}`).toBe(true);
      expect(document.slice(start, end)).toBe(text);
    }
  });

  test('without cues the parts that no label tells apart are not guessed', () => {
    const plain = homework['recurrent-attention']!.map(({ id }) => ({ id }));
    const { missing, notes } = readParts(read('recurrent-attention'), plain);
    expect(missing).toEqual(['Q1.1(i)', 'Q1.1(ii)', 'Q1.1(iii)']);
    expect(notes.every(({ review }) => review)).toBe(true);
    expect(notes.map(({ part }) => part)).toEqual(missing);
    const scanned = readParts(
      read('sequence-review'),
      homework['sequence-review']!.map(({ id }) => ({ id })),
    );
    expect(scanned.notes.map(({ part }) => part)).toEqual(['1(a)', '1(b)', '1(c)']);
  });

  test.each(Object.entries(homework))(
    '%s: every block lies in its part, and mathematics is its source',
    (name, cuts) => {
      const document = read(name);
      for (const part of readParts(document, cuts).parts) {
        const { blocks, answerFrom, unread } = contentOf(part);
        expect(unread).toBeUndefined();
        expect(answerFrom).toBeLessThanOrEqual(blocks.length);
        let last = part.start;
        for (const block of blocks) {
          expect(block.start).toBeGreaterThanOrEqual(last);
          expect(block.end).toBeGreaterThanOrEqual(block.start);
          last = block.end;
        }
        expect(last).toBeLessThanOrEqual(part.end);
        for (const block of blocks.filter(({ kind }) => kind === 'math')) {
          expect(document.slice(block.start, block.end)).toMatch(/^(?:\\?\$|\\[([b])[^]*(?:\$|[)\]}])$/);
        }
      }
    },
  );

  test('answers are found behind their markers, and damaged LaTeX is mended', () => {
    const parts = new Map(
      readParts(read('rnn-homework'), homework['rnn-homework']!).parts.map((part) => [part.id, part]),
    );
    const second = contentOf(parts.get('2(b)')!);
    expect(second.marked).toBe(true);
    expect(second.blocks.slice(second.answerFrom)).toEqual([
      expect.objectContaining({ kind: 'text', text: 'neural-network, network-neural\n' }),
    ]);
    const growth = contentOf(parts.get('2(e)')!).blocks.filter((block) => block.kind === 'math');
    expect(growth.at(-1)).toMatchObject({ latex: 'O(kTM \\log k)', display: false });
    const attention = readParts(read('recurrent-attention'), homework['recurrent-attention']!).parts;
    const first = contentOf(attention[0]!);
    const latex = first.blocks.flatMap((block) => (block.kind === 'math' ? [block.latex] : []));
    expect(latex.join('\n')).not.toMatch(/(?<![\\a-z])(?:egin\{|ext\{|rac\{|anh\()/);
    expect(latex.at(-1)).toMatch(/^\\frac\{\\partial L\(y\^\{\(1\)\}\)\}\{\\partial w_1\} = -\\frac\{v/);
    expect(first.notes?.length).toBeGreaterThan(2);
    const scanned = readParts(read('sequence-review'), homework['sequence-review']!).parts.map((part) =>
      contentOf(part),
    );
    expect(scanned.map(({ marked }) => marked)).toEqual(scanned.map(() => true));
  });
});
