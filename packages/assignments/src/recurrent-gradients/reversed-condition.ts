import {
  type ChoicesSpec,
  judgeChoices,
  judgeProperties,
  type Judgement,
  type PartContent,
  type PropertiesSpec,
} from '@gradbook/answers';

import type { Samples } from '../definition/assignment.ts';
import { withText } from '../definition/with-text.ts';
import { conditionSwapped, measuresSwapped } from '../mistakes/choices.ts';

/** Without a large singular value nothing explodes; with one it need not. */
const condition: PropertiesSpec = {
  properties: [
    {
      id: 'necessary',
      label: 'whether the condition is necessary',
      says: /\bnecess(?:ary|ity|arily)\b/,
      opposite: /\b(?:un|not )necessary\b|(?<!\b(?:not|the) )\b(?:only|merely|just) (?:a )?sufficient\b/,
      holds: true,
    },
    {
      id: 'sufficient',
      label: 'whether the condition is sufficient',
      says: /\b(?:suffic\w*|enough)\b/,
      opposite: /\binsufficien\w*|(?<!\b(?:not|the) )\b(?:only|merely|just) (?:a )?necessary\b/,
      holds: false,
    },
  ],
  swapped: conditionSwapped,
};

/** Judges whether the reversed condition is called necessary and not sufficient. */
export function judgeReversedCondition(content: PartContent): Judgement {
  return withText(
    judgeProperties(content, condition),
    content,
    'Look for: the product of norms bounds the norm of the product from above; hidden states orthogonal to the largest eigenvector, or saturated activations, keep gradients small.',
  );
}

const directions: ChoicesSpec = {
  options: [
    {
      id: 'norm',
      label: 'clipping by norm',
      says: /\bclip\w*\s+(?:(?:the|its|their|of|gradients?|by|with|using|via|to|a|global|l2)\s+){0,6}norms?\b|\bnorm[- ]?(?:based\s+)?(?:gradient\s+)?clip\w*|\bgradient[- ]norm\b(?! explo)|\bby (?:(?:the|its|their|global) )?(?:l2 )?norm\b|\bnorm scaling\b/,
    },
    {
      id: 'normalization',
      label: 'normalizing the gradient',
      says: /\bgradient normali[sz]\w*|\bnormali[sz]\w* (?:the )?gradients?|\b(?:re)?scal(?:e|es|ing) the (?:whole )?gradient/,
    },
    {
      id: 'value',
      label: 'clipping by value',
      says: /\bclip\w*\s+(?:(?:the|its|their|of|gradients?|by|with|using|via|to|a|each|every)\s+){0,6}(?:values?|entr(?:y|ies)|components?|elements?|element-?wise|coordinates?)\b|\b(?:value|element-?wise|component-?wise|coordinate-?wise|entry-?wise)[- ]?(?:based\s+)?(?:gradient\s+)?clip\w*|\bby (?:its |their )?value\b/,
    },
    {
      id: 'regularization',
      label: 'regularization',
      says: /\b(?:l[12]|weight)[ -](?:regulari[sz]ation|decay|penalty)|\bregulari[sz]\w*/,
    },
    { id: 'initialization', label: 'initialization', says: /\binitiali[sz]\w*/ },
    {
      id: 'architecture',
      label: 'a gated architecture',
      says: /\b(?:lstms?|grus?|gated \w+|architectures?|skip connections?|residual \w+)\b/,
    },
    {
      id: 'step',
      label: 'a smaller learning rate',
      says: /\b(?:smaller|lower|reduced?|decreas\w*) (?:the )?(?:learning rate|step size)|\blearning rate (?:schedul|decay)\w*/,
    },
    { id: 'truncation', label: 'truncation', says: /\btruncat\w*(?: (?:bptt|backprop\w*))?/ },
  ],
  questions: [
    {
      id: 'keeps',
      label: 'a measure that takes the direction into account',
      says: /\bdirections?\b/,
      right: ['norm', 'normalization'],
    },
    {
      id: 'changes',
      label: 'a measure that ignores the direction',
      contrary: 'keeps',
      right: ['value', 'regularization', 'initialization', 'architecture', 'step', 'truncation'],
    },
  ],
  swapped: measuresSwapped,
};

/** Judges which measure against exploding gradients keeps their direction, and which does not. */
export function judgeMeasures(content: PartContent): Judgement {
  return withText(
    judgeChoices(content, directions),
    content,
    'Look for: one measure of each kind, and which is preferred for what reason.',
  );
}

/** Answers with known verdicts. */
export const reversedSamples = async (): Promise<Samples> => ({
  right: ['The condition is necessary, but not sufficient.'],
  wrong: [{ answer: 'It is sufficient, but not necessary.', mistake: conditionSwapped.id }],
});

/** Answers with known verdicts. */
export const measureSamples = async (): Promise<Samples> => ({
  right: ['Clipping by norm keeps the direction of the gradient, clipping by value does not.'],
  wrong: [{ answer: 'Clipping by value keeps the direction, clipping by norm does not.', mistake: measuresSwapped.id }],
});
