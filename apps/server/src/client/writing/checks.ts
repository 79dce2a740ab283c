import { checkCode, type Exercise, exercises, openReferences, StoppedError } from '@gradbook/self-check/check';
import { results } from '@gradbook/self-check/results';

import { element } from '../shared/dom.ts';

/** The exercise of a part of a bundled assignment, as in `rnn-homework/3(a)`; undefined where its tests are not for pages. */
export function exerciseOf(id: string): Exercise | undefined {
  return exercises.find((each) => each.id === id);
}

let references: ReturnType<typeof openReferences> | undefined;

/**
 * Runs the public tests of a part in this browser and shows what came of them.
 *
 * @param files the texts of the modules, by path.
 */
export async function runChecks(
  place: HTMLElement,
  exercise: Exercise,
  files: ReadonlyMap<string, string>,
  signal: AbortSignal,
  reveal: (file: string, line: number) => void,
): Promise<void> {
  place.replaceChildren(element('p', { class: 'status', role: 'status' }, 'Running the public tests …'));
  try {
    const checked = await checkCode(exercise, files, await (references ??= openReferences()), signal);
    const { judged, references: on } = checked;
    const tests = judged.tests ?? [];
    const passed = tests.filter((each) => each.passed).length;
    const good = tests.length > 0 && passed === tests.length;
    const summary = tests.length === 0 ? 'No test could be run.' : `${passed} of ${tests.length} public tests passed.`;
    const device =
      on.on === 'webgpu'
        ? `Right values were computed by the references on WebGPU (${on.adapter}${on.software ? ', a software adapter' : ''}).`
        : `Without WebGPU, because ${on.why}: right values come from the float64 definitions alone; the verdicts are the same.`;
    place.replaceChildren(
      element('p', { class: `status ${good ? 'passed' : 'failed'}`, role: 'status' }, summary),
      element('p', { class: `small muted${on.on === 'webgpu' ? '' : ' without-webgpu'}` }, device),
      ...results(judged, reveal),
    );
  } catch (error) {
    const said =
      error instanceof StoppedError
        ? 'Stopped.'
        : `The tests could not be run here: ${error instanceof Error ? error.message : String(error)}`;
    place.replaceChildren(element('p', { class: 'status failed', role: 'status' }, said));
  }
}
