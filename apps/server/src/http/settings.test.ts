import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';

import { addressReader } from './address.ts';
import { policyText } from './content-policy.ts';
import type { Env, RequestContext } from './context.ts';
import { Limits } from './limits.ts';
import { settingsOf } from './settings.ts';
import { testSettings } from '../testing/settings.ts';

const fallback = new URL('http://localhost:8080');

describe('settings', () => {
  it('come from the environment, an empty variable counting as none', () => {
    const settings = settingsOf(
      { GRADBOOK_URL: 'https://grades.example.org', GRADBOOK_PROXIES: '10.0.0.0/8, 127.0.0.1', GRADBOOK_SECRET: '' },
      fallback,
    );
    expect(settings.url.href).toBe('https://grades.example.org/');
    expect(settings.proxies).toEqual(['10.0.0.0/8', '127.0.0.1']);
    expect(settings.secret).toBeUndefined();
    expect(settings.oidc).toBeUndefined();
    expect(settingsOf({}, fallback).url).toEqual(fallback);
  });

  it.each([
    [{ GRADBOOK_URL: 'grades' }, 'GRADBOOK_URL'],
    [{ GRADBOOK_SECRET: 'short' }, 'at least 32 characters'],
    [{ GRADBOOK_PROXIES: '10.0.0.0/99' }, 'names "10.0.0.0/99"'],
    [{ GRADBOOK_PROXIES: 'proxy.example' }, 'names "proxy.example"'],
    [{ GRADBOOK_OIDC_ISSUER: 'https://id.example.org' }, 'GRADBOOK_OIDC_CLIENT_ID and GRADBOOK_OIDC_CLIENT_SECRET'],
    [{ GRADBOOK_OIDC_TRUST_EMAIL: 'perhaps' }, 'GRADBOOK_OIDC_TRUST_EMAIL'],
  ])('that are wrong are named: %o', (env, part) => {
    expect(() => settingsOf(env, fallback)).toThrow(part);
  });
});

/** What is read of a request that came through a socket. */
async function addressOf(proxies: readonly string[], socket: string, forwarded?: string): Promise<string> {
  const read = addressReader(proxies);
  const app = new Hono<Env>();
  app.get('/', (c) => c.text(read(c as RequestContext)));
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const env = { incoming: { socket: { remoteAddress: socket, remotePort: 1, remoteFamily: 'IPv4' } } };
  return (await app.request('/', { headers }, env)).text();
}

describe('the address of a request', () => {
  it("is the socket's, whatever a header says, unless a proxy is believed", async () => {
    expect(await addressOf([], '203.0.113.5', '198.51.100.1')).toBe('203.0.113.5');
    expect(await addressOf(['10.0.0.0/8'], '203.0.113.5', '198.51.100.1')).toBe('203.0.113.5');
  });

  it('is the last one before the proxies that are believed: what a sender wrote before that counts for nothing', async () => {
    expect(await addressOf(['10.0.0.0/8'], '::ffff:10.1.2.3', '1.2.3.4, 198.51.100.1, 10.9.9.9')).toBe('198.51.100.1');
    expect(await addressOf(['10.0.0.0/8'], '10.1.2.3', 'nonsense')).toBe('10.1.2.3');
    expect(await addressOf(['10.0.0.0/8'], '10.1.2.3')).toBe('10.1.2.3');
    expect(await addressOf(['::1'], '::1', '2001:db8::7')).toBe('2001:db8::7');
  });
});

describe('limits', () => {
  it('let so many through and say how long to wait for more, each key by itself', async () => {
    const limits = new Limits({ ...testSettings().rates, upload: { points: 2, seconds: 60 } });
    await limits.take('upload', 'a');
    await limits.check('upload', 'a');
    await limits.take('upload', 'a');
    await limits.take('upload', 'b');
    await expect(limits.check('upload', 'a')).rejects.toThrow(/wait \d+ s/);
    await expect(limits.take('upload', 'a')).rejects.toMatchObject({ status: 429 });
  });
});

describe('the content policy', () => {
  it('is widened for a page without losing anything else', () => {
    expect(policyText()).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    const wide = policyText([
      { 'style-src-attr': ["'unsafe-inline'"] },
      { 'worker-src': ['blob:'], 'img-src': ['blob:'] },
    ]);
    expect(wide).toContain("style-src 'self'");
    expect(wide).toContain("style-src-attr 'unsafe-inline'");
    expect(wide).toContain("img-src 'self' data: blob:");
    expect(wide).toContain('worker-src blob:');
  });
});
