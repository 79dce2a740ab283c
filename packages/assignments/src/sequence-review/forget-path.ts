import {
  contentOf,
  type Expr,
  judgeExpression,
  type Judgement,
  mapExpr,
  parseExpression,
  type PartContent,
  type PartText,
  type Scope,
} from '@gradbook/answers';

import type { JudgeOptions, Samples } from '../definition/assignment.ts';
import { withText } from '../definition/with-text.ts';

/** The general step t is written for the last one, T, as often as T itself. */
const steps: Readonly<Record<string, string>> = {
  f_t: 'f_T', 'f_{t-1}': 'f_{T-1}', i_t: 'i_T', o_t: 'o_T', x_t: 'x_T', 'h_{t-1}': 'h_{T-1}',
  C_t: 'C_T', 'C_{t-1}': 'C_{T-1}', c_t: 'C_T', 'c_{t-1}': 'C_{T-1}', c_T: 'C_T', 'c_{T-1}': 'C_{T-1}',
  'tilde(C)_t': 'tilde(C)_T', 'tilde(c)_t': 'tilde(C)_T', 'tilde(c)_T': 'tilde(C)_T',
}; // prettier-ignore

const gate = { domain: { above: 0, below: 1 } };
const variables: Scope['variables'] = {
  i_T: gate, o_T: gate, 'f_{T-1}': gate, 'C_{T-1}': {}, 'tilde(C)_T': {}, x_T: {}, 'h_{T-1}': {}, 'U^f': {}, 'W^f': {}, 'b^f': {},
}; // prettier-ignore

/**
 * Every factor of the cell path acts on each entry alone: the diagonal matrix diag(f), the vector f and the operator f ⊙ are
 * compared by their entries, of which each is a number.
 */
const scope: Scope = {
  variables,
  definitions: {
    f_T: parseExpression('\\sigma(x_T U^f + h_{T-1} W^f + b^f)', { variables }),
    C_T: parseExpression('f_T C_{T-1} + i_T \\tilde{C}_T', { variables: { ...variables, f_T: gate } }),
  },
};

const names = [...Object.keys(variables), ...Object.keys(scope.definitions ?? {})];

/** An expression by its entries: diag(f), f ⊙ I, f ⊙ 1 and fᵀ all have those of f. */
function entrywise(expr: Expr): Expr {
  return mapExpr(expr, (part) => {
    if (part.type === 'symbol') return { ...part, name: steps[part.name] ?? part.name };
    if (part.type === 'transpose') return part.of;
    if (part.type === 'apply' && /^diag$/i.test(part.name) && part.arguments.length === 1) return part.arguments[0]!;
    if (part.type !== 'product') return part;
    const factors = part.factors.filter((factor) => !(factor.type === 'symbol' && /^I(?:_\w+)?$/.test(factor.name)));
    return factors.length === 1 ? factors[0]! : factors.length === 0 ? part : { ...part, factors };
  });
}

const inWords =
  /\b(?:a |the )?(?:diagonal\W+(?:\S+\s+){0,4}?)?matrix\s+(?:with|having|that has|whose diagonal is)\s+(?:the\s+)?(?:(?:entries|elements|values|components)\s+(?:of\s+)?)?\$?\s*f\s*(?:_\s*\{?\s*[tT]\s*\}?|[;:.,]|[tT]\b)?\s*\$?\s+(?:(?:on|along|as)\s+(?:the|its)\s+(?:main\s+)?diagonal)/gi;
/** `f_T \odot`, an operator without its operand. */
const openOperator = /\\(?:odot|circ|times)\s*(?:\\cdot|\(\s*\\cdot\s*\)|\\bullet|_)?\s*[.,]?\s*$/;

/** The content with the words for a diagonal matrix, and an operator without its operand, as formulas. */
function asFormulas(content: PartContent, written: PartText): PartContent {
  const text = written.text.replaceAll(inWords, ' $\\mathrm{diag}(f_T)$');
  const source = { ...written, text };
  const read = text === written.text ? content : { ...contentOf(source), source };
  const blocks = read.blocks.map((block) =>
    block.kind === 'math' ? { ...block, latex: block.latex.replace(openOperator, '') } : block,
  );
  return { ...read, blocks };
}

/** Judges ∂C_T/∂C_{T−1} along the cell path. */
export function judgeForgetPath(content: PartContent, written: PartText, options: JudgeOptions): Judgement {
  const judgement = judgeExpression(
    asFormulas(content, written),
    {
      label: '$\\frac{\\partial C_T}{\\partial C_{T-1}}$',
      asked: [{ of: 'C_T', by: 'C_{T-1}' }],
      scope,
      terms: { symbols: names.filter((name) => !/^C_|^tilde/.test(name)) },
      expected: parseExpression('\\mathrm{diag}(f_T)', scope),
      read: entrywise,
      argued: true,
    },
    options,
  );
  const bare = judgement.verdict === 'correct' && !/diag|matrix|I/i.test(judgement.given);
  return withText(
    bare
      ? { ...judgement, feedback: ['Read elementwise: as a matrix it stands on the diagonal.', ...judgement.feedback] }
      : judgement,
    content,
    'Look for: where $f_T$ is close to 1 the gradient passes the cell state without decay, and no matrix multiplies it.',
  );
}

/** Answers with known verdicts. */
export const forgetSamples = async (): Promise<Samples> => ({
  right: ['$\\mathrm{diag}(f_T)$', '$\\frac{\\partial C_T}{\\partial C_{T-1}} = f_T$'],
  wrong: [{ answer: '$\\mathrm{diag}(i_T)$' }, { answer: '$1 - f_T$' }],
});
