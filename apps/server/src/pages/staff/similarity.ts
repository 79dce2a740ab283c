import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { namesOf } from '../../review/people.ts';
import { type Pair, sharedLines } from '../../review/similarity/pairs.ts';
import { similarityOf, textsOf } from '../../review/similarity/similarity.ts';
import { baseOf, counted, queryOf, staffPage, submissionHref } from './frame.ts';

const mostShown = 200;

/** What submissions have in common, as a list for a person. */
export async function similarityPage(c: RequestContext): Promise<Html> {
  const { assignment, course, services } = c.var;
  const { database } = services.connection;
  const { pairs, fingerprints, compared } = await similarityOf(database, assignment);
  const couples = [
    ...Map.groupBy(pairs, ({ first, second }) => [first.userId, second.userId].toSorted().join(' ')).values(),
  ];
  const names = await namesOf(database, course.id);
  const nameOf = (userId: string): string => names.get(userId) ?? userId;
  return staffPage(c, {
    title: 'Similarity',
    section: 'similarity',
    body: html`<h1>Similarity</h1>
      <p class="lead">
        What two submissions have in common and few others have, the most alike first: code whatever its names are, and
        long answers. It is a list to look at, and changes nobody's grade: people who learned together write alike.
      </p>
      <p class="muted">
        ${counted(compared, 'submission')} compared. Starter files, questions, and what many have are left out.
      </p>
      ${
        couples.length === 0
          ? html`<div class="empty"><p>No two submissions stand out.</p></div>`
          : html`<div class="scroll" tabindex="0" role="group" aria-label="Pairs">
              <table class="list">
                <thead>
                  <tr>
                    <th scope="col">Pair</th>
                    <th scope="col">In common</th>
                  </tr>
                </thead>
                <tbody>
                  ${couples.slice(0, mostShown).map((couple) => coupleLine(c, couple, nameOf))}
                </tbody>
              </table>
            </div>`
      }
      ${couples.length > mostShown && html`<p class="muted">${counted(couples.length - mostShown, 'more pair')} are less alike than these.</p>`}
      ${
        fingerprints.length > 0 &&
        html`<h2>The same to the last digit</h2>
          <p class="muted">
            A copy has that, and so have two runs of the same options and seed on one kind of machine.
          </p>
          <ul class="plain">
            ${fingerprints.map(
              ({ partId, of, submissions }) =>
                html`<li class="card">
                  <p><strong>${partId}: ${of}</strong></p>
                  <p>
                    ${submissions.map(
                      ({ submissionId, userId }) =>
                        html`<a href="${submissionHref(c, submissionId, partId)}">${nameOf(userId)}</a> `,
                    )}
                  </p>
                </li>`,
            )}
          </ul>`
      }`,
  });
}

/** Two people, with all that they have in common: the most alike first. */
function coupleLine(c: RequestContext, couple: readonly Pair[], nameOf: (userId: string) => string): Html {
  const [{ first, second }] = couple as [Pair];
  const [one, other] = [nameOf(first.userId), nameOf(second.userId)];
  return html`<tr>
    <th scope="row">${one} and ${other}</th>
    <td>
      <ul class="plain in-common">
        ${couple.map((pair) => {
          const { kind, share, shared } = pair;
          const query = { kind, a: pair.first.submissionId, b: pair.second.submissionId };
          return html`<li>
            <a href="${baseOf(c)}/similarity/pair${queryOf(query)}"
              >${kind}<span class="unseen"> of ${one} and ${other}</span></a
            >
            <strong>${percent(share)}</strong> <span class="muted">${counted(shared, 'passage')}</span>
          </li>`;
        })}
      </ul>
    </td>
  </tr>`;
}

/** Two documents side by side, what they share marked. */
export async function pairPage(c: RequestContext): Promise<Html> {
  const { assignment, course, services } = c.var;
  const { database } = services.connection;
  const { kind, a, b } = c.req.query();
  const { pairs } = await similarityOf(database, assignment);
  const pair = pairs.find(
    (each) => each.kind === kind && each.first.submissionId === a && each.second.submissionId === b,
  );
  if (!pair) throw new Refusal(404, 'a pair that is not in the list', 'one that is', 'go back to the list');
  const names = await namesOf(database, course.id);
  const sides = [];
  for (const document of [pair.first, pair.second]) sides.push({ document, texts: await textsOf(database, document) });
  return staffPage(c, {
    title: 'Two submissions side by side',
    section: 'similarity',
    width: 'wide',
    path: [{ title: 'Similarity', href: `${baseOf(c)}/similarity` }],
    body: html`<h1>Side by side</h1>
      <p class="lead">${percent(pair.share)} of the shorter one's passages are in both. Marked lines hold them.</p>
      <div class="sides">
        ${sides.map(
          ({ document, texts }) =>
            html`<section>
              <h2>
                <a href="${submissionHref(c, document.submissionId)}"
                  >${names.get(document.userId) ?? document.userId}</a
                >
              </h2>
              ${document.pieces.map(({ name, prints }) => {
                const marked = sharedLines(prints, pair.hashes);
                return html`<h3>${name}</h3>
                  <div class="listing" tabindex="0" role="group" aria-label="${name}">
                    ${(texts.get(name) ?? '')
                      .split('\n')
                      .map((line, index) =>
                        marked.has(index + 1)
                          ? html`<mark><span class="unseen">in both: </span>${`${line}\n`}</mark>`
                          : html`<span>${`${line}\n`}</span>`,
                      )}
                  </div>`;
              })}
            </section>`,
        )}
      </div>`,
  });
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
