import { healthRoutes } from '../api/health.ts';
import { progressRoutes } from '../api/progress.ts';
import { assetRoutes } from '../assets/routes.ts';
import { studentRoutes } from '../pages/student/index.ts';
import { staffRoutes } from '../pages/staff/index.ts';
import { styleRoutes } from '../pages/stylesheet.ts';
import type { Routes } from './routes.ts';

/** The routes of all subjects, in the order in which they are asked. */
export function subjects(): readonly Routes[] {
  return [healthRoutes(), progressRoutes(), styleRoutes(), assetRoutes(), studentRoutes(), staffRoutes()];
}
