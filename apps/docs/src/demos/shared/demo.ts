import { aboutDevice, type Device, inTurn, openDevice } from './device.ts';
import { element } from './dom.ts';
import { styles } from './style.ts';

/** What a run of a demo is given. */
export interface Run {
  /** Aborted when the reader stops it, changes something, or leaves. */
  readonly signal: AbortSignal;
  readonly device: Device;
  /** Says how far it is, from 0 to 1, and with what it is busy. */
  progress(share: number, doing?: string): void;
  /** Runs a piece that computes on the device, in turn with the other demos of the page. */
  turn<T>(task: () => T | Promise<T>): Promise<T>;
}

/** Milliseconds without a change after which a demo computes: a slider that is dragged is not followed step by step. */
const pause = 80;

/**
 * A demo: controls, what they lead to, and a line that says how far the computation is. It is an element without a framework,
 * in a shadow root, so that the page's style and its own do not meet.
 */
export abstract class Demo extends HTMLElement {
  /** Where results stand. */
  protected readonly out: HTMLElement = element('div', { class: 'out' });
  readonly #status = element('p', { class: 'status', role: 'status' }, 'Starting …');
  readonly #progress = element('progress', { class: 'progress', max: 1, 'aria-label': 'Progress' });
  readonly #stop = element('button', { class: 'stop', type: 'button' }, 'Stop');
  readonly #bar = element('div', { class: 'bar still' }, this.#status, this.#progress, this.#stop);
  readonly #about = element('p', { class: 'device' });
  #running: AbortController | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #resized: ResizeObserver | undefined;
  #drawnAt = 0;

  /** What the demo is, in a word or two. */
  protected abstract readonly label: string;
  /** The controls, once. */
  protected abstract controls(): readonly Node[];
  /** Computes with what is set now and keeps the result. What it returns is said in the status line. */
  protected abstract compute(run: Run): Promise<string>;
  /** Shows the result that is kept, as wide as there is room; called after each run and when the width changes. */
  protected abstract render(): void;
  /** Rules beside those that all demos have. */
  protected readonly rules: string = '';
  /** Whether it computes as soon as something changes; else when it is told to. */
  protected readonly eager: boolean = true;
  /** Whether anything of it runs on WebGPU: else it says nothing about devices. */
  protected readonly usesDevice: boolean = true;

  connectedCallback(): void {
    if (!this.shadowRoot) this.#build(this.attachShadow({ mode: 'open' }));
    this.#resized = new ResizeObserver(() => {
      if (this.#drawnAt !== 0 && Math.abs(this.width - this.#drawnAt) > 4) this.redraw();
    });
    this.#resized.observe(this);
    if (this.eager) this.update();
    else void this.#tellDevice();
  }

  disconnectedCallback(): void {
    this.#resized?.disconnect();
    clearTimeout(this.#waiting);
    this.#running?.abort();
    this.#running = undefined;
  }

  /** The room for figures, in pixels. */
  protected get width(): number {
    return Math.max(280, Math.floor(this.out.clientWidth));
  }

  /** Computes anew, soon; what was going on is stopped first. */
  protected update(): void {
    clearTimeout(this.#waiting);
    this.#running?.abort();
    this.#running = undefined;
    this.dataset['state'] = 'computing';
    this.#waiting = setTimeout(() => void this.run(), pause);
  }

  /** Shows what is kept once more. */
  protected redraw(): void {
    this.#drawnAt = this.width;
    this.render();
  }

  /** Computes now. */
  protected async run(): Promise<void> {
    clearTimeout(this.#waiting);
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.dataset['state'] = 'computing';
    this.#busy(true);
    this.#progress.removeAttribute('value');
    try {
      const device: Device = this.usesDevice ? await this.#tellDevice() : { kind: 'float64', why: '' };
      const said = await this.compute({
        signal: running.signal,
        device,
        progress: (share, doing) => {
          if (this.#running !== running) return;
          this.#progress.value = share;
          if (doing !== undefined) this.#say(doing);
        },
        turn: (task) => inTurn(running.signal, task),
      });
      running.signal.throwIfAborted();
      this.redraw();
      this.#end(running, 'ready', said);
    } catch (error) {
      if (running.signal.aborted) this.#end(running, 'stopped', 'Stopped.');
      else this.#end(running, 'failed', error instanceof Error ? error.message : String(error));
    }
  }

  /** Stops what is going on. */
  protected stop(): void {
    this.#running?.abort();
  }

  #end(running: AbortController, state: 'ready' | 'stopped' | 'failed', said: string): void {
    // One that was replaced has nothing to say any more.
    if (this.#running !== running) return;
    this.#running = undefined;
    this.#busy(false);
    this.#say(said, state === 'failed');
    this.dataset['state'] = state;
  }

  #busy(busy: boolean): void {
    this.#bar.classList.toggle('still', !busy);
    this.out.classList.toggle('stale', busy && this.eager);
    this.out.setAttribute('aria-busy', String(busy));
  }

  #say(text: string, failed = false): void {
    this.#status.classList.toggle('failed', failed);
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  async #tellDevice(): Promise<Device> {
    const device = await openDevice();
    if (this.usesDevice) {
      this.#about.classList.toggle('warning', device.kind === 'float64');
      this.#about.textContent = this.aboutDevice(device);
      if (!this.eager && this.dataset['state'] === undefined) {
        this.dataset['state'] = 'idle';
        this.#say('');
      }
    }
    return device;
  }

  /** What is said of the device. */
  protected aboutDevice(device: Device): string {
    return aboutDevice(device);
  }

  #build(root: ShadowRoot): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles + this.rules);
    root.adoptedStyleSheets = [sheet];
    const form = element('form', { class: 'form', 'aria-label': 'Settings' });
    form.append(...this.controls());
    form.addEventListener('submit', (event) => event.preventDefault());
    if (this.eager) form.addEventListener('input', () => this.update());
    this.#stop.addEventListener('click', () => this.stop());
    root.append(
      element(
        'div',
        { class: 'demo', role: 'group', 'aria-label': `${this.label}, a demo` },
        form,
        this.#bar,
        this.out,
        ...(this.usesDevice ? [this.#about] : []),
      ),
    );
  }
}
