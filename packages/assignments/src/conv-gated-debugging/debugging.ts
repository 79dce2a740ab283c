import { judgeNamed, judgeValues, type Mentionable, type MentionsSpec, type ValuesSpec } from '@gradbook/answers';
import { float64 } from '@gradbook/core-ops';
import { accuracy, crossEntropy, type CurveFindingKind, readLossCurve } from '@gradbook/optim';

import type { Part } from '../definition/assignment.ts';
import { once } from '../definition/once.ts';
import { entryOf, startMistakes, trainingMistakes } from '../mistakes/sentences.ts';

/** The sequences of the question belong to one of four classes. */
const classes = ['Q', 'R', 'S', 'U'];

/** The training loss of the question, once an epoch. */
const losses = [1.39, 1.37, 1.33, 1.24, 1.08, 0.91, 0.86, 2.75, 9.4, 8.8, 9.1, 8.7, 9.3];

/** What an answer may say of a curve, by what `readLossCurve` finds in it. */
const findings: Readonly<Partial<Record<CurveFindingKind, readonly Mentionable[]>>> = {
  explosion: [
    {
      id: 'exploding-gradient',
      label: 'an exploding gradient',
      says: [
        /\bexplo(?:d|s)\w*/i,
        /\bgradients?\b.{0,40}\b(?:too|very|extremely|so)\s+(?:large|big|high)\b/i,
        /\bgradients?\b.{0,40}\b(?:huge|enormous|gigantic|explo\w*)\b/i,
        /\b(?:large|huge|big|high)\s+gradients?\b/i,
        /\bblow(?:s|n|ing)?[- ]?up\b|\bblew up\b/i,
      ],
    },
    {
      id: 'step-too-large',
      label: 'steps that are too large',
      says: [
        /\b(?:learning rate|step ?sizes?|steps?|updates?|lr)\b.{0,25}\b(?:too|very|overly)\s+(?:large|big|high|great|long)\b/i,
        /\b(?:large|big|high|huge)\s+(?:learning rate|step ?sizes?|steps?|updates?|lr)\b/i,
        /\bdiverg\w*|\bovershoot\w*|\bovershot\b/i,
      ],
    },
  ],
  overfitting: [{ id: 'overfitting', label: 'overfitting', says: [/\bover-?\s?fit\w*/i] }],
  plateau: [
    {
      id: 'vanishing-gradient',
      label: 'a vanishing gradient',
      says: [
        /\bvanish\w*/i,
        /\bplateau\w*/i,
        /\b(?:local|bad|poor) minim\w*/i,
        /\bsaddle\b/i,
        /\bgradients?\b.{0,30}\btoo small\b/i,
        /\b(?:learning rate|step ?sizes?)\b.{0,25}\btoo (?:small|low)\b/i,
        /\bunder-?\s?fit\w*/i,
      ],
    },
  ],
};

/** 1.3(a), read off the curve of the question. */
const reading: () => MentionsSpec = () => {
  const found = new Set(readLossCurve(losses, { classes: classes.length }).findings.map(({ kind }) => kind));
  const all = Object.entries(findings) as readonly [CurveFindingKind, readonly Mentionable[]][];
  return {
    right: all.filter(([kind]) => found.has(kind)).flatMap(([, named]) => named),
    wrong: all
      .filter(([kind]) => !found.has(kind))
      .flatMap(([, named]) =>
        named.map((each) => ({ ...each, sentence: trainingMistakes.find(({ id }) => id === each.id)!.sentence })),
      ),
    rubric: 'The gradient explodes: the loss leaps to values far above its start and stays there.',
  };
};

const causes: MentionsSpec = {
  right: [
    ...findings.explosion!,
    {
      id: 'far-from-optimum',
      label: 'parameters that are thrown far away',
      says: [
        /\b(?:parameters?|weights?)\b.{0,60}\b(?:far(?:ther|ther away|ther)?|further|away|off|worse|large|huge)\b/i,
        /\bgradients?\b.{0,60}\b(?:large|huge|big|explo\w*|high)\b/i,
        /\bconfiden(?:t|tly|ce)\b.{0,60}\bwrong\b|\bwrong\b.{0,60}\bconfiden(?:t|tly|ce)\b/i,
      ],
    },
  ],
  wrong: [{ ...findings.overfitting![0]!, sentence: entryOf(trainingMistakes, 'overfitting').sentence }],
  rubric:
    'Look for: one update with a huge gradient moves the weights far away, where the model is confidently wrong; its loss is then larger than that of a uniform guess.',
};

const remedies: MentionsSpec = {
  right: [
    {
      id: 'clipping',
      label: 'clipping the gradient',
      says: [
        /\bclip\w*/i,
        /\b(?:cap|bound|limit|(?:re)?scal)\w*\s+(?:down\s+)?(?:the\s+)?(?:norm of the\s+)?gradients?/i,
      ],
    },
    {
      id: 'normalization',
      label: 'normalization',
      says: [/\b(?:batch|layer|group|instance|weight)[- ]?norm\w*/i, /\bnormali[sz]\w*/i],
    },
    {
      id: 'smaller-steps',
      label: 'smaller or scheduled steps',
      says: [
        /\b(?:smaller|lower|reduc\w*|decreas\w*|lessen\w*|small|low)\b.{0,25}\b(?:learning rate|step ?sizes?|steps?|lr)\b/i,
        /\b(?:learning rate|step ?sizes?|lr)\b.{0,25}\b(?:smaller|lower|reduc\w*|decreas\w*|decay\w*|schedul\w*|warm-?\s?up|anneal\w*|down)\b/i,
        /\b(?:schedul\w*|decay\w*|anneal\w*)\b.{0,25}\b(?:learning rate|step ?sizes?|lr)\b/i,
        /\bwarm-?\s?up\b/i,
      ],
    },
    {
      id: 'gates',
      label: 'a gated network',
      says: [/\b(?:LSTM|GRU)s?\b/, /\bgat(?:ed|es|ing)\b/i, /\b(?:residual|skip)[- ]connections?\b/i],
    },
    {
      id: 'initialization',
      label: 'another initialization',
      says: [
        /\b(?:better|careful|smaller|orthogonal|proper|xavier|kaiming|good)\s+(?:weight\s+)?initiali[sz]ation\b/i,
        /\binitiali[sz]\w*\b.{0,30}\b(?:orthogonal|smaller|carefully|properly|identity)\b/i,
      ],
    },
    { id: 'regularization', label: 'weight decay', says: [/\bweight decay\b|\bregulari[sz]\w*/i] },
  ],
  wrong: [
    {
      ...entryOf(trainingMistakes, 'larger-steps'),
      label: 'larger steps',
      says: [
        // Proposed in so many words; what is said of larger steps otherwise is a reason.
        /^\W*(?:(?:we|one|you|i)\s+(?:can|could|should|must|need to)\s+)?(?:(?:use|using|try|take|choose|by|with|set)\s+)?(?:an?\s+|the\s+)?(?:increas\w*|rais(?:e|ing)|larger|bigger|higher)\b.{0,12}\b(?:learning rate|step ?size|lr)\b(?!.*\b(?:avoid|(?:is|are|be) bad|caus|lead|mak|worse|problem|why|explo|diverg|prevent|too|harm|risk|reason|if|batch)\w*)/i,
      ],
    },
  ],
  rubric:
    'Look for: one remedy (the norm of the gradient is clipped; layers that normalize; a rate that is smaller or follows a schedule) with a reason.',
};

/** 1.3(d): loss and accuracy of a model that gives every class the same probability, by the package's own losses. */
const initial: () => Promise<ValuesSpec> = once(async () => {
  const logits = float64(classes.map(() => classes.map(() => 0)));
  // As many sequences of every class: whatever an untrained network prefers, it is right for one class in all.
  const targets = float64(classes.map((_, i) => i));
  const loss = crossEntropy(logits, targets).data[0]!;
  const right = accuracy(logits, targets).data[0]!;
  return {
    values: [
      {
        label: 'the loss',
        words: /^(?:loss(?:es)?|cross-?entropy|entropy|ce)[,:]?$/i,
        value: loss,
        mistakes: [
          { ...entryOf(startMistakes, 'logarithm-to-base-2'), value: loss / Math.LN2 },
          { ...entryOf(startMistakes, 'logarithm-to-base-10'), value: loss / Math.LN10 },
          { ...entryOf(startMistakes, 'sign-of-loss'), value: -loss },
          { ...entryOf(startMistakes, 'probability-for-loss'), value: right },
        ],
      },
      {
        label: 'the accuracy',
        words: /^(?:accurac(?:y|ies)|acc|probabilit(?:y|ies)|chance)[,:]?$/i,
        value: right,
        mistakes: [{ ...entryOf(startMistakes, 'two-classes-assumed'), value: 0.5 }],
      },
    ],
  };
});

const setting = `A recurrent network learns to sort sequences into the classes ${classes.join(', ')}, with cross-entropy. Its training loss, once an epoch, is ${losses.join(', ')}.`;

/** 1.3: what a loss curve says. */
export const debuggingParts: readonly Part[] = [
  {
    id: '1.3(a)',
    title: 'Reading a loss curve',
    kind: 'mentions',
    points: 1,
    question: `${setting} What happens in this training?`,
    judge: (content) => judgeNamed(content, reading()),
    samples: async () => ({
      right: ['The gradient explodes.'],
      wrong: [{ answer: 'The gradient vanishes.', mistake: 'vanishing-gradient' }],
    }),
  },
  {
    id: '1.3(b)',
    title: 'Why the loss exceeds its start',
    kind: 'mentions',
    points: 2,
    question: `${setting} How can the loss become larger than it was before training?`,
    judge: (content) => judgeNamed(content, causes),
    samples: async () => ({
      right: ['A step was too large, and the weights are now far away.'],
      wrong: [{ answer: 'It overfits.', mistake: 'overfitting' }],
    }),
  },
  {
    id: '1.3(c)',
    title: 'Remedies',
    kind: 'mentions',
    points: 2,
    question: `${setting} What can be done about it?`,
    judge: (content) => judgeNamed(content, remedies),
    samples: async () => ({ right: ['Clip the gradient.'], wrong: [{ answer: 'We should not clip the gradient.' }] }),
  },
  {
    id: '1.3(d)',
    title: 'Where loss and accuracy begin',
    kind: 'values',
    points: 2,
    question: `${setting} Roughly which loss and which accuracy does the untrained network have, and why?`,
    judge: async (content, _part, options) => judgeValues(content, await initial(), options),
    samples: async () => {
      const { values } = await initial();
      return {
        right: [values.map(({ label, value }) => `${label} is ${value.toFixed(2)}`).join(', ')],
        wrong: [{ answer: 'The loss is 2 and the accuracy 0.25.' }],
      };
    },
  },
];
