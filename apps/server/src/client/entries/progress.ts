import { byId } from '../shared/dom.ts';

/** Shows how far the grading of a submission is, and the page anew when it is done. */
const place = byId('progress', HTMLElement);
const bar = byId('progress-bar', HTMLProgressElement);
const words = byId('progress-words', HTMLElement);
const address = place.dataset['submission'] ?? '';

interface Progress {
  readonly state: string;
  readonly part?: number;
  readonly parts?: number;
}

const ended = new Set(['graded', 'unreadable', 'fault']);
/** Milliseconds between looks where the server sends no events. */
const pollMs = 3_000;

function show({ state, part, parts }: Progress): void {
  if (ended.has(state)) {
    location.reload();
    return;
  }
  if (state === 'grading' && part !== undefined && parts !== undefined && parts > 0) {
    bar.max = parts;
    // The part that is being judged is not done yet.
    bar.value = Math.max(0, part - 1);
    words.textContent = `Part ${part} of ${parts} is being graded.`;
  } else if (state === 'grading') words.textContent = 'It is being graded.';
  else words.textContent = 'It is in the queue.';
}

let polling = false;

async function poll(): Promise<void> {
  if (polling) return;
  polling = true;
  for (;;) {
    try {
      const response = await fetch(`/api/submissions/${address}`, { headers: { accept: 'application/json' } });
      if (response.ok) show((await response.json()) as Progress);
    } catch {
      // The line may come back.
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

const events = new EventSource(`/api/submissions/${address}/events`);
for (const kind of ['progress', 'end'] as const) {
  events.addEventListener(kind, ({ data }) => {
    if (kind === 'end') events.close();
    show(JSON.parse(String(data)) as Progress);
  });
}
events.addEventListener('error', () => {
  // A closed one does not come back by itself.
  if (events.readyState === EventSource.CLOSED) void poll();
});
