import { expect, test } from 'vitest';

import { piecesOf } from './pieces.ts';

test('a sentence with code, a formula and bold', () => {
  expect(piecesOf('**one step**: `output` is wrong; $W^h$ is missing.')).toEqual([
    { kind: 'strong', text: 'one step' },
    { kind: 'text', text: ': ' },
    { kind: 'code', text: 'output' },
    { kind: 'text', text: ' is wrong; ' },
    { kind: 'formula', text: 'W^h' },
    { kind: 'text', text: ' is missing.' },
  ]);
});

test('an error names its place', () => {
  expect(piecesOf('`rnn` throws Error: no (`recurrent.ts`, line 34, column 9)').at(-1)).toEqual({
    kind: 'place',
    text: 'recurrent.ts, line 34, column 9',
    file: 'recurrent.ts',
    line: 34,
  });
});

test('what was printed stays as it is', () => {
  expect(piecesOf('It printed:\n\n```text\n**x** $1$\n<b>\n```')).toEqual([
    { kind: 'text', text: 'It printed:\n\n' },
    { kind: 'output', text: '**x** $1$\n<b>' },
  ]);
});

test('signs without a partner are text', () => {
  expect(piecesOf('costs $5, 2 ** 3 and a ` sign')).toEqual([{ kind: 'text', text: 'costs $5, 2 ** 3 and a ` sign' }]);
});
