import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { FoundSubmission } from '@gradbook/answers';
import { type Assignment, type Fingerprint, logFingerprints } from '@gradbook/assignments';

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));

/** What the bundled sample of an assignment has that its copies alone have; nothing where the sample itself is graded. */
export async function sampleFingerprints(
  { id, parts }: Assignment,
  found: readonly FoundSubmission[],
): Promise<readonly Fingerprint[]> {
  if (!parts.some(({ kind }) => kind === 'log')) return [];
  const folder = join(samples, id);
  const own = await realpath(folder).catch(() => undefined);
  const graded = await Promise.all(found.map(({ path }) => realpath(path).catch(() => path)));
  if (own === undefined || graded.includes(own)) return [];
  const files = new Map<string, Uint8Array>();
  for (const name of parts.flatMap(({ kind, files: names = [] }) => (kind === 'log' ? names : []))) {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    if (bytes) files.set(name, bytes);
  }
  return logFingerprints(files);
}
