import { settingsOf, type Settings } from '../http/settings.ts';

/** Settings of tests: they write no log, and nothing comes too often. */
export function testSettings(change: Partial<Settings> = {}): Settings {
  const plenty = { points: 1_000_000, seconds: 1 };
  return settingsOf({}, new URL('http://localhost'), {
    rates: {
      person: plenty,
      address: plenty,
      upload: plenty,
      signIn: plenty,
      signInEmail: plenty,
      signInAddress: plenty,
    },
    log: () => undefined,
    ...change,
  });
}
