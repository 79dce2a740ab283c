import { type Chosen, chosenFiles, droppedFiles } from '../handing-in/dropped.ts';
import { byId, element } from '../shared/dom.ts';
import { type Places, send } from '../shared/send.ts';

const form = byId('upload', HTMLFormElement);
const drop = byId('drop', HTMLElement);
const list = byId('chosen', HTMLElement);
const inputs = [byId('files', HTMLInputElement), byId('folder', HTMLInputElement)];
const places: Places = {
  problem: byId('problem', HTMLElement),
  recognised: byId('recognised', HTMLElement),
  kept: 'Your files are still chosen.',
};

let chosen: readonly Chosen[] = [];

/** Shows what was chosen and, before anything is handed in, what is recognised in it. */
function choose(files: readonly Chosen[]): void {
  if (files.length === 0) return;
  chosen = files;
  const shown = files.slice(0, 8).map(({ path, file }) => element('li', {}, `${path} (${sizeText(file.size)})`));
  const more = files.length > 8 ? [element('li', {}, `… and ${files.length - 8} more`)] : [];
  list.replaceChildren(...shown, ...more);
  void post('check');
}

async function post(action: 'check' | 'hand-in'): Promise<void> {
  const data = new FormData();
  data.append('requestKey', byId('requestKey', HTMLInputElement).value);
  data.append('action', action);
  for (const { path, file } of chosen) data.append('files', file, path);
  await send(form, data, places);
}

function sizeText(bytes: number): string {
  return bytes < 1_000
    ? `${bytes} bytes`
    : bytes < 1_000_000
      ? `${Math.round(bytes / 1_000)} kB`
      : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

for (const input of inputs) {
  input.addEventListener('change', () => {
    // One of the two counts: the other would be sent beside it.
    for (const other of inputs) if (other !== input) other.value = '';
    choose(chosenFiles(input));
  });
}
for (const kind of ['dragover', 'dragenter'] as const) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
}
// What was chosen before this script was there.
for (const input of inputs) choose(chosenFiles(input));
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  drop.classList.remove('over');
  if (!event.dataTransfer) return;
  for (const input of inputs) input.value = '';
  void droppedFiles(event.dataTransfer).then(choose);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const submitter = event.submitter as HTMLButtonElement | null;
  void post(submitter?.value === 'check' ? 'check' : 'hand-in');
});
