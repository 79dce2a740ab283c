import { createHash } from 'node:crypto';

import type { Plugin } from 'vite';

import { frameScript } from '../../../packages/sandbox/src/browser/frame.ts';
import { bundleHarness } from '../../../packages/sandbox/src/harness/bundle.ts';

/** Puts the text of the sandbox's worker where the page starts it from: what the build of the sandbox does for packages. */
export function workerHarness(): Plugin {
  return {
    name: 'worker-harness',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('/packages/sandbox/src/harness/worker-text.ts')) return undefined;
      return `export const workerHarness = ${JSON.stringify(await bundleHarness('worker'))};`;
    },
  };
}

/**
 * What the page may load: its own script and style, and no connection of any kind. The frame of the sandbox inherits the policy
 * and adds its own: its one script is allowed by its hash, and blob: is where its worker and the student's modules come from.
 */
function pagePolicy(): string {
  const frame = createHash('sha256').update(frameScript).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${frame}' blob:`,
    'worker-src blob:',
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
