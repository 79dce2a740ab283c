import { sandboxSources } from '@gradbook/self-check/bundle';

import { may } from '../../access/policy.ts';
import { allow } from '../../http/content-policy.ts';
import { guard } from '../../http/guard.ts';
import { Refusal } from '../../http/refusal.ts';
import { type Routes, routes } from '../../http/routes.ts';
import { fileOf } from '../../submissions/files.ts';
import { currentVersion } from '../../submissions/hand-in.ts';
import { ownWork } from '../../submissions/mine.ts';
import { ownSubmission } from '../../submissions/own.ts';
import { askSecondLook } from '../../submissions/second-looks.ts';
import { flash } from '../flash.ts';
import { valuesOf } from '../form.ts';
import { addresses } from './addresses.ts';
import { assignmentPage } from './assignment-page.ts';
import { uploadPage } from './hand-in-page.ts';
import { anchorOf } from './part-section.ts';
import { receive } from './receive.ts';
import { partFigures, submissionPage } from './submission-page.ts';
import { writePage } from './write-page.ts';

/** A figure is a document of its own: it may have its style sheet, and nothing else. */
const figurePolicy = "default-src 'none'; style-src 'unsafe-inline'";

/** The pages of students: what is due, handing in, what came of it. */
export function studentRoutes(): Routes {
  const student = routes();
  const at = '/courses/:course/assignments/:assignment';
  student.get(at, guard('assignment.read'), async (c) => c.html((await assignmentPage(c)).source));
  student.get(`${at}/hand-in`, guard('submission.create'), async (c) => {
    const { services, assignment, role } = c.var;
    const work = await ownWork(services, assignment, c.var.person!.id, may('staff.read', role));
    return c.html(uploadPage(c, work).source);
  });
  student.get(`${at}/write`, guard('submission.create'), async (c) => {
    const { services, assignment, role } = c.var;
    // The public tests run in a worker of a frame without an origin.
    allow(c, sandboxSources);
    const work = await ownWork(services, assignment, c.var.person!.id, may('staff.read', role));
    const version = await currentVersion(services.connection.database, assignment.id);
    return c.html(writePage(c, work, version).source);
  });
  student.post(`${at}/hand-in`, guard('submission.create', { body: 'own', upload: true }), (c) => {
    allow(c, sandboxSources);
    return receive(c);
  });

  student.get('/submissions/:submission', guard('submission.read'), async (c) =>
    c.html((await submissionPage(c)).source),
  );
  student.get('/submissions/:submission/figures/:part{\\d+}/:index{\\d+}', guard('submission.read'), async (c) => {
    const { visible } = await ownSubmission(c.var.services, c.var.assignment, c.var.submission);
    const position = Number(c.req.param('part'));
    const part = visible.kind === 'graded' ? visible.parts[position] : undefined;
    const figure = part && (await partFigures(part, position))[Number(c.req.param('index'))];
    if (figure?.svg === undefined) {
      throw new Refusal(404, `the address ${c.req.path}`, 'a figure of the submission', 'reload the page');
    }
    c.header('Content-Security-Policy', figurePolicy);
    c.header('Content-Type', 'image/svg+xml; charset=utf-8');
    return c.body(figure.svg);
  });
  student.get('/submissions/:submission/file', guard('submission.read'), async (c) => {
    const path = c.req.query('path') ?? '';
    const bytes = await fileOf(c.var.services.connection.database, c.var.submission.id, path);
    if (!bytes)
      throw new Refusal(404, `the file ${path.slice(0, 80)}`, 'one that was handed in', 'choose one of the page');
    // What students hand in is never a page of this server.
    c.header('Content-Type', 'application/octet-stream');
    c.header('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(path.split('/').at(-1)!)}`);
    c.header('Content-Security-Policy', "default-src 'none'; sandbox");
    return c.body(bytes as Uint8Array<ArrayBuffer>);
  });
  student.post('/submissions/:submission/second-looks', guard('secondLook.create'), async (c) => {
    const { services, submission, course } = c.var;
    const { part = '', request = '' } = await valuesOf(c);
    const { visible } = await ownSubmission(c.var.services, c.var.assignment, c.var.submission);
    await askSecondLook(services, {
      submission,
      courseId: course.id,
      person: c.var.person!,
      partId: part,
      request,
      visible,
    });
    flash(c, 'good', `A person looks at ${part} again. The answer will stand on this page.`);
    const position = visible.kind === 'graded' ? visible.parts.findIndex(({ id }) => id === part) : 0;
    return c.redirect(`${addresses.submission(submission.id)}#${anchorOf(position)}`, 303);
  });
  return student;
}
