import { kindOfFile, readSafetensors, type TensorFile } from '@gradbook/safetensors';

import { mebibytes, quoted } from './json-file.ts';
import { sha256Of } from './sha256.ts';

/** Weights among the files of a submission, or why there are none that can be read. */
export type FoundWeights =
  | { readonly name: string; readonly file: TensorFile; readonly sha256: string }
  | { readonly name?: string; readonly problem: string };

/** The most bytes of a file of weights. */
const mostWeightBytes = 32 * 2 ** 20;

/** Endings under which frameworks save pickles and other formats. */
const otherEndings = /\.(?:pt|pth|pkl|pickle|ckpt|bin|h5|hdf5|keras|npz|npy|onnx|joblib|gguf)$/i;

/**
 * The file of weights: the one that the log names, else the one of the usual name, else the only safetensors file. Nothing but
 * safetensors is opened, whatever a file is called.
 */
export async function findWeights(
  files: ReadonlyMap<string, Uint8Array>,
  usual: string,
  named: string | undefined,
): Promise<FoundWeights> {
  const safe = [...files.keys()].filter((path) => /\.safetensors$/i.test(path));
  const wanted = [named, usual].filter((path) => path !== undefined);
  const name =
    wanted.find((path) => files.has(path)) ??
    wanted.flatMap((path) => safe.filter((each) => each.endsWith(`/${path}`)))[0] ??
    (safe.length === 1 ? safe[0] : undefined);
  const save = `Save them with safetensors.torch.save_file(model.state_dict(), "${usual}"), or writeSafetensors`;
  if (name === undefined) {
    const other = [...files.keys()].find((path) => otherEndings.test(path));
    if (other !== undefined) {
      const kind = kindOfFile(files.get(other)!);
      const what = { zip: ', a zip archive of pickles', pickle: ', a pickle' }[kind as string] ?? '';
      return {
        problem: `The weights are handed in as ${quoted(other)}${what}: loading it could run code from it, so it is not opened. ${save}.`,
      };
    }
    return {
      problem: `The weights are missing: without \`${usual}\` nothing of the log can be recomputed. ${save}, and hand them in beside the log.`,
    };
  }
  const bytes = files.get(name)!;
  if (bytes.length > mostWeightBytes) {
    return {
      name,
      problem: `${quoted(name)} has ${mebibytes(bytes.length)}; at most ${mebibytes(mostWeightBytes)} are read: a smaller layer shows the same.`,
    };
  }
  try {
    const file = readSafetensors(bytes);
    return { name, file, sha256: await sha256Of(bytes) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { name, problem: `${quoted(name)} cannot be read: ${said.replaceAll('`', "'")}` };
  }
}
