import { healthRoutes } from '../api/health.ts';
import { progressRoutes } from '../api/progress.ts';
import type { Routes } from './app.ts';

/** The routes of all subjects, in the order in which they are asked. */
export function subjects(): readonly Routes[] {
  return [healthRoutes(), progressRoutes()];
}
