import { Client } from 'pg';

import type { Connection } from './connect.ts';

/** Who hears notifications. */
export interface Listener {
  /** A notification of the channel came. */
  readonly heard: (payload: string) => void;
  /** It listens, for the first time or again: what was told before may have been missed. */
  readonly connected?: () => void;
}

/** Milliseconds before a connection that broke is made again, and between two looks whether it is still there. */
const againMs = 1_000;
const lookMs = 10_000;
/** Milliseconds in which a connection has to answer, or to end. */
const patienceMs = 5_000;

/**
 * Hears the notifications of a channel, on a connection of its own that is made again whenever it breaks. They are a matter of
 * speed alone: whoever relies on them looks now and then too.
 *
 * @param channel a name of letters and underscores.
 * @returns stops.
 */
export async function listen(
  engine: Connection['engine'],
  channel: string,
  { heard, connected = () => undefined }: Listener,
): Promise<() => Promise<void>> {
  if ('embedded' in engine) {
    const stop = await engine.embedded.listen(channel, heard);
    connected();
    return stop;
  }
  const listening = new Listening(engine.url, channel, heard, connected);
  await listening.connect();
  return () => listening.stop();
}

class Listening {
  readonly #url: string;
  readonly #channel: string;
  readonly #heard: (payload: string) => void;
  readonly #connected: () => void;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(url: string, channel: string, heard: (payload: string) => void, connected: () => void) {
    this.#url = url;
    this.#channel = channel;
    this.#heard = heard;
    this.#connected = connected;
  }

  async connect(): Promise<void> {
    if (this.#stopped) return;
    const client = new Client({
      connectionString: this.#url,
      keepAlive: true,
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
      application_name: 'gradbook-listener',
    });
    this.#client = client;
    // These stay to the end: an error that nobody hears would end the process.
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload }) => {
      if (payload !== undefined && this.#client === client) this.#heard(payload);
    });
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(this.#channel)}`);
      if (this.#client !== client) return;
      this.#connected();
      this.#look(client);
    } catch {
      this.#lost(client);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    if (client) await end(client);
  }

  /** A connection can be gone without a word: it is asked now and then. */
  #look(client: Client): void {
    this.#timer = setTimeout(() => {
      client.query('select 1').then(
        () => (this.#client === client ? this.#look(client) : undefined),
        () => this.#lost(client),
      );
    }, lookMs).unref();
  }

  #lost(client: Client): void {
    if (this.#stopped || this.#client !== client) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    void end(client);
    this.#timer = setTimeout(() => void this.connect(), againMs).unref();
  }
}

/** Ends a connection; one that is broken may never say that it has ended. */
async function end(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([client.end().catch(() => undefined), late]);
  clearTimeout(timer);
}
