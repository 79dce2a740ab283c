import type { CodeTest, Judged } from '@gradbook/assignments/code';

import { element } from './dom.ts';
import { errorPicture } from './figure.ts';
import { type Reveal, sentence } from './sentence.ts';

/** What came of the tests: each with its verdict, why it failed, and pictures of where the numbers are wrong. */
export function results(judged: Judged, reveal: Reveal): readonly HTMLElement[] {
  const tests = judged.tests ?? [];
  const pictures = (judged.drawn ?? []).flatMap((each, index) =>
    each.kind === 'error-map' ? [errorPicture(each, `picture-${index}`)] : [],
  );
  // Without a test nothing ran: the sentences say why. With tests, they hold what the code printed.
  const said = tests.length === 0 ? judged.feedback : judged.feedback.filter((each) => each.startsWith('It printed:'));
  return [
    ...byFunction(tests).map(([name, own]) => functionTests(name, own, reveal)),
    ...pictures,
    ...said.map((each) => element('div', { class: 'said' }, ...sentence(each, reveal))),
  ];
}

function byFunction(tests: readonly CodeTest[]): readonly [string, readonly CodeTest[]][] {
  return [...Map.groupBy(tests, (each) => each.function)];
}

function functionTests(name: string, tests: readonly CodeTest[], reveal: Reveal): HTMLElement {
  const passed = tests.filter((each) => each.passed).length;
  return element(
    'section',
    { class: 'function' },
    element('h3', {}, element('code', {}, name), ` ${passed} of ${tests.length} passed`),
    element('ol', {}, ...tests.map((each, index) => testItem(each, alike(each, tests.slice(0, index)), reveal))),
  );
}

/** An earlier test that failed for just the same reasons: nobody reads them twice. */
function alike({ feedback, passed }: CodeTest, before: readonly CodeTest[]): CodeTest | undefined {
  if (passed) return undefined;
  return before.find((each) => !each.passed && each.feedback.join('\n') === feedback.join('\n'));
}

function testItem(
  { name, axis, passed, feedback, mistake }: CodeTest,
  same: CodeTest | undefined,
  reveal: Reveal,
): HTMLElement {
  const reasons = same ? [`As in “${same.name}”.`] : feedback;
  const verdict = element(
    'span',
    { class: 'verdict' },
    element('span', { 'aria-hidden': 'true' }, passed ? '✔' : '✘'),
    passed ? ' passed' : ' failed',
  );
  return element(
    'li',
    { class: passed ? 'passed' : 'failed' },
    element(
      'div',
      { class: 'test' },
      verdict,
      element('span', { class: 'name' }, name),
      element('span', { class: 'axis' }, axis),
    ),
    ...reasons.map((each) => element('p', {}, ...sentence(each, reveal))),
    ...(mistake === undefined || same
      ? []
      : [element('p', { class: 'mistake' }, 'Recognised mistake: ', element('code', {}, mistake))]),
  );
}
