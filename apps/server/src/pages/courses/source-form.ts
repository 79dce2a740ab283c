import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { noteSchema, seedSchema } from '../../courses/inputs.ts';
import { bundledAssignments, type Source, type VersionInput } from '../../courses/versions.ts';
import { choice, field, parsed, tick, type Values } from '../form.ts';

/** What a version is made of, as a form says it; `same` is what the version before came from. */
export async function readVersion(c: RequestContext, values: Values, same?: Source): Promise<VersionInput> {
  const seed = parsed(seedSchema, Number(values['seed'] ?? '0'));
  const note = parsed(noteSchema, values['note'] ?? '');
  return { source: await readSource(c, values, same), seed, note };
}

async function readSource(c: RequestContext, values: Values, same: Source | undefined): Promise<Source> {
  const { file } = await c.req.parseBody();
  if (file instanceof File && file.size > 0) {
    if (values['vouched'] !== 'yes') {
      throw new Refusal(
        422,
        'an assignment file that nobody vouches for',
        'the box ticked that says that you do',
        'read the file, and tick the box: it runs as code of the grader',
      );
    }
    return { file: { name: file.name.slice(0, 100), bytes: new Uint8Array(await file.arrayBuffer()) } };
  }
  if (values['source'] === 'same' && same) return same;
  return { bundled: values['source'] ?? '' };
}

/** Where an assignment comes from, its seed, and why there is this version. */
export function sourceFields(values: Values, { again }: { readonly again: boolean }): Html {
  return html`${choice({
      name: 'source',
      label: 'Assignment',
      value: values['source'] ?? (again ? 'same' : (bundledAssignments()[0]?.id ?? '')),
      options: [
        ...(again ? [['same', 'the one of the newest version, as it is now'] as const] : []),
        ...bundledAssignments().map(({ id, title }) => [id, title] as const),
      ],
    })}
    <fieldset>
      <legend>Or a file of your own</legend>
      ${field({ name: 'file', label: 'Assignment file', type: 'file', accept: '.ts,.mts,.js,.mjs', hint: 'One TypeScript file, as gradbook new makes it; gradbook lint tries it. It comes before the choice above.' })}
      ${tick({ name: 'vouched', label: 'I vouch for this file', hint: 'It runs as code of the grader, on every machine that grades.', checked: values['vouched'] === 'yes' })}
    </fieldset>
    <div class="row">
      ${field({ name: 'seed', label: 'Seed', type: 'number', min: 0, max: 2_147_483_647, hint: 'Of all random choices of the grader.', value: values['seed'] ?? '0' })}
      ${field({ name: 'note', label: again ? 'What changed' : 'Note', value: values['note'] })}
    </div>`;
}
