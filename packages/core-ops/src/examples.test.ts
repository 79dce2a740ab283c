import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';

import * as core from './index.ts';

// The examples in the docstrings of everything but the table (which has its own such test): each is run as it stands,
// and every line that ends in `// value` must give that value.

const folders = ['device/', 'random/', 'tree/', 'values/'];

interface DocExample {
  readonly title: string;
  readonly code: string;
}

function examplesOf(folder: string): DocExample[] {
  const url = new URL(folder, import.meta.url);
  const files = readdirSync(url).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return files.flatMap((name) => {
    const source = readFileSync(new URL(name, url), 'utf8');
    return [
      ...source.matchAll(/ \* @example\n((?: \* .*\n)+) \*\/\nexport (?:async )?(?:function|class|const) (\w+)/g),
    ].map(([, body, symbol]) => ({ title: `${folder}${name}: ${symbol}`, code: body!.replaceAll(/^ \* /gm, '') }));
  });
}

const examples = folders.flatMap(examplesOf);

/** The example with its stated values turned into checks. */
function checked(code: string): string {
  return code.replaceAll(/^(.+?);? \/\/ (.+)$/gm, (_, expression: string, value: string) => {
    return `check(${expression}, (${value}));`;
  });
}

afterEach(() => {
  core.shutdown();
});

describe('the examples in the documentation give the values they state', () => {
  test('every public function of these folders has one that states a value', () => {
    const index = readFileSync(new URL('index.ts', import.meta.url), 'utf8');
    const exported = [...index.matchAll(/export \{([^}]*)\} from '\.\/(\w+\/)/g)]
      .filter(([, , folder]) => folders.includes(folder!))
      .flatMap(([, names]) => names!.split(',').map((name) => name.trim()))
      .filter((name) => name && !name.startsWith('type '));
    const stated = examples
      .filter(({ code }) => / \/\/ /.test(code))
      .map(({ code }) => code)
      .join('\n');
    // An error is shown by what throws it.
    const shown = (name: string): boolean => name === 'TreeError' || new RegExp(`\\b${name}\\(`).test(stated);
    expect(exported.length).toBeGreaterThan(25);
    expect(exported.filter((name) => !shown(name))).toEqual([]);
  });

  test.for(examples)('$title', async ({ code }) => {
    const entries = Object.entries<unknown>({ ...core });
    let checks = 0;
    const check = (got: unknown, value: unknown): void => {
      checks++;
      expect(got).toEqual(value);
    };
    const AsyncFunction = (async () => undefined).constructor as new (
      ...source: string[]
    ) => (...values: unknown[]) => Promise<void>;
    const run = new AsyncFunction('check', ...entries.map(([name]) => name), checked(code));
    await run(check, ...entries.map(([, value]) => value));
    expect(checks).toBeGreaterThan(0);
  });
});
