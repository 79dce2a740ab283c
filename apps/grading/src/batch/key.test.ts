import { expect, test } from 'vitest';

import { codeFingerprint } from './code-fingerprint.ts';
import { keyOfGrade } from './key.ts';

const record = {
  gradbook: '1',
  assignment_sha256: 'a',
  submission_sha256: 'b',
  adapter: 'c',
  seed: 0,
};
const circumstances = { name: 'n', requireSandbox: undefined, code: 'd' };

test('whatever a grade depends on changes its key, and nothing slides from one into the other', () => {
  const keys = [
    keyOfGrade(record, circumstances),
    ...Object.keys(record).map((name) => keyOfGrade({ ...record, [name]: 'other' }, circumstances)),
    keyOfGrade(record, { ...circumstances, name: 'o' }),
    keyOfGrade(record, { ...circumstances, requireSandbox: 'full' }),
    keyOfGrade(record, { ...circumstances, code: 'e' }),
    keyOfGrade(record, { ...circumstances, names: [{ language: 'Czech', names: ['Novak'] }] }),
    keyOfGrade({ ...record, assignment_sha256: 'ab', submission_sha256: '' }, circumstances),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(keyOfGrade({ ...record }, { ...circumstances })).toBe(keys[0]);
});

test('the grader’s code has one fingerprint', () => {
  expect(codeFingerprint()).toMatch(/^[0-9a-f]{64}$/);
  expect(codeFingerprint()).toBe(codeFingerprint());
});
