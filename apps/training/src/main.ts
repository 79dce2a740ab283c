import { trainCommand } from './command.ts';

process.exitCode = await trainCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  folder: process.env['INIT_CWD'] ?? process.cwd(),
});
