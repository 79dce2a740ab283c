import type { UploadedFile } from '@gradbook/answers';
import { type Html, html } from '@gradbook/grading/report';

import { actorOf } from '../../access/audit.ts';
import { may } from '../../access/policy.ts';
import type { RequestContext } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { InputError, unpackUpload } from '@gradbook/answers';
import { compose, misread, type Written } from '../../submissions/compose.ts';
import { currentVersion, handIn } from '../../submissions/hand-in.ts';
import { uploadLimits, uploadTurn } from '../../submissions/limits.ts';
import { ownWork } from '../../submissions/mine.ts';
import { type MultipartForm, readMultipart } from '../../submissions/read-multipart.ts';
import { readUpload } from '../../submissions/recognise.ts';
import { addresses } from './addresses.ts';
import { uploadPage } from './hand-in-page.ts';
import { recognisedList } from './recognised.ts';
import { writePage } from './write-page.ts';

/** What a form of either page holds. */
interface Received {
  readonly written: Written | undefined;
  readonly files: readonly UploadedFile[];
  readonly requestKey: string;
  readonly check: boolean;
}

/**
 * Takes a form of the page of uploads or of writing: hands it in, or shows what is recognised in it. What is refused comes back with
 * everything that was written in it; scripts get the same as JSON.
 */
export async function receive(c: RequestContext): Promise<Response> {
  const receivedAt = c.var.services.now();
  return uploadTurn(async () => {
    let form: MultipartForm | undefined;
    try {
      form = await readMultipart(c.req.raw);
      return await act(c, form, receivedAt);
    } catch (error) {
      const refusal = mendable(error);
      if (!refusal) throw error;
      const { given, expected, remedy } = refusal;
      if (wantsJson(c)) return c.json({ error: { given, expected, remedy } }, refusal.status);
      return c.html((await again(c, form, { problem: problemNote(refusal) })).source, refusal.status);
    }
  });
}

async function act(c: RequestContext, form: MultipartForm, receivedAt: Date): Promise<Response> {
  const { services, assignment, role } = c.var;
  const version = await currentVersion(services.connection.database, assignment.id);
  const received = receivedOf(form, version.outline);
  if (received.check) {
    const { recognised } = await readUpload(await unpackUpload(received.files, uploadLimits), version.outline);
    const list = recognisedList(recognised, received.written ? misread(received.written, recognised.parts) : []);
    if (wantsJson(c)) return c.json({ recognised: list.source });
    return c.html((await again(c, form, { recognised: list })).source);
  }
  const { submission } = await handIn(services, {
    assignment,
    person: c.var.person!,
    files: received.files,
    requestKey: received.requestKey,
    receivedAt,
    staff: may('staff.read', role),
    ip: actorOf(c).ip,
  });
  const location = addresses.submission(submission.id);
  return wantsJson(c) ? c.json({ location }, 201) : c.redirect(location, 303);
}

function receivedOf(form: MultipartForm, outline: Parameters<typeof compose>[1]): Received {
  const { fields, files } = form;
  const requestKey = fields.get('requestKey') ?? '';
  const check = fields.get('action') === 'check';
  if (fields.get('written') !== 'yes') {
    return { written: undefined, files: files.map(({ path, bytes }) => ({ path, bytes })), requestKey, check };
  }
  const named = (prefix: string): ReadonlyMap<string, string> =>
    new Map(
      [...fields].flatMap(([name, text]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), text]] : [])),
    );
  const written: Written = { parts: named('part:'), files: named('file:') };
  // A file that was chosen in the field of `run.json` is that, whatever it was called.
  const chosen = files.flatMap(({ field, bytes }) =>
    field.startsWith('chosen:') ? [{ path: field.slice('chosen:'.length), bytes }] : [],
  );
  return { written, files: [...compose(written, outline), ...chosen], requestKey, check };
}

/** The page that was sent, filled as it was. */
async function again(
  c: RequestContext,
  form: MultipartForm | undefined,
  state: { readonly problem?: Html; readonly recognised?: Html },
): Promise<Html> {
  const { services, assignment, role } = c.var;
  const work = await ownWork(services, assignment, c.var.person!.id, may('staff.read', role));
  const shown = { ...state, requestKey: form?.fields.get('requestKey') };
  if (form?.fields.get('written') !== 'yes') return uploadPage(c, work, shown);
  const version = await currentVersion(services.connection.database, assignment.id);
  return writePage(c, work, version, { ...shown, filled: form.fields });
}

function wantsJson(c: RequestContext): boolean {
  return (c.req.header('accept') ?? '').startsWith('application/json');
}

/** What the sender can mend on the page; anything else is the server's own error page. */
function mendable(error: unknown): Refusal | undefined {
  if (error instanceof InputError) return new Refusal(422, error.given, error.expected, error.remedy);
  return error instanceof Refusal && error.status !== 404 ? error : undefined;
}

function problemNote({ given, expected, remedy }: Refusal): Html {
  return html`<div class="flash bad" role="alert">
    <p><strong>Not handed in:</strong> ${given}.</p>
    <p>Expected ${expected}. To mend it: ${remedy}.</p>
  </div>`;
}
