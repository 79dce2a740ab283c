import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { z } from 'zod';

import { beamCase, type BeamCase, onnxCase, type OnnxCase, torchCase, type TorchCase } from './schema.ts';

/** A case file, read and checked. */
export type ConformanceCase = { readonly file: string } & (
  | { readonly format: 'torch'; readonly content: TorchCase }
  | { readonly format: 'onnx'; readonly content: OnnxCase }
  | { readonly format: 'beam'; readonly content: BeamCase }
);

/** The call or an input file is wrong: the message says which and how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Every `*.json` below a folder, sorted by path.
 *
 * @throws UsageError for a folder that does not exist or holds no case, and for a file that is no case.
 */
export async function readCases(folder: string): Promise<ConformanceCase[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) throw new UsageError(`${folder}: there is no such folder`);
  if (!found.isDirectory()) throw new UsageError(`${folder}: is a file; name the folder that holds the case files`);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) throw new UsageError(`${folder}: holds no *.json file, in it or below`);
  const cases: ConformanceCase[] = [];
  for (const file of files) cases.push(parseCase(relative(folder, file), await readFile(file, 'utf8'), file));
  return cases;
}

function parseCase(file: string, text: string, path: string): ConformanceCase {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  switch (formatOf(json)) {
    case 'torch':
      return { file, format: 'torch', content: check(torchCase, json, path) };
    case 'onnx':
      return { file, format: 'onnx', content: check(onnxCase, json, path) };
    case 'beam':
      return { file, format: 'beam', content: check(beamCase, json, path) };
    case undefined:
      throw new UsageError(
        `${path}: is no conformance case: it has neither "outputs64" (torch), "opset" (onnx) nor "inputs.logp" (beam)`,
      );
  }
}

function formatOf(json: unknown): ConformanceCase['format'] | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  if ('opset' in json) return 'onnx';
  if ('outputs64' in json) return 'torch';
  const inputs = 'inputs' in json ? json.inputs : undefined;
  return typeof inputs === 'object' && inputs !== null && 'logp' in inputs ? 'beam' : undefined;
}

function check<T>(schema: z.ZodType<T>, json: unknown, path: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? issue.path.join('.') : 'the file';
  throw new UsageError(`${path}: ${where}: ${issue?.message ?? 'is not what a case file holds'}`);
}
