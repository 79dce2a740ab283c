import { cacheCompiledModules } from './compile-cache.ts';

cacheCompiledModules();
// Everything else is loaded after that, so that it comes from the cache.
const { runCommand } = await import('./run-command.ts');

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await runCommand(process.argv.slice(2));
