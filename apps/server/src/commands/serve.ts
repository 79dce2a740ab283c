/** `gradbook serve`. */
import { start } from './start.ts';

await start(() => import('./serve-command.ts'));
