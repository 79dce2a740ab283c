/**
 * What a module has no use for here. The rights are not taken by this (Deno gives none, and the layers outside it none
 * either): a name that is not there makes a better message than a permission error, and leaves less to try.
 */
const absent = [
  'Deno',
  'process',
  'Buffer',
  'global',
  'localStorage',
  'sessionStorage',
  'caches',
  'location',
  'onload',
  'onunload',
  'GPU',
  'gpu',
  'GPUAdapter',
  'GPUDevice',
  'close',
  'postMessage',
  'onmessage',
  'indexedDB',
  'cookieStore',
  'webkitRequestFileSystem',
  'webkitRequestFileSystemSync',
  'webkitResolveLocalFileSystemURL',
  'webkitResolveLocalFileSystemSyncURL',
  'alert',
  'confirm',
  'prompt',
];

const refused: Readonly<Record<string, string>> = {
  fetch: 'there is no network',
  WebSocket: 'there is no network',
  WebSocketStream: 'there is no network',
  WebTransport: 'there is no network',
  EventSource: 'there is no network',
  XMLHttpRequest: 'there is no network',
  importScripts: 'modules are imported',
  Worker: 'there is one thread',
  SharedWorker: 'there is one thread',
  BroadcastChannel: 'there is nobody to talk to',
};

/** Takes names away from the global object: some are gone, some say why they do not work. */
export function removeGlobals(scope: object): void {
  // Some names are the global object's own, others its prototypes'.
  for (let owner: object | null = scope; owner !== null && owner !== Object.prototype; owner = prototypeOf(owner)) {
    for (const name of absent) Reflect.deleteProperty(owner, name);
  }
  for (const [name, reason] of Object.entries(refused)) {
    if (!(name in scope)) continue;
    const refuse = function refuse(): never {
      throw new Error(`${name} does not work in the sandbox: ${reason}`);
    };
    Object.defineProperty(scope, name, { value: refuse, configurable: true, writable: true, enumerable: false });
  }
  const { navigator } = scope as { navigator?: object };
  if (navigator) {
    Reflect.deleteProperty(Object.getPrototypeOf(navigator) as object, 'gpu');
    Reflect.deleteProperty(navigator, 'gpu');
  }
}

function prototypeOf(object: object): object | null {
  return Object.getPrototypeOf(object) as object | null;
}
