import { describe, expect, it } from 'vitest';

import { readRoster } from './roster-csv.ts';
import { clockText, instantOf, isTimeZone, timeText } from './times.ts';

const roster = (text: string): unknown => readRoster(new TextEncoder().encode(text));

describe('a list of people', () => {
  it.each([
    ['commas', 'name,email,id,role\nAda Byron,Ada@Example.org,17,TA\n'],
    [
      'semicolons and a byte order mark',
      '\uFEFFName;E-Mail;Student ID;Role\r\nAda Byron;ada@example.org;17;assistant\r\n',
    ],
    [
      'tabs, other columns and other order',
      'role\tfirst name\tseat\tlast name\temail\tsid\ngrader\tAda\t4\tByron\tada@example.org\t 17 \n\n',
    ],
    ['quotes', '"email","name","id","role"\n"ada@example.org","Ada Byron","17","tutor"'],
  ])('is read with %s', (_what, text) => {
    expect(roster(text)).toEqual([
      { name: 'Ada Byron', email: 'ada@example.org', externalId: '17', role: 'assistant' },
    ]);
  });

  it('needs names and addresses alone', () => {
    expect(roster('email,name\na@example.org,A\nb@example.org,"B, the second"')).toEqual([
      { name: 'A', email: 'a@example.org', externalId: null, role: 'student' },
      { name: 'B, the second', email: 'b@example.org', externalId: null, role: 'student' },
    ]);
  });

  it.each([
    ['', /columns \(none\)/],
    ['Ada,ada@example.org\n', /"name" and "email" are needed/],
    ['name,email\n', /no line has a person/],
    ['name,email\nAda,ada@example\n', /line 2, email/],
    ['name,email\n,ada@example.org\n', /line 2, name/],
    ['name,email\nAda,a@example.org\nEve,A@example.org\n', /line 3: a@example.org stands on line 2/],
    ['name,email,role\nAda,a@example.org,dean\n', /line 2: the role "dean"/],
    ['name,email\n"Ada,a@example.org\n', /Quote/],
  ])('that is wrong is refused with the line: %j', (text, message) => {
    expect(() => roster(text)).toThrow(message);
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => readRoster(Uint8Array.from([...Buffer.from('name,email\nJos'), 0xe9]))).toThrow(/UTF-8/);
  });
});

describe('times of a course', () => {
  it('are those of its clocks, summer time included', () => {
    expect(instantOf('2026-07-01T12:00', 'Europe/Berlin').toISOString()).toBe('2026-07-01T10:00:00.000Z');
    expect(instantOf('2026-12-01T12:00', 'Europe/Berlin').toISOString()).toBe('2026-12-01T11:00:00.000Z');
    expect(clockText(new Date('2026-12-01T11:00:30Z'), 'Europe/Berlin')).toBe('2026-12-01T12:00');
    expect(timeText(new Date('2026-11-05T22:59:00Z'), 'Europe/Berlin')).toMatch(/5 Nov 2026.*23:59.*(?:CET|GMT\+1)/);
  });

  it('that clocks skip are those after the jump; that they show twice, the first', () => {
    expect(instantOf('2026-03-29T02:30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(instantOf('2026-10-25T02:30', 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  it('are refused when they are none', () => {
    expect(() => instantOf('tomorrow', 'UTC')).toThrow(/the time "tomorrow"/);
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Moon/Base')).toBe(false);
  });
});
