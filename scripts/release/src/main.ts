/**
 * `pnpm release --dry-run` tries a release in a copy of the repository, against a registry of its own. `pnpm release`
 * publishes what is not published yet; it is for .github/workflows/release.yml, where npm can attest what was built from what.
 */
import { dryRun } from './dry-run.ts';
import { requireProvenance } from './provenance.ts';
import { changeset, root } from './run.ts';

const args = process.argv.slice(2).filter((arg) => arg !== '--');
try {
  const unknown = args.find((arg) => arg !== '--dry-run');
  if (unknown !== undefined) throw new Error(`unknown argument ${unknown}; there is --dry-run, or none`);
  if (args.includes('--dry-run')) await dryRun((line) => process.stdout.write(`${line}\n`));
  else {
    requireProvenance(root, process.env);
    process.stdout.write(changeset(['publish'], root));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
