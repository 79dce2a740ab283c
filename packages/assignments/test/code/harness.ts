import { contentOf, defaultLimits } from '@gradbook/answers';
import { init } from '@gradbook/core-ops';
import { createSandbox, type Sandbox } from '@gradbook/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Judged, Part } from '../../src/definition/assignment.ts';

/** Judges a part by a module, in a sandbox that the file's tests share. */
export type JudgeCode = (part: Part, file: string, source: string, publicOnly?: boolean) => Promise<Judged>;

/** A sandbox for the tests of a file, and the judge that uses it. */
export function judgeInSandbox(): JudgeCode {
  let sandbox: Sandbox;
  beforeAll(async () => {
    await init();
    sandbox = await createSandbox({ spare: 1 });
  });
  afterAll(async () => {
    await sandbox.close();
  });
  return async (part, file, source, publicOnly = false) => {
    const written = { id: part.id, text: '', start: 0, end: 0 };
    return part.judge({ ...contentOf(written), source: written }, written, {
      limits: defaultLimits,
      seed: 0,
      files: new Map([[file, new TextEncoder().encode(source)]]),
      runner: sandbox,
      publicOnly,
    });
  };
}

/** A piece of a right solution, and what stands there in a wrong one. */
export type Change = readonly [from: string, to: string];

/** A right solution with places changed; they must be there. */
export function changed(source: string, ...changes: readonly Change[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the solution does not contain ${from}`);
    return text.replace(from, () => to);
  }, source);
}

/** A wrong solution: the mistake that must be recognised, and what makes the right one wrong. */
export type Wrong = readonly [id: string, changes: readonly Change[]];

/** Tests that each wrong solution is recognised by name, and that no mistake of the part is without one. */
export function recognises(
  judge: JudgeCode,
  part: Part,
  { file, right, wrong }: { readonly file: string; readonly right: string; readonly wrong: readonly Wrong[] },
): void {
  describe('wrong', () => {
    it.each(wrong)('%s is recognised by name', async (id, changes) => {
      const judgement = await judge(part, file, changed(right, ...changes));
      // The feedback stands beside it, so that a failure says what was seen instead.
      const { mistake, verdict, feedback } = judgement;
      expect({ mistake, verdict, feedback }).toMatchObject({
        mistake: id,
        verdict: expect.not.stringMatching('^correct$'),
      });
    });

    it('in every way that has a name', () => {
      const named = new Set(part.functions!.flatMap(({ mistakes }) => mistakes.map(({ id }) => id)));
      const tried = new Set(wrong.map(([id]) => id));
      expect([...named].filter((id) => !tried.has(id))).toEqual([]);
    });
  });
}
