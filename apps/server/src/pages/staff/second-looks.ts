import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../../http/context.ts';
import { keptGradeOf } from '@gradbook/grading/batch';
import { attemptsOf, type GradedAttempt } from '../../review/grade/load.ts';
import { newestOverrides } from '../../review/overrides/write.ts';
import { versionsOf } from '../../review/regrades/start.ts';
import { type SecondLookRequest, secondLookRequests } from '../../review/second-looks/answer.ts';
import { gradeTexts } from '../../review/submission-view.ts';
import { problemNote } from '../form.ts';
import { answerCard } from './answer-card.ts';
import { pointsField, textField } from './decision-form.ts';
import { baseOf, counted, momentOf, staffPage, submissionHref } from './frame.ts';
import type { Again } from './submission.ts';

/** What students ask to be looked at again: the open requests with the answers they are about, then those that are answered. */
export async function secondLooksPage(c: RequestContext, again?: Again): Promise<Html> {
  const { assignment, services } = c.var;
  const { database } = services.connection;
  const all = await secondLookRequests(database, assignment.id);
  const open = all.filter(({ answeredAt }) => !answeredAt);
  const answered = all.filter(({ answeredAt }) => answeredAt);
  const shown = open.slice(0, 20);
  const attempts = new Map(
    shown.length === 0
      ? []
      : (await attemptsOf(database, assignment, { submissionIds: shown.map(({ submissionId }) => submissionId) })).map(
          (attempt) => [attempt.submission.id, attempt],
        ),
  );
  const cards: Html[] = [];
  for (const request of shown) cards.push(await openCard(c, request, attempts.get(request.submissionId)!, again));
  return staffPage(c, {
    title: 'Second looks',
    section: 'second-looks',
    mathematics: true,
    body: html`${problemNote(again?.problem)}
      <h1>Second looks</h1>
      <p class="lead">
        ${open.length === 0 ? 'No student waits for an answer.' : `${counted(open.length, 'student request')} to answer, the oldest first.`}
      </p>
      ${cards}
      ${
        answered.length > 0 &&
        html`<h2>Answered</h2>
          <ul class="plain">
            ${answered.map((request) => answeredCard(c, request))}
          </ul>`
      }`,
  });
}

async function openCard(
  c: RequestContext,
  request: SecondLookRequest,
  attempt: GradedAttempt,
  again: Again | undefined,
): Promise<Html> {
  const { database } = c.var.services.connection;
  const { id, submissionId, partId, student, createdAt } = request;
  const part = attempt.grade.parts.find((each) => each.id === partId);
  const texts = await gradeTexts(database, attempt.grading ? [attempt.grading.id] : []);
  const text = texts.get(attempt.grading?.id ?? '');
  const kept = text === undefined ? undefined : keptGradeOf(text).parts.find((each) => each.part === partId);
  const versions = await versionsOf(database, c.var.assignment.id);
  const version = versions.find((each) => each.id === attempt.grading?.versionId);
  const newest = (await newestOverrides(database, partId, [submissionId])).get(submissionId);
  const filled = again?.values['id'] === id ? again.values : undefined;
  return html`<section class="card look" aria-labelledby="look-${id}">
    <h2 id="look-${id}">${partId}: ${student}</h2>
    <p class="muted">
      ${momentOf(c, createdAt)} · <a href="${submissionHref(c, submissionId, partId)}">the whole submission</a>
    </p>
    <blockquote class="said">${request.request}</blockquote>
    ${kept && (await answerCard(version, kept, { effective: part }))}
    <form class="fields" method="post" action="${baseOf(c)}/second-looks">
      <input type="hidden" name="id" value="${id}" />
      <input type="hidden" name="part" value="${partId}" />
      <input type="hidden" name="seen" value="${newest?.id ?? ''}" />
      ${textField({ id: `answer-${id}`, name: 'answer', label: 'Answer', hint: 'The student reads it.', value: filled?.['answer'], rows: 3, required: true })}
      ${part && pointsField(`points-${id}`, part.maximum, filled?.['points'] ?? '', 'New points, if they change')}
      <div class="actions"><button class="main">Answer</button></div>
    </form>
  </section>`;
}

function answeredCard(
  c: RequestContext,
  { submissionId, partId, student, request, answer, answeredAt }: SecondLookRequest,
): Html {
  return html`<li class="card">
    <p>
      <a href="${submissionHref(c, submissionId, partId)}">${partId}: ${student}</a>
      <span class="muted">answered ${momentOf(c, answeredAt!)}</span>
    </p>
    <p class="said">${request}</p>
    <p><strong>Answer:</strong> ${answer ?? ''}</p>
  </li>`;
}
