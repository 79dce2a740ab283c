import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { counterpart, type PackageName, type Peer, peers, type Row } from './row.ts';
import { table } from './table/index.ts';

/** The repository's folder. */
export const root: string = resolve(import.meta.dirname, '../../..');

/** How the libraries are called in the document. */
const titles: Readonly<Record<Peer, string>> = { torch: 'PyTorch', tfjs: 'tfjs', jax: 'jax-js' };

/** docs/compatibility.json: what a page shows. */
export interface CompatibilityDocument {
  /** The versions that the claims are checked against. */
  readonly versions: Readonly<Record<Peer, string>>;
  readonly packages: readonly {
    readonly package: string;
    readonly note?: string;
    readonly rows: readonly {
      readonly name: string;
      readonly about?: string;
      readonly ours: string;
      readonly peers: Readonly<
        Partial<
          Record<
            Peer,
            { readonly call: string; readonly differs?: string; readonly since?: string; readonly compared: boolean }
          >
        >
      >;
    }[];
    /** Exports that none of the three has, with the reason. */
    readonly own: Readonly<Record<string, string>>;
    /** Options that none of the three has, with the reason. */
    readonly ownOptions: Readonly<Record<string, string>>;
  }[];
}

/** The version of Debian's python3-torch, on which the expressions run; names that it does not have say since when. */
const torchVersion = '1.13';

/** The document's data. */
export function compatibilityDocument(): CompatibilityDocument {
  return {
    versions: {
      torch: torchVersion,
      tfjs: catalogVersion('@tensorflow/tfjs-core'),
      jax: catalogVersion('@jax-js/jax'),
    },
    packages: table.map(({ package: name, note, rows, own, ownOptions = {} }) => ({
      package: `@gradbook/${name}`,
      ...(note === undefined ? {} : { note }),
      rows: rows.map((row) => ({
        name: row.name,
        ...(row.about === undefined ? {} : { about: row.about }),
        ours: row.ours,
        peers: Object.fromEntries(
          peers.flatMap((peer) => {
            const other = counterpart(row, peer);
            if (other === undefined) return [];
            const { call, differs, since, notRun } = other;
            const compared = notRun === undefined && row.notRun === undefined && since === undefined;
            const entry = {
              call,
              ...(differs === undefined ? {} : { differs }),
              ...(since === undefined ? {} : { since }),
              compared,
            };
            return [[peer, entry]];
          }),
        ),
      })),
      own,
      ownOptions,
    })),
  };
}

/** A version of the catalog of pnpm-workspace.yaml. */
function catalogVersion(name: string): string {
  const text = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const found = new RegExp(`^ {2}'${name}': (\\S+)$`, 'm').exec(text);
  if (found === null) throw new Error(`the catalog of pnpm-workspace.yaml has no ${name}`);
  return found[1]!;
}

/** docs/compatibility.md. */
export function compatibilityMarkdown(document: CompatibilityDocument): string {
  const compared = document.packages.flatMap(({ rows }) =>
    rows.flatMap((row) => Object.values(row.peers).filter((peer) => peer.compared)),
  ).length;
  const { torch, tfjs, jax } = document.versions;
  const lines = [
    '# Beside PyTorch, tfjs and jax-js',
    '',
    'What each public operation, layer and option is called elsewhere, and what is not the same there. It is made of the data in',
    '`scripts/compatibility` by `pnpm compatibility`, and its tests keep it true: every export of these packages is here or among',
    'those that nobody else has; every name exists in the version that is compared with; and where a call is printed plainly, the test',
    `evaluates it and ours on the same numbers and compares the results (${compared} calls). What is only looked up, because its numbers are`,
    'random, its result is no numbers or the version is newer, is in *italics*.',
    '',
    `Compared with: PyTorch ${torch} (what is newer says since when), tfjs and tfjs-layers ${tfjs}, jax-js ${jax}. In the calls \`tf\``,
    'is tfjs with its layers, `np`, `nn`, `lax`, `random` and `tree` are namespaces of jax-js, `F` is `torch.nn.functional`. A dash: it has none.',
    'What stands before a call, such as giving a layer its weights, is left out here and stands in the data.',
    '',
  ];
  for (const { package: name, note, rows, own, ownOptions } of document.packages) {
    lines.push(`## ${name}`, '', ...(note === undefined ? [] : [`${sentence(note)}`, '']));
    lines.push(`| ours | ${peers.map((peer) => titles[peer]).join(' | ')} |`, '|---|---|---|---|');
    for (const row of rows) {
      const title = `**${row.name}**${row.about === undefined ? '' : ` · ${cell(row.about)}`}<br>${code(row.ours)}`;
      lines.push(`| ${[title, ...peers.map((peer) => peerCell(row.peers[peer]))].join(' | ')} |`);
    }
    lines.push('');
    const list = (title: string, entries: Readonly<Record<string, string>>): void => {
      if (Object.keys(entries).length === 0) return;
      lines.push(title, '', '| | what it is |', '|---|---|');
      for (const [each, reason] of Object.entries(entries)) lines.push(`| ${code(each)} | ${cell(reason)} |`);
      lines.push('');
    };
    list('Only ours:', own);
    list('Options that only ours have:', ownOptions);
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

type PeerEntry = CompatibilityDocument['packages'][number]['rows'][number]['peers'][Peer];

function peerCell(peer: PeerEntry): string {
  if (peer === undefined) return '–';
  const call = peer.compared ? code(peer.call) : `*${code(peer.call)}*`;
  const since = peer.since === undefined ? '' : ` (since ${peer.since})`;
  return `${call}${since}${peer.differs === undefined ? '' : `<br>${cell(peer.differs)}`}`;
}

/** Code in a cell of a table: a bar would end it. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** Every row beside its package. */
export function allRows(): readonly { readonly package: PackageName; readonly row: Row }[] {
  return table.flatMap(({ package: name, rows }) => rows.map((row) => ({ package: name, row })));
}
