/** Loads each demo of a page when it comes near the view, and says what is missing where it cannot run. */

const modules = import.meta.glob<unknown>('./*/index.ts');

function say(frame: HTMLElement, ...sentences: readonly string[]): void {
  const note = frame.querySelector('.demo-note')!;
  note.replaceChildren(
    ...sentences.map((sentence) => Object.assign(document.createElement('p'), { textContent: sentence })),
  );
  frame.dataset['state'] = 'refused';
}

/** Why WebGPU cannot be used here, or undefined. */
async function withoutWebGPU(): Promise<string | undefined> {
  if (navigator.gpu === undefined)
    return isSecureContext
      ? 'This browser has no WebGPU.'
      : 'Browsers offer WebGPU to pages from https or from this machine alone, and this page is neither.';
  const adapter = await navigator.gpu.requestAdapter().catch(() => null);
  return adapter === null ? 'This browser has WebGPU, but found no adapter that it may use.' : undefined;
}

async function load(frame: HTMLElement): Promise<void> {
  const name = frame.dataset['demo']!;
  try {
    const missing = frame.dataset['webgpu'] === undefined ? undefined : await withoutWebGPU();
    if (missing !== undefined) {
      say(
        frame,
        `This demo computes on WebGPU. ${missing}`,
        'Chrome and Edge have it on every desktop system, Safari from version 26, Firefox on Windows and macOS; on Linux it may have to be switched on.',
      );
      return;
    }
    const module = modules[`./${name}/index.ts`];
    if (module === undefined) throw new Error(`there is no demo named ${name}`);
    await module();
    await customElements.whenDefined(`gb-${name}`);
    frame.querySelector('.demo-note')!.replaceWith(frame.querySelector('template')!.content.cloneNode(true));
    frame.dataset['state'] = 'running';
  } catch (error) {
    say(frame, 'The demo could not be started.', error instanceof Error ? error.message : String(error));
    throw error;
  }
}

document.documentElement.classList.add('js');
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      near.unobserve(target);
      void load(target);
    }
  },
  { rootMargin: '400px' },
);
for (const frame of document.querySelectorAll('[data-demo]')) near.observe(frame);
