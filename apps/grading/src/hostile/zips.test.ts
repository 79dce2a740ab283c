import { describe, expect, test } from 'vitest';

import { type Entry, zip } from './hand-made-zip.ts';
import { hangGuard, expectNoFullMarks, expectRefused, hostileSetup, outcomeOf, place, rnnHomework } from './harness.ts';

const { folder, watch } = hostileSetup();

const wrong = '## 1(b)\n\n$$\\frac{dy}{dw} = w$$\n';

const answers: Entry = { name: 'answers.md', data: wrong };
const megabyte = new Uint8Array(2 ** 20);

const refused: Readonly<Record<string, () => Uint8Array>> = {
  'nothing at all': () => new Uint8Array(),
  'text with the name of a zip': () => Buffer.from(wrong),
  'the first two letters of a zip': () => Buffer.from('PK'),
  'a head and nothing else': () => Buffer.from('PK\u0003\u0004'),
  'a zip of nothing': () => zip([]),
  'a zip of a folder': () => zip([{ name: 'homework/' }]),
  'a zip without answers': () => zip([{ name: 'model.py', data: 'pass' }]),
  'a zip of a zip': () => zip([{ name: 'homework.zip', data: zip([answers]) }]),
  'a zip of zips of zips': () => {
    let inner = zip([answers]);
    for (let level = 0; level < 20; level += 1)
      inner = zip([
        { name: 'a.zip', data: inner },
        { name: 'b.zip', data: inner.length < 10_000 ? inner : '' },
      ]);
    return inner;
  },
  'a path above the folder': () => zip([{ ...answers, name: '../answers.md' }]),
  'a path above a folder in it': () => zip([answers, { name: 'a/../../../etc/cron.d/x', data: 'x' }]),
  'a path with backslashes above the folder': () => zip([answers, { name: String.raw`..\..\x`, data: 'x' }]),
  'an absolute path': () => zip([answers, { name: '/etc/passwd', data: 'x' }]),
  'a path with a drive': () => zip([answers, { name: 'C:/windows/x', data: 'x' }]),
  'a path with a drive and backslashes': () => zip([answers, { name: String.raw`C:\windows\x`, data: 'x' }]),
  'a name with a zero': () => zip([answers, { name: 'a\0.md', data: 'x' }]),
  'a name with escape sequences': () => zip([answers, { name: '\u001b[2J.md', data: 'x' }]),
  'a link': () => zip([answers, { name: 'data', data: '/etc/passwd', mode: 0xa1ff }]),
  'a link for a text': () => zip([{ name: 'answers.md', data: '/etc/passwd', mode: 0xa1ff }]),
  'a device': () => zip([answers, { name: 'zero', mode: 0x21b6 }]),
  'a pipe': () => zip([answers, { name: 'pipe', mode: 0x11b6 }]),
  'a locked entry': () => zip([{ ...answers, flags: 1 }]),
  'an unknown compression': () => zip([{ ...answers, method: 12 }]),
  'a bomb that tells its size': () =>
    zip([answers, { name: 'x', data: new Uint8Array(60 * 2 ** 20), method: 'deflated' }]),
  'a bomb for a text': () =>
    zip([{ name: 'answers.md', data: new Uint8Array(30 * 2 ** 20).fill(0x20), method: 'deflated' }]),
  'a bomb that claims to be small': () =>
    zip([answers, { name: 'x', data: new Uint8Array(60 * 2 ** 20), method: 'deflated', claimed: 100 }]),
  'a bomb that claims to be empty': () => zip([answers, { name: 'x', data: megabyte, method: 'deflated', claimed: 0 }]),
  'an entry that claims four gigabytes': () => zip([answers, { name: 'x', data: 'x', claimed: 0xfffffffe }]),
  'many large entries': () =>
    zip([
      answers,
      ...Array.from({ length: 200 }, (_, k) => ({ name: `x${k}`, data: megabyte, method: 'deflated' as const })),
    ]),
  'thousands of entries': () => zip([answers, ...Array.from({ length: 5_000 }, (_, k) => ({ name: `x${k}` }))]),
  'thousands of folders': () => zip([answers, ...Array.from({ length: 5_000 }, (_, k) => ({ name: `x${k}/` }))]),
  'two entries of one name': () => zip([answers, answers]),
  'two names that differ in case': () => zip([answers, { ...answers, name: 'ANSWERS.MD' }]),
  'two names that differ in their accents': () => zip([answers, { name: 'e\u0301' }, { name: '\u00e9' }]),
  'a wrong length': () => zip([{ ...answers, claimed: 3 }]),
  'a zip cut in half': () => zip([answers], (bytes) => bytes.subarray(0, bytes.length / 2)),
  'a zip without its end': () => zip([answers], (bytes) => bytes.subarray(0, bytes.length - 22)),
  'a zip that points beyond its end': () =>
    zip([answers], (bytes) => {
      bytes.writeUInt32LE(0x7fffffff, bytes.length - 6);
      return bytes;
    }),
  'a zip that claims more entries': () =>
    zip([answers], (bytes) => {
      bytes.writeUInt16LE(60_000, bytes.length - 12);
      bytes.writeUInt16LE(60_000, bytes.length - 14);
      return bytes;
    }),
  'a zip with bytes changed': () =>
    zip([{ name: 'answers.md', data: wrong.repeat(100), method: 'deflated' }], (bytes) => {
      bytes.fill(0xff, 60, 90);
      return bytes;
    }),
  'a tar with the name of a zip': () =>
    Buffer.concat([Buffer.from('answers.md'.padEnd(257, '\0')), Buffer.from('ustar')]),
  'a gzip with the name of a zip': () => Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
};

const graded: Readonly<Record<string, () => Uint8Array>> = {
  'a zip with a hidden file': () => zip([answers, { name: '.hidden', data: 'x' }]),
  'a zip whose name of an entry is no UTF-8': () =>
    zip([answers, { name: Uint8Array.from([0xff, 0xfe, 0x80]), data: 'x' }]),
  'a zip with names of objects': () =>
    zip([answers, { name: '__proto__', data: 'x' }, { name: 'constructor/toString', data: 'x' }]),
  'a zip with results in it': () => zip([answers, { name: 'results.json', data: '{"score": 53}' }]),
  'a deep wrapper': () => zip([{ ...answers, name: `${'d/'.repeat(200)}answers.md` }]),
};

describe('zips', () => {
  test.each(Object.entries(refused))(
    'refused: %s',
    (name, make) =>
      watch(name, async () => expectRefused(await outcomeOf(place(folder, make(), 'work.zip'), rnnHomework))),
    hangGuard,
  );

  test.each(Object.entries(graded))(
    'graded: %s',
    (name, make) =>
      watch(name, async () => expectNoFullMarks(await outcomeOf(place(folder, make(), 'work.zip'), rnnHomework))),
    hangGuard,
  );

  test('the zips written here are sound where they are meant to be', async () => {
    const outcome = await outcomeOf(place(folder, zip([answers]), 'work.zip'), rnnHomework);
    expect(outcome.kind).toBe('graded');
    const judged =
      outcome.kind === 'graded' ? outcome.submissions[0]!.parts.find(({ part }) => part.id === '1(b)') : undefined;
    expect(judged?.judgement.verdict).toBe('incorrect');
  });
});
