import {
  type Block,
  type ChoicesSpec,
  judgeChoices,
  type Judgement,
  needsReview,
  type PartContent,
} from '@gradbook/answers';

import type { Samples } from '../definition/assignment.ts';
import { withText } from '../definition/with-text.ts';
import { sidesSwapped, signForMagnitude } from '../mistakes/choices.ts';

const one = String.raw`(?:1|one|unity)\b`;

/** The powers of W^h in ∂L/∂h_t grow where its spectral radius lies above 1, and shrink where it lies below. */
const condition: ChoicesSpec = {
  options: [
    {
      id: 'above',
      label: 'above 1',
      says: new RegExp(
        String.raw`(?:>|≥|\bgeq?\b|\bgt\b)\s*${one}|\b(?:(?:greater|larger|more|bigger|higher)(?: in \w+)? than|above|over|exceed\w*|beyond|outside)\s+(?:the )?(?:${one}|unit circle)`,
      ),
    },
    {
      id: 'below',
      label: 'below 1',
      says: new RegExp(
        String.raw`(?:<|≤|\bleq?\b|\blt\b)\s*${one}|\b(?:(?:less|smaller|lower)(?: in \w+)? than|below|under|inside|within)\s+(?:the )?(?:${one}|unit circle)`,
      ),
    },
  ],
  questions: [
    {
      id: 'explodes',
      label: 'the spectral radius where gradients explode',
      says: /\b(?:explo(?:d\w*|si\w*)|bl(?:ow|own|owing|ows) up)\b/,
      right: ['above'],
    },
    { id: 'vanishes', label: 'the spectral radius where gradients vanish', says: /\bvanish\w*/, right: ['below'] },
  ],
  swapped: sidesSwapped,
};

/** The same with the sign of an eigenvalue: what is recognised as a mistake. */
const signs: ChoicesSpec = {
  options: [
    { id: 'positive', label: 'positive', says: /\bpositive\b|>\s*0\b/ },
    { id: 'negative', label: 'negative', says: /\bnegative\b|<\s*0\b/ },
  ],
  questions: condition.questions.map((question, index) => ({
    ...question,
    right: [index === 0 ? 'positive' : 'negative'],
  })),
};

const spectral = /eigen[- ]?values?|spectral rad\w+|\brho\b|ρ|\blambda\w*\b|λ/i;
const other = /singular|\bnorms?\b|\bsigma_?\w*|σ_|determinant|entr(?:y|ies)\b/i;
const dependence =
  /\b(?:(?:it|this|that)\s+)?depends\s+on\s+(?=(?:whether\s+)?the\s+(?:(?:largest|absolute|leading|dominant|biggest|value|magnitude|size|of|the)\s+)*(?:spectral|eigen))/gi;
const rubric =
  'Look for: the powers of $W^h$ in $\\partial L/\\partial h_t$, and its spectral radius (the largest $|\\lambda|$) above or below 1.';

/** `It depends on the spectral radius: …` announces what follows, and says of both sides the same in nothing else. */
function withoutDependence(block: Block): Block {
  return block.kind === 'text' ? { ...block, text: block.text.replaceAll(dependence, '') } : block;
}

/** Judges on which side of 1 the spectral radius makes gradients explode and vanish; other quantities go to a person. */
export function judgeSpectralCondition(content: PartContent): Judgement {
  const judgement = judgeChoices({ ...content, blocks: content.blocks.map(withoutDependence) }, condition);
  if (judgement.verdict === 'needs_review' && judgeChoices(content, signs).verdict === 'correct')
    return withText(
      { ...judgement, verdict: 'incorrect', feedback: [signForMagnitude.sentence], mistake: signForMagnitude.id },
      content,
      rubric,
    );
  const text = content.blocks
    .map((block) => ('latex' in block ? block.latex : 'text' in block ? block.text : ''))
    .join(' ');
  if (judgement.verdict === 'unanswered' || (spectral.test(text) && !other.test(text)))
    return withText(judgement, content, rubric);
  const reason = other.test(text)
    ? 'Other quantities than the eigenvalues of $W^h$ are named; whether the condition says the same, a person has to read.'
    : 'The condition is not about the eigenvalues of $W^h$; whether it says the same, a person has to read.';
  const evidence = judgement.expected === undefined ? {} : { expected: judgement.expected };
  return withText(needsReview(judgement.given, [reason], evidence), content, rubric);
}

/**
 * What is said of a right formula where the condition beside it is decidedly the wrong way round, or may be; undefined where it
 * is right or says too little.
 */
export function conditionBeside(content: PartContent): 'swapped' | 'doubtful' | undefined {
  const { verdict, feedback, mistake } = judgeChoices(
    { ...content, blocks: content.blocks.map(withoutDependence) },
    condition,
  );
  if (mistake === sidesSwapped.id) return 'swapped';
  return verdict !== 'needs_review' && feedback.some((sentence) => sentence.endsWith('is not right.'))
    ? 'doubtful'
    : undefined;
}

/** Answers with known verdicts. */
export const spectralSamples = async (): Promise<Samples> => ({
  right: ['They explode if the spectral radius of $W^h$ is greater than 1, and vanish if it is less than 1.'],
  wrong: [
    {
      answer: 'They explode if the spectral radius of $W^h$ is less than 1, and vanish if it is greater than 1.',
      mistake: sidesSwapped.id,
    },
    {
      answer: 'They explode if the largest eigenvalue of $W^h$ is positive and vanish if it is negative.',
      mistake: signForMagnitude.id,
    },
    { answer: 'They explode if a singular value is greater than 1 and vanish if it is less than 1.' },
  ],
});
