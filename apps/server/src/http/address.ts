import { BlockList, isIP } from 'node:net';

import { getConnInfo } from '@hono/node-server/conninfo';

import type { RequestContext } from './context.ts';

/**
 * A function that says from which address a request comes: the socket's, or where that is a proxy that is believed, the last one
 * in `X-Forwarded-For` that is none. Without a socket, as in tests, "unknown".
 */
export function addressReader(proxies: readonly string[]): (c: RequestContext) => string {
  const believed = new BlockList();
  for (const proxy of proxies) {
    const [address, bits] = proxy.split('/');
    const family = isIP(address!) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) believed.addAddress(address!, family);
    else believed.addSubnet(address!, Number(bits), family);
  }
  const isProxy = (address: string): boolean =>
    isIP(address) !== 0 && believed.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (c) => {
    const socket = socketAddress(c);
    if (socket === undefined) return 'unknown';
    if (!isProxy(socket)) return socket;
    const chain = (c.req.header('x-forwarded-for') ?? '').split(',').map((text) => plain(text.trim()));
    for (const address of chain.reverse()) {
      // What is no address was not written by a proxy that is believed.
      if (isIP(address) === 0) break;
      if (!isProxy(address)) return address;
    }
    return socket;
  };
}

function socketAddress(c: RequestContext): string | undefined {
  // Requests of tests have no socket.
  if ((c.env as { readonly incoming?: unknown } | undefined)?.incoming === undefined) return undefined;
  const { address } = getConnInfo(c).remote;
  return address === undefined ? undefined : plain(address);
}

/** IPv4 that a socket for both families shows as IPv6 is IPv4. */
function plain(address: string): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
