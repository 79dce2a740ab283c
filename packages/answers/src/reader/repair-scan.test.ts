import { expect, it } from 'vitest';

import { repairScan } from './repair-scan.ts';

const part = (text: string) => ({ id: '2', text, start: 10, end: 10 + text.length });
const words = (text: string) =>
  repairScan(part(text))
    .blocks.map((block) => (block.kind === 'text' ? block.text : ''))
    .join('');

it('puts back a raised 2 in a text that was scanned', () => {
  const content = repairScan(part('the tokens ¥;.; cost O(T? K M log M)'));
  expect(words('the tokens ¥;.; cost O(T? K M log M)')).toContain('O(T^2 K M log M)');
  expect(content.notes).toHaveLength(1);
  expect(content.source?.text).toContain('T^2');
});

it.each(['O(T? K M)', 'the tokens ¥; is it T? Or K?', 'the tokens ¥; why? Because', 'O(T?)'])(
  'leaves %j as it is',
  (text) => {
    expect(words(text)).not.toContain('^2');
    expect(repairScan(part(text)).notes).toBeUndefined();
  },
);
