import type { Plugin } from 'vite';

import { sandboxSources, workerHarnessFile, workerHarnessModule } from '../src/bundle/sandbox.ts';

/** Puts the text of the sandbox's worker where the page starts it from. */
export function workerHarness(): Plugin {
  return {
    name: 'worker-harness',
    enforce: 'pre',
    load: async (id) => (workerHarnessFile.test(id) ? workerHarnessModule() : undefined),
  };
}

/** What the page may load: its own script and style, what the sandbox needs, and no connection of any kind. */
function pagePolicy(): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${sandboxSources['script-src'].join(' ')}`,
    `worker-src ${sandboxSources['worker-src'].join(' ')}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Makes the page's script an ordinary one, so that the page opens from a folder as well as from a server, and sets the policy. */
export function plainPage(): Plugin {
  return {
    name: 'plain-page',
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        html
          .replaceAll(/<script type="module" crossorigin/g, '<script defer')
          .replaceAll(/<link rel="stylesheet" crossorigin/g, '<link rel="stylesheet"')
          .replace('<head>', `<head>\n    <meta http-equiv="Content-Security-Policy" content="${pagePolicy()}" />`),
    },
  };
}
