import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
  type IConfigFile,
} from '@microsoft/api-extractor';

import type { EntryPoint } from './entry-points.ts';

/** The report of an entry point: its public declarations as text, the same for the same types. */
export interface Report {
  readonly entry: EntryPoint;
  readonly text: string;
  /** What the extractor says of the types and does not write into the report. */
  readonly problems: readonly string[];
}

/** What the declaration files are read with: the options of somebody who uses the packages, not of this repository. */
const compilerOptions = {
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable', 'dom'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  skipLibCheck: true,
  types: ['node'],
};

/**
 * Writes the reports of built packages. All entry points are read by one compiler, so that what they share is read once.
 *
 * @param root The repository's folder.
 */
export function reportsOf(entries: readonly EntryPoint[], root: string): readonly Report[] {
  const folder = mkdtempSync(join(tmpdir(), 'gradbook-api-'));
  try {
    const configs = entries.map((entry) => configOf(entry, root, folder));
    const first = configs[0];
    if (first === undefined) return [];
    const compilerState = CompilerState.create(first, {
      additionalEntryPoints: entries.map(({ types }) => types),
    });
    return configs.map((config, index) => {
      const entry = entries[index]!;
      const problems: string[] = [];
      mkdirSync(config.reportFolder, { recursive: true });
      try {
        Extractor.invoke(config, {
          localBuild: true,
          compilerState,
          messageCallback: (message) => hear(message, problems),
        });
      } catch (error) {
        // It says nothing of the place: a member named like its type's parameter is one of the things it cannot read.
        throw new Error(`${entry.name}: API Extractor cannot read ${entry.types}`, { cause: error });
      }
      return { entry, text: readFileSync(config.reportFilePath, 'utf8'), problems };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configOf(entry: EntryPoint, root: string, folder: string): ExtractorConfig {
  const packageJson = join(entry.folder, 'package.json');
  const tsconfig = join(folder, 'tsconfig.json');
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions, files: [] }));
  const configObject: IConfigFile = {
    projectFolder: root,
    mainEntryPointFilePath: entry.types,
    newlineKind: 'lf',
    compiler: { overrideTsconfig: { compilerOptions, files: [entry.types] }, skipLibCheck: true },
    apiReport: {
      enabled: true,
      // What a public declaration names is part of what is promised, whether an index exports it or not.
      includeForgottenExports: true,
      reportFileName: entry.file,
      reportFolder: join(folder, 'reports'),
      reportTempFolder: join(folder, 'temp'),
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Warning } },
      extractorMessageReporting: {
        default: { logLevel: ExtractorLogLevel.Warning },
        // Everything that an index exports is public; release tags would say it again on every symbol.
        'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
        // Which symbols need documentation is for the tests of the examples and TypeDoc to say.
        'ae-undocumented': { logLevel: ExtractorLogLevel.None },
        'ae-forgotten-export': { logLevel: ExtractorLogLevel.None },
        'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
      },
      // The form of docstrings is TypeDoc's to check.
      tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
    },
  };
  return ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: packageJson,
  });
}

function hear(message: ExtractorMessage, problems: string[]): void {
  const isProblem = message.logLevel === ExtractorLogLevel.Error || message.logLevel === ExtractorLogLevel.Warning;
  if (isProblem && message.category !== 'console') problems.push(message.formatMessageWithLocation(undefined));
  message.handled = true;
}
