import { assignmentApi } from '../api/assignments.ts';
import { courseApi } from '../api/courses.ts';
import { extensionApi } from '../api/extensions.ts';
import { gradeApi } from '../api/grades.ts';
import { healthRoutes } from '../api/health.ts';
import { peopleApi } from '../api/people.ts';
import { progressRoutes } from '../api/progress.ts';
import { replayRoutes } from '../api/replay.ts';
import { regradeApi } from '../api/regrades.ts';
import { reviewApi } from '../api/review.ts';
import { submissionApi } from '../api/submissions.ts';
import { assetRoutes } from '../assets/routes.ts';
import { accountRoutes } from '../pages/access/account.ts';
import { signInRoutes } from '../pages/access/sign-in.ts';
import { welcomeRoutes } from '../pages/access/welcome.ts';
import { assignmentRoutes } from '../pages/courses/assignment.ts';
import { courseRoutes } from '../pages/courses/course.ts';
import { homeRoutes } from '../pages/courses/home.ts';
import { peopleRoutes } from '../pages/courses/people.ts';
import { serverRoutes } from '../pages/owner/server.ts';
import { studentRoutes } from '../pages/student/index.ts';
import { staffRoutes } from '../pages/staff/index.ts';
import { styleRoutes } from '../pages/stylesheet.ts';
import type { Routes } from './routes.ts';

/** The routes of all subjects, in the order in which they are asked. */
export function subjects(): readonly Routes[] {
  return [
    healthRoutes(),
    styleRoutes(),
    assetRoutes(),
    signInRoutes(),
    welcomeRoutes(),
    accountRoutes(),
    homeRoutes(),
    courseRoutes(),
    peopleRoutes(),
    assignmentRoutes(),
    studentRoutes(),
    staffRoutes(),
    serverRoutes(),
    progressRoutes(),
    courseApi(),
    peopleApi(),
    assignmentApi(),
    extensionApi(),
    submissionApi(),
    gradeApi(),
    reviewApi(),
    regradeApi(),
    replayRoutes(),
  ];
}
