import { join } from 'node:path';

import { build, type InlineConfig, type Plugin, preview, type PreviewServer } from 'vite';

/**
 * What a page with demos may load: its own scripts and styles, no inline style, no connection to elsewhere. Graphviz is
 * WebAssembly, which policies allow by name.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const strictPolicy: Plugin = {
  name: 'strict-policy',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replace('<head>', `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`),
  },
};

function settings(folder: string): InlineConfig {
  return {
    configFile: false,
    root: join(import.meta.dirname, 'page'),
    base: './',
    logLevel: 'warn',
    resolve: {
      conditions: ['@gradbook/source', 'browser', 'module', 'import', 'default'],
      mainFields: ['browser', 'module', 'main'],
    },
    plugins: [strictPolicy],
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2024',
      chunkSizeWarningLimit: 4_000,
      modulePreload: false,
      reportCompressedSize: false,
    },
    preview: { host: '127.0.0.1', port: 0 },
  };
}

/** Builds the page with all demos into a folder and serves it, as any server of files would. */
export async function servePage(folder: string): Promise<PreviewServer> {
  await build(settings(folder));
  return preview({ ...settings(folder), logLevel: 'silent' });
}
