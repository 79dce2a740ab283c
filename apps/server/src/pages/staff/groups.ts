import { type Html, html, markdown, verdictBadge } from '@gradbook/grading/report';

import type { RequestContext } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { type GroupDecision, groupDecisions } from '../../review/groups/decide-group.ts';
import {
  type AnswerGroup,
  type GroupKey,
  groupOf,
  groupsOf,
  isSettled,
  type Member,
} from '../../review/groups/groups.ts';
import { namesOf } from '../../review/people.ts';
import { problemNote } from '../form.ts';
import { pointsField, textField } from './decision-form.ts';
import { baseOf, counted, momentOf, pointsText, queryOf, staffPage, submissionHref } from './frame.ts';
import type { Again } from './submission.ts';

/** The groups of answers: by mistake and by equal answer, to be graded once for all. */
export async function groupsPage(c: RequestContext): Promise<Html> {
  const { assignment, services } = c.var;
  const { database } = services.connection;
  const all = await groupsOf(database, assignment);
  const decisions = await groupDecisions(database, assignment.id);
  const part = c.req.query('part') ?? '';
  const open = c.req.query('open') === '1';
  const settled = c.req.query('settled') === '1';
  const parts = [...new Set(all.map(({ key }) => key.partId))];
  const shown = all.filter(
    (group) =>
      (part === '' || group.key.partId === part) && (!open || group.waiting > 0) && (settled || !isSettled(group)),
  );
  return staffPage(c, {
    title: 'Groups of answers',
    section: 'groups',
    mathematics: true,
    body: html`<h1>Groups of answers</h1>
      <p class="lead">
        Answers with the same recognised mistake, or the same answer: one decision for all of them, taken back as
        easily.
      </p>
      <form class="filter" method="get">
        <div class="field">
          <label for="part">Part</label>
          <select id="part" name="part">
            <option value="">all parts</option>
            ${parts.map((id) => html`<option ${id === part && html`selected`}>${id}</option>`)}
          </select>
        </div>
        <label class="choice"
          ><input type="checkbox" name="open" value="1" ${open && html`checked`} /><span
            >only where answers wait</span
          ></label
        >
        <button>Show</button>
      </form>
      ${
        shown.length === 0
          ? html`<div class="empty">
              <p>No groups here.</p>
              <p>A group needs two answers that have something in common.</p>
            </div>`
          : html`<div class="scroll" tabindex="0" role="group" aria-label="Groups">
              <table class="list groups">
                <thead>
                  <tr>
                    <th scope="col">Part</th>
                    <th scope="col">What they have in common</th>
                    <th scope="col" class="number">Answers</th>
                    <th scope="col" class="number">Waiting</th>
                  </tr>
                </thead>
                <tbody>
                  ${shown.map((group) => groupLine(c, group))}
                </tbody>
              </table>
            </div>`
      }
      ${
        decisions.length > 0 &&
        html`<h2>Decisions about groups</h2>
          <ul class="plain decisions">
            ${decisions.map((each) => decisionLine(c, each))}
          </ul>`
      }`,
  });
}

/** The page of a group. */
function groupHref(c: RequestContext, key: GroupKey): string {
  const what = key.by === 'mistake' ? { mistake: key.mistake } : { answer: key.answerSha256 };
  return `${baseOf(c)}/groups/one${queryOf({ part: key.partId, ...what })}`;
}

function groupLine(c: RequestContext, group: AnswerGroup): Html {
  const { key, members, waiting } = group;
  return html`<tr>
    <th scope="row">${key.partId}</th>
    <td>
      <a href="${groupHref(c, key)}">${key.by === 'mistake' ? html`Mistake: ${key.mistake}` : 'The same answer'}</a>
      <div class="excerpt">
        ${key.by === 'mistake' ? markdown(members[0]!.feedback[0] ?? '') : markdown(short(members[0]!.given))}
      </div>
    </td>
    <td class="number">${members.length}</td>
    <td class="number">${waiting > 0 ? html`<span class="tag warning">${waiting}</span>` : '0'}</td>
  </tr>`;
}

function decisionLine(c: RequestContext, decision: GroupDecision): Html {
  const { groupId, partId, points, reason, by, createdAt, answers, counting } = decision;
  return html`<li class="card">
    <p>
      <strong>${partId}: ${pointsText(points)} points</strong> for ${counted(answers, 'answer')}, by ${by},
      ${momentOf(c, createdAt)} ${counting < answers && html`<span class="tag">counts for ${counting} of them</span>`}
    </p>
    <p class="muted">${reason}</p>
    ${
      counting > 0 &&
      html`<form method="post" action="${baseOf(c)}/groups/take-back">
        <input type="hidden" name="group" value="${groupId}" />
        <button class="small">Take it back<span class="unseen">: ${partId}, ${pointsText(points)} points</span></button>
      </form>`
    }
  </li>`;
}

/** One group: all its answers, and one decision for them. */
export async function groupPage(c: RequestContext, key: GroupKey, again?: Again): Promise<Html> {
  const { assignment, course, services } = c.var;
  const { database } = services.connection;
  const group = await groupOf(database, assignment, key);
  if (!group) throw new Refusal(404, 'a group without answers', 'one with answers', 'go back to the groups');
  const names = await namesOf(database, course.id);
  const { members, maximum, title, waiting, seen } = group;
  const [first] = members;
  const same = key.by === 'answer';
  return staffPage(c, {
    title: `${key.partId}: ${counted(members.length, 'answer')}`,
    section: 'groups',
    mathematics: true,
    path: [{ title: 'Groups', href: `${baseOf(c)}/groups` }],
    body: html`${problemNote(again?.problem)}
      <h1>${key.partId} ${title}</h1>
      <p class="lead">
        ${counted(members.length, 'answer')}
        ${same ? 'that say the same' : html`with the mistake <code>${key.mistake}</code>`}${waiting > 0 && html`, ${waiting} of them wait for a person`}.
      </p>
      ${
        same &&
        html`<h2>The answer</h2>
          <div class="boxes">
            <div>
              <div class="box" tabindex="0" role="group" aria-label="The answer">
                ${markdown(first!.given.slice(0, 20_000))}
              </div>
            </div>
          </div>`
      }
      ${
        first!.feedback.length > 0 &&
        html`<ul class="feedback ${first!.verdict}" aria-label="What the grader says of the first">
          ${first!.feedback.map((sentence) => html`<li>${markdown(sentence)}</li>`)}
        </ul>`
      }
      <form method="post" action="${baseOf(c)}/groups" class="group-form">
        <input type="hidden" name="part" value="${key.partId}" />
        <input type="hidden" name="${key.by}" value="${key.by === 'mistake' ? key.mistake : key.answerSha256}" />
        <h2>The answers</h2>
        <div class="scroll" tabindex="0" role="group" aria-label="Answers of the group">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">Decide about it</th>
                ${!same && html`<th scope="col">Answer</th>`}
                <th scope="col">The grader</th>
                <th scope="col" class="number">Points now</th>
              </tr>
            </thead>
            <tbody>
              ${members.map((member) => memberLine(c, member, { same, name: names.get(member.userId) ?? member.userId, seen: seen.get(member.submissionId) }))}
            </tbody>
          </table>
        </div>
        <h2>One decision for the ticked ones</h2>
        <div class="fields">
          ${pointsField('points', maximum, again?.values['points'] ?? '')}
          ${textField({ id: 'reason', name: 'reason', label: 'Reason', hint: 'For the staff and the record.', value: again?.values['reason'], rows: 2, required: true })}
          ${textField({ id: 'comment', name: 'comment', label: 'Comment', hint: 'Every one of these students reads it.', value: again?.values['comment'], rows: 3 })}
          <div class="actions"><button class="main">Give all of them these points</button></div>
        </div>
      </form>`,
  });
}

function memberLine(
  c: RequestContext,
  { submissionId, given, verdict, part, waiting, graderPoints }: Member,
  { same, name, seen }: { readonly same: boolean; readonly name: string; readonly seen: string | undefined },
): Html {
  const judgement = { verdict, share: 0, given, feedback: [] };
  return html`<tr>
    <td>
      <label class="choice">
        <input type="checkbox" name="member" value="${submissionId} ${seen ?? ''}" checked />
        <span>${name}</span>
      </label>
      <a class="small" href="${submissionHref(c, submissionId, part.id)}"
        >submission<span class="unseen"> of ${name}</span></a
      >
    </td>
    ${!same && html`<td><div class="excerpt">${markdown(short(given))}</div></td>`}
    <td>${verdictBadge(judgement)} ${verdict !== 'needs_review' && pointsText(graderPoints)}</td>
    <td class="number">
      ${waiting || part.points === undefined ? '?' : pointsText(part.points)}${part.by === 'person' && html`<br /><span class="hint">by a person</span>`}
    </td>
  </tr>`;
}

/** As much of an answer as a table holds. */
function short(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
