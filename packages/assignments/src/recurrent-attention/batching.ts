import { type DimensionsSpec, judgeDimensions } from '@gradbook/answers';

import type { Part } from '../definition/assignment.ts';
import { batchShapeMistakes, entryOf } from '../mistakes/sentences.ts';

const shape: DimensionsSpec = {
  axes: [
    { label: 'b', names: /^(?:b|n|batch(?:[ _-]?size)?|size of (?:the )?batch)$/ },
    {
      label: 'max length',
      names:
        /^(?:l(?:_?\{?(?:max|m|\*)\}?)?|t|s|max.*|(?:the )?(?:longest|maximum|maximal|max).*|seq(?:uence)?[ _-]?len(?:gth)?|l_?i?_?max|len(?:gth)?_?max)$/,
    },
    { label: 'm', names: /^(?:m|d|e|(?:word[ _-]?)?emb(?:edding)?(?:[ _-]?(?:size|dim(?:ension)?))?)$/ },
  ],
  orders: [{ order: [1, 0, 2], note: 'Time may come first, as many libraries have it.' }],
  wrongSizes: [
    { ...entryOf(batchShapeMistakes, 'cut-to-shortest'), names: /^(?:min.*|(?:the )?shortest.*|l_?min)$/ },
    {
      ...entryOf(batchShapeMistakes, 'sequences-end-to-end'),
      names: /^(?:sum l.*|(?:the )?sum of .*)$/,
      // Where the sequences begin and end may be kept beside the tensor.
      unless: /\b(?:pack\w*|ragged|nested|offsets?|segment\w*|boundar\w*|cumulative|pointers?|indices|lengths are)\b/i,
    },
  ],
  axisMissing: entryOf(batchShapeMistakes, 'batch-axis-missing'),
  note: 'The shape is right. A person reads how padding is filled in and what it does to predictions and updates.',
};

/** Q1.2: sequences of different lengths in one tensor. */
export const batchingPart: Part = {
  id: 'Q1.2',
  title: 'Sequences of different lengths in one batch',
  kind: 'shape',
  points: 5,
  question:
    'A batch has $b$ sequences; sequence $i$ is a matrix of shape $l_i \\times m$, with $m$ the size of a word embedding. Which shape has one tensor that holds them all, and what does each axis mean? How are its entries filled, and what does that do to predictions and updates?',
  judge: (content) => judgeDimensions(content, shape),
  samples: async () => ({
    right: ['The shape is $b \\times L_{max} \\times m$, padded with zeros that are masked out of the loss.'],
    wrong: [
      { answer: 'The shape is $b \\times m \\times L_{max}$.' },
      { answer: 'The shape is $b \\times \\min_i l_i \\times m$.', mistake: 'cut-to-shortest' },
      { answer: 'The shape is $\\sum_i l_i \\times m$.', mistake: 'sequences-end-to-end' },
      { answer: 'The shape is $b \\times m$.', mistake: 'batch-axis-missing' },
    ],
  }),
};
