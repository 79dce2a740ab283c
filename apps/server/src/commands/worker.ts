/** `gradbook worker`. */
import { start } from './start.ts';

await start(() => import('./worker-command.ts'));
