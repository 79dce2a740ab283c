import { styleRoutes } from '../pages/stylesheet.ts';
import type { Routes } from './routes.ts';

/** The routes of all subjects, in the order in which they are asked. */
export function subjects(): readonly Routes[] {
  return [styleRoutes()];
}
