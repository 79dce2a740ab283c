/** `gradbook replay`. */
import { start } from './start.ts';

await start(() => import('./replay-command.ts'));
