import {
  contentOf,
  type Expr,
  judgeMatrixPowers,
  type Judgement,
  latexOf,
  type MatrixPowersSpec,
  parseExpression,
  type PartContent,
  type PartText,
  type Scope,
} from '@gradbook/answers';

import type { JudgeOptions, Samples } from '../definition/assignment.ts';
import { withText } from '../definition/with-text.ts';
import { sidesSwapped } from '../mistakes/choices.ts';
import { linearGradientMistakes, matricesMisfit } from '../mistakes/matrix-powers.ts';
import { conditionBeside } from '../recurrent-gradients/spectral-condition.ts';
import { mendScannedGradient } from './scanned-gradient.ts';

/** Other spellings; the output is that of the last step. */
const aliases: Readonly<Record<string, string>> = {
  W_h: 'W^h', W_hh: 'W^h', 'W^hh': 'W^h', 'w^h': 'W^h', w_h: 'W^h', 'W^(h)': 'W^h', 'W^H': 'W^h', W_H: 'W^h',
  W_f: 'W^f', 'w^f': 'W^f', w_f: 'W^f', 'W^(f)': 'W^f', 'W^F': 'W^f', W_F: 'W^f',
  'hat(y)_T': 'hat(y)', y_T: 'y', y_hat: 'hat(y)',
}; // prettier-ignore

const scope: Scope = {
  variables: {
    ...Object.fromEntries(Object.keys(aliases).map((name) => [name, {}])),
    T: { domain: { above: 0, integer: true } },
    t: { domain: { above: 0, integer: true } },
    'W^h': {},
    'W^f': {},
    'hat(y)': {},
    y: {},
    L: {},
    h_t: {},
    h_T: {},
    // The superscripts by themselves, so that `W^f` in a line of prose is seen to be mathematics.
    f: {},
    h: {},
  },
};
const form = (latex: string): Expr => parseExpression(latex, scope);

const residual = form('2(\\hat{y} - y)');
const head = form('W^f');
const recurrent = form('W^h');
const path = form('(W^h)^{T-t}');
const atTheEnd = form('2(\\hat{y} - y) W^f');

/** The partials of the recurrence and of its head, from which the gradient is put together. */
function derivative(expr: Expr & { readonly type: 'derivative' }): Expr | undefined {
  if (expr.of.type !== 'symbol' || expr.by.type !== 'symbol') return undefined;
  const [of, by] = [expr.of.name, expr.by.name];
  const isOutput = /^hat\(y\)(?:_T)?$/.test(of);
  if (/^[Ll]$|^l$/.test(of)) return /^hat\(y\)(?:_T)?$/.test(by) ? residual : by === 'h_T' ? atTheEnd : undefined;
  if (isOutput) return by === 'h_T' ? head : by === 'h_t' ? form('W^f (W^h)^{T-t}') : undefined;
  if (of === 'h_T' && by === 'h_t') return path;
  const [, later, earlier] = /^h_\{?(.+?)\}? h_\{?(.+?)\}?$/.exec(`${of} ${by}`) ?? [];
  const consecutive = earlier === `${later}-1` || later === `${earlier}+1`;
  return consecutive ? recurrent : undefined;
}

const spec: MatrixPowersSpec = {
  label: '$\\frac{\\partial L}{\\partial h_t}$',
  asked: [{ of: 'L', by: 'h_t' }],
  scope,
  // One output of three hidden units: a row on the left and columns on the right tell every order apart.
  sizes: { 'W^h': [3, 3], 'W^f': [1, 3], 'hat(y)': 'scalar', y: 'scalar' },
  aliases,
  integers: [
    { T: 5, t: 2 },
    { T: 7, t: 3 },
    { T: 6, t: 4 },
  ],
  derivative,
  expected: form('2(\\hat{y} - y) W^f (W^h)^{T-t}'),
  mistakes: linearGradientMistakes.map(({ id, sentence, run }) => ({ id, sentence, expr: run(scope) })),
  misfit: matricesMisfit,
};

/** `W^{h\top}` and `W^{h^T}`: a transposition inside the superscript that is part of the name. */
const transposedName =
  /(?<![A-Za-z\\])([Ww])\s*\^\s*\{\s*([hf])\s*\^?\s*\{?\s*(?:\\top|\\intercal|\\mathsf\s*\{?T\}?|T)\s*\}?\s*\}/g;
/** `\underbrace{W^h \cdots W^h}_{T-t}`: as many factors as stand below. */
const counted =
  /\\underbrace\s*\{((?:\s*\(?[Ww]\s*[\^_]\s*\{?h+\}?\)?\s*(?:\\cdot(?!s))?)+)\\c?dots\s*([Ww]\s*[\^_]\s*\{?h+\}?)\s*\}\s*_\s*\{\s*([Tt\d\s+-]+?)\s*(?:\\text\s*\{[^{}]*\})?\s*\}/g;
/** A member between two equals signs that leaves factors out: what stands behind it says what is meant. */
const leftOut = /=(?:(?!=)[^])*?\\[cl]?dots(?![a-zA-Z])(?:(?!=)[^])*?(?==)/g;

/** What cannot be read as it stands, in a form that can. */
function mended(latex: string): string {
  return latex.replaceAll(transposedName, '{($1^$2)}^{\\top}').replaceAll(counted, '($2)^{$3}').replaceAll(leftOut, '');
}

/** Judges ∂L/∂h_t of a linear recurrence; the experiment and the condition beside it are for a person. */
export function judgeLinearGradient(content: PartContent, written: PartText, options: JudgeOptions): Judgement {
  const scan = mendScannedGradient(written.text);
  const source = scan ? { ...written, text: scan.text } : written;
  const read = scan ? { ...contentOf(source), source } : content;
  const blocks = read.blocks.map((block) => (block.kind === 'math' ? { ...block, latex: mended(block.latex) } : block));
  const judgement = judgeMatrixPowers({ ...read, blocks }, spec, options);
  const beside = judgement.verdict === 'correct' ? conditionBeside(content) : undefined;
  const held: Judgement =
    beside === 'swapped'
      ? {
          ...judgement,
          verdict: 'partial',
          share: 0.5,
          feedback: ['The formula is right.', sidesSwapped.sentence],
          mistake: sidesSwapped.id,
        }
      : beside === 'doubtful'
        ? {
            ...judgement,
            verdict: 'needs_review',
            share: 0,
            feedback: ['The formula is right; whether the condition beside it is, a person has to read.'],
          }
        : judgement;
  return withText(
    scan ? { ...held, feedback: [scan.note, ...held.feedback] } : held,
    content,
    'Look for: it explodes where the largest $|\\lambda|$ of $W^h$ lies above 1 and vanishes where it lies below; what the experiment shows.',
  );
}

/** Answers with known verdicts, made from the reference and its wrong forms. */
export const linearGradientSamples = async (): Promise<Samples> => ({
  right: [`$\\frac{\\partial L}{\\partial h_t} = ${latexOf(spec.expected)}$`],
  wrong: [
    ...linearGradientMistakes.map(({ id, run }) => ({
      answer: `$\\frac{\\partial L}{\\partial h_t} = ${latexOf(run(scope))}$`,
      mistake: id,
    })),
    {
      answer: '$\\frac{\\partial L}{\\partial h_t} = 2(\\hat{y} - y)(W^h)^{T-t} W^f$',
      mistake: matricesMisfit.id,
    },
  ],
});
