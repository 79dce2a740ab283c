import { guard } from '../../http/guard.ts';
import { Refusal } from '../../http/refusal.ts';
import { type Routes, routes } from '../../http/routes.ts';
import { csvOf, exportContent, exportFormats } from '../../review/exports/exports.ts';
import { dashboardPage } from './dashboard.ts';
import { exportsPage } from './exports.ts';
import { shows } from './frame.ts';
import { groupRoutes } from './group-routes.ts';
import { regradeRoutes } from './regrade-routes.ts';
import { reviewRoutes } from './review-routes.ts';
import { secondLookRoutes } from './second-look-routes.ts';
import { pairPage, similarityPage } from './similarity.ts';
import { submissionRoutes } from './submission-routes.ts';
import { submissionsPage } from './submissions.ts';

const base = '/courses/:course/assignments/:assignment';

/** The pages of the staff about an assignment. */
export function staffRoutes(): Routes {
  const staff = routes();
  staff.get(`${base}/dashboard`, guard('staff.read'), shows(dashboardPage));
  staff.get(`${base}/submissions`, guard('staff.read'), shows(submissionsPage));
  staff.get(`${base}/similarity`, guard('staff.read'), shows(similarityPage));
  staff.get(`${base}/similarity/pair`, guard('staff.read'), shows(pairPage));
  staff.get(`${base}/exports`, guard('grades.export'), shows(exportsPage));
  staff.get(`${base}/exports/:file`, guard('grades.export'), async (c) => {
    const format = exportFormats.find((each) => `${each}.csv` === c.req.param('file'));
    if (!format) throw new Refusal(404, 'an export that is not there', 'one of the list', 'go back to the exports');
    const content = await exportContent(c.var.services.connection.database, c.var.assignment);
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', `attachment; filename="${c.var.assignment.slug}-${format}.csv"`);
    return c.body(csvOf(format, content));
  });
  for (const each of [reviewRoutes, submissionRoutes, groupRoutes, regradeRoutes, secondLookRoutes]) each(staff, base);
  return staff;
}
