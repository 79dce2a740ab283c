/** A small assignment of a course's own, as a file, and submissions to it: one part of code that is cheap to grade. */
export const twiceSource = `import { codePart, defineAssignment } from '@gradbook/assignments';
import { mul, normal } from '@gradbook/core-ops';

const twice = {
  name: 'twice',
  parameters: ['x'],
  outputs: { result: ['element'] },
  reference: ({ x }) => ({ result: mul(x, 2) }),
  mistakes: [
    {
      id: 'squared',
      sentence: 'The numbers are squared.',
      run: ({ x }) => ({ result: mul(x, x) }),
    },
  ],
  roundings: () => 1,
  cases: [
    { name: 'three numbers', axis: 'values', arguments: (key) => ({ x: normal(key, [3]) }) },
    { name: 'five numbers', axis: 'values', hidden: true, arguments: (key) => ({ x: normal(key, [5]) }) },
  ],
};

export default defineAssignment({
  id: 'twice',
  title: 'Twice',
  summary: 'A function that doubles.',
  parts: [
    codePart({
      id: '1',
      title: 'Twice',
      points: 2,
      question: 'Write \`twice(x)\`, which doubles a tensor.',
      module: 'twice',
      functions: [twice],
    }),
  ],
});
`;

/** What `assignment_versions.outline` says of it. */
export const twiceOutline = [
  {
    id: '1',
    title: 'Twice',
    points: 2,
    kind: 'code' as const,
    files: ['twice.ts', 'twice.mts', 'twice.js', 'twice.mjs'],
  },
];

const body = (expression: string): string =>
  `export const twice = (x) => Array.from(x.data, (value) => ${expression});\n`;

/** Right and wrong modules `twice.js`, by what is to be said of them. */
export const twiceModules: Readonly<Record<string, string>> = {
  right: body('2 * value'),
  added: body('value + value'),
  squared: body('value * value'),
  zero: body('0'),
  throws: 'export const twice = () => {\n  throw new Error("not yet");\n};\n',
};
