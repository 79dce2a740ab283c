import { conformance } from './command.ts';

process.exitCode = await conformance(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  // pnpm runs scripts in the repository's root; INIT_CWD is where it was called.
  folder: process.env['INIT_CWD'] ?? process.cwd(),
});
