import { preview, type PreviewServer } from 'vite';

/** The built site on a server of its own. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a built site as a web server for static files does. */
export async function serve(folder: string, base = '/'): Promise<Served> {
  const server: PreviewServer = await preview({
    root: folder,
    base,
    configFile: false,
    appType: 'mpa',
    logLevel: 'silent',
    build: { outDir: folder },
    preview: { host: '127.0.0.1', port: 0 },
  });
  return { url: server.resolvedUrls!.local[0]!.replace(/\/$/, ''), close: () => server.close() };
}
