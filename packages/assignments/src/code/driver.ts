import type { CodeFunction } from './case.ts';
import type { CodeToRun } from './runner.ts';

/** Where a driver lies beside the modules of a submission; a file of that name is not the submission's. */
export const driverPath = 'gradbook-driver.js';

/** The modules that are loaded for a function: the submission's, behind the driver where the function has one. */
export function withDriver(fn: CodeFunction, code: CodeToRun): CodeToRun {
  const withheld = fn.withheld ? { withheld: fn.withheld } : {};
  if (!fn.driver) return { ...code, ...withheld };
  return {
    runner: code.runner,
    files: { ...code.files, [driverPath]: fn.driver.source(`./${code.entry}`) },
    entry: driverPath,
    ...withheld,
  };
}
