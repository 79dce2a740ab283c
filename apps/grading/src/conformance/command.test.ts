import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import { conformance } from './command.ts';
import type { Outcome } from './outcome.ts';
import type { Summary } from './report.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const root = await mkdtemp(join(tmpdir(), 'conformance-'));
let folder = root;
let count = 0;

beforeEach(async () => {
  folder = join(root, String(count++));
  await mkdir(folder);
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

async function run(...args: readonly string[]): Promise<Run> {
  let [out, err] = ['', ''];
  const code = await conformance(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    folder,
  });
  return { code, out, err };
}

async function outcomes(): Promise<{ code: number; adapter: string; cases: Outcome[]; summary: Summary }> {
  const { code, out } = await run('.', '--json');
  return { code, ...(JSON.parse(out) as { adapter: string; cases: Outcome[]; summary: Summary }) };
}

async function write(name: string, content: unknown): Promise<void> {
  await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

const f32 = (shape: readonly number[], ...data: (number | string)[]) => ({ shape, dtype: 'float32', data });
const f64 = (shape: readonly number[], ...data: (number | string)[]) => ({ shape, dtype: 'float64', data });

/** The signal [1, 4, 0, −2, 3] under the filter [2, −1, 3], worked by hand, with its gradients for cotangent [1, 1, 1]. */
function convCase(attrs: Record<string, unknown> = {}, y: readonly number[] = [-2, 2, 11]) {
  return {
    name: 'by_hand',
    op: 'conv1d',
    attrs: { in_channels: 1, out_channels: 1, kernel_size: [3], bias: true, ...attrs },
    torch_f32_error: 1e-8,
    inputs: { x: f32([1, 1, 5], 1, 4, 0, -2, 3), cotangent: f32([1, 1, 3], 1, 1, 1) },
    params: { weight: f32([1, 1, 3], 2, -1, 3), bias: f32([1], 0.5) },
    outputs: {},
    grads: {},
    outputs64: { y: f64([1, 1, 3], ...y.map((value) => value + 0.5)) },
    grads64: { x: f64([1, 1, 5], 2, 1, 4, 2, 3), weight: f64([1, 1, 3], 5, 2, 1), bias: f64([1], 3) },
  };
}

function onnxCase(
  op: string,
  attrs: Record<string, unknown>,
  inputs: readonly unknown[],
  outputs: readonly unknown[],
  opset = 13,
) {
  return { name: 'by_hand', op, domain: 'ai.onnx', opset, attrs, inputs, outputs };
}

const beamCase = {
  name: 'tiny',
  op: 'beam_search',
  attrs: { beam_width: 1 },
  inputs: { logp: f32([1, 1, 2], -0.5, -1) },
  outputs: { beam: [] },
};

describe('a run', () => {
  test('a line for each case, of every format, in folders below; exit 0 when all pass', async () => {
    await mkdir(join(folder, 'torch'));
    await write('torch/conv.json', convCase());
    await write('softmax.json', onnxCase('Softmax', { axis: 1 }, [f32([1, 2], 0, 'inf')], [f32([1, 2], 'nan', 'nan')]));
    await write('softmax2.json', onnxCase('Softmax', {}, [f32([1, 2], 3, 3)], [f32([1, 2], 0.5, 0.5)]));
    const { code, out } = await run('.', '--family', 'conv');
    expect(code).toBe(0);
    expect(out).toMatch(/^pass +conv +torch\/conv +0 +1\.0e-8 +\d\.\de-\d/m);
    expect(out).toMatch(/\n1 of 1 pass, 0 fail, 0 not supported, on .+\n$/);
    const all = await run('.');
    expect(all.out).toMatch(/^pass +softmax +softmax2 +/m);
  });

  test('a result off by more than the tolerance fails, and says where', async () => {
    const wrong = convCase();
    wrong.grads64.weight.data[1] = 2.001;
    await write('wrong.json', wrong);
    const { code, cases } = await outcomes();
    expect(code).toBe(1);
    // 0.001 relative to the gradient's largest element, 5.
    expect(cases[0]).toMatchObject({ status: 'fail', family: 'conv', error: expect.closeTo(2e-4, 8) as number });
    expect(cases[0]!.reason).toMatch(/the float64 definition misses the gradient weight by 2\.0e-4/);
  });

  test('an error of a few units in the last place of a float32 truth passes, a larger one fails', async () => {
    const inputs = [f32([1, 1, 3], 1, 2, 3), f32([1, 1, 2], 1, 10)];
    await write('near.json', onnxCase('Conv', {}, inputs, [f32([1, 1, 2], 21, 32.000004)]));
    await write('off.json', onnxCase('Conv', {}, inputs, [f32([1, 1, 2], 21, 32.0001)]));
    const { code, cases, summary } = await outcomes();
    expect(cases.map(({ status }) => status)).toEqual(['pass', 'fail']);
    expect(cases[1]!.reason).toMatch(/^output 0: error 3\.1e-6, tolerance \d\.\de-\d at the worst element$/);
    expect(summary).toEqual({ pass: 1, fail: 1, unsupported: 0, total: 2 });
    expect(code).toBe(1);
  });

  test('what cannot be run is not supported, with the reason, and exit 1', async () => {
    await write('a-beam.json', beamCase);
    await write('b-other.json', onnxCase('Einsum', {}, [], []));
    await write('c-attribute.json', convCase({ padding_side: 'left' }));
    await write('d-domain.json', { ...onnxCase('Conv', {}, [f32([1], 1), f32([1], 1)], []), domain: 'com.example' });
    const input = convCase();
    await write('e-input.json', { ...input, inputs: { ...input.inputs, mask: f32([1], 1) } });
    await write('f-dtype.json', onnxCase('Softmax', {}, [{ shape: [1], dtype: 'float16', data: [1] }], []));
    const { code, cases } = await outcomes();
    expect(code).toBe(1);
    expect(cases.map(({ status }) => status)).toEqual(Array<string>(6).fill('unsupported'));
    expect(cases.map(({ family }) => family)).toEqual(['beam', 'other', 'conv', 'conv', 'conv', 'softmax']);
    expect(cases.map(({ reason }) => reason)).toEqual([
      'the attribute vocab is missing',
      'Einsum cannot be run yet',
      'the attribute padding_side is not known',
      'the domain com.example',
      'the input mask is not known',
      'tensors of float16',
    ]);
  });

  test('sizes that do not fit fail the case, not the run', async () => {
    await write('a.json', convCase({ groups: 2 }));
    await write('b.json', convCase());
    const { cases } = await outcomes();
    expect(cases.map(({ status }) => status)).toEqual(['fail', 'pass']);
    expect(cases[0]!.reason).toMatch(/conv1d: got \[1, 1, 5\] and \[1, 1, 3\]; 2 groups must divide/);
  });
});

describe('a wrong call exits with 2 and says what is wrong', () => {
  test.each([
    ['a folder that is not there', ['missing'], /missing: there is no such folder/],
    ['no folder', [], /missing required argument 'folder'/],
    ['an unknown option', ['.', '--fast'], /unknown option '--fast'/],
    ['two folders', ['.', '.'], /too many arguments/],
  ] as const)('%s', async (_, args, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  test('an empty folder, an unknown family, a family without cases', async () => {
    expect(await run('.')).toMatchObject({ code: 2, err: expect.stringMatching(/holds no \*\.json file/) as string });
    await write('a.json', convCase());
    expect(await run('.', '--family', 'foo')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/there is no such family; there are conv, /) as string,
    });
    expect(await run('.', '--family', 'lstm')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/holds no case of the family lstm/) as string,
    });
  });

  test.each([
    ['text that is no JSON', '{"name": ', /bad\.json: is not JSON/],
    ['JSON that is no case', [1, 2], /bad\.json: is no conformance case/],
    ['a case without parameters', { ...convCase(), params: undefined }, /bad\.json: params: /],
    [
      'data that does not fill its shape',
      { ...convCase(), params: { weight: f32([2], 1) } },
      /bad\.json: params\.weight: the number of elements/,
    ],
    [
      'a word among the numbers',
      { ...convCase(), params: { weight: f32([1], 'one') } },
      /bad\.json: params\.weight\.data\.0: /,
    ],
    [
      'a dtype that is no word',
      { ...convCase(), params: { weight: { shape: [1], dtype: 8, data: [1] } } },
      /params\.weight\.dtype: /,
    ],
    ['an ONNX case without outputs', { ...onnxCase('Conv', {}, [], []), outputs: undefined }, /bad\.json: outputs: /],
    ['a beam case without outputs', { ...beamCase, outputs: undefined }, /bad\.json: outputs: /],
  ])('%s', async (_, content, message) => {
    await write('bad.json', content);
    await write('good.json', convCase());
    const { code, err, out } = await run('.');
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(out).toBe('');
  });

  test('--help explains the exit codes', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/Exit code: 0 all pass, 1 one fails or is not supported, 2 the call or a file is wrong\./);
  });
});

const shared = resolve(import.meta.dirname, '../../../../../shared/conformance');

describe.skipIf(!existsSync(shared))('the sample of real cases (skipped where ../shared is missing)', () => {
  test.each(['conv', 'normalization', 'softmax', 'losses', 'optimizer', 'training'])(
    'every case of the family %s passes',
    async (family) => {
      const { code, out } = await run(shared, '--json', '--family', family);
      const { cases } = JSON.parse(out) as { cases: Outcome[] };
      expect(cases.filter(({ status }) => status !== 'pass')).toEqual([]);
      expect(cases.length).toBeGreaterThan(0);
      // Every tolerance has its derivation: none rests on PyTorch's own error alone.
      expect(cases.flatMap(({ tensors = [] }) => tensors).filter(({ derived }) => !Number.isFinite(derived))).toEqual(
        [],
      );
      expect(code).toBe(0);
    },
  );
});
