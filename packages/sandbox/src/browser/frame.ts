/**
 * What may be loaded in the frame and in its worker, which inherits it: scripts that were made there, and nothing else; no
 * network of any kind.
 */
const policy = "default-src 'none'; script-src 'unsafe-inline' blob:; worker-src blob:; connect-src 'none'";

/**
 * The frame's only script: makes the worker of the harness' text and hands it the port, so that no message of the student's
 * ever comes to the page but through that port. A page with a policy of its own allows it by its hash.
 */
export const frameScript: string = `addEventListener('message', ({ data, ports }) => {
  const worker = new Worker(URL.createObjectURL(new Blob([data], { type: 'text/javascript' })));
  worker.onerror = (event) => parent.postMessage('the worker could not be started: ' + event.message, '*');
  worker.postMessage(undefined, ports);
}, { once: true });`;

/**
 * A frame without an origin: it reaches neither the page's document nor its storage, cookies or addresses.
 */
export function sandboxFrame(): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('aria-hidden', 'true');
  frame.style.display = 'none';
  frame.referrerPolicy = 'no-referrer';
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${frameScript}</script>`;
  return frame;
}
