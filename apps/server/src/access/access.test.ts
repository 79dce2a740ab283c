import { eq } from 'drizzle-orm';
import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { account, auditEntry, invitation, session, user } from '../database/schema/index.ts';
import { createApp, type Routes } from '../http/app.ts';
import type { Services } from '../http/context.ts';
import { subjects } from '../http/subjects.ts';
import { sampleServices } from '../testing/database.ts';
import { testSettings } from '../testing/settings.ts';
import { createAccounts } from './accounts.ts';
import { createToken } from './api-tokens.ts';
import { inviteAnybody } from './people.ts';
import { ownerLink } from './invitations.ts';
import { secretOf } from './secret.ts';
import { createSessions } from './sessions.ts';

const provider = new OAuth2Server();
/** What the provider says about whoever signs in there. */
let claims: Record<string, unknown> = {};
let services: Services;
let app: Routes;

beforeAll(async () => {
  await provider.issuer.keys.generate('RS256');
  await provider.start(0, 'localhost');
  provider.service.on('beforeTokenSigning', (token: { payload: Record<string, unknown> }) => {
    Object.assign(token.payload, claims);
  });
  const sample = await sampleServices();
  const { connection } = sample;
  const few = { points: 3, seconds: 600 };
  const settings = testSettings({
    oidc: {
      issuer: provider.issuer.url!,
      clientId: 'gradbook',
      clientSecret: 'known to both',
      name: 'the university',
      trustEmail: false,
    },
    rates: { ...testSettings().rates, signIn: few },
  });
  const accounts = createAccounts(connection.database, settings, await secretOf(connection.database));
  services = { ...sample, settings, now, accounts, sessions: createSessions(connection.database, accounts, now) };
});

beforeEach(() => {
  // Limits count anew.
  app = createApp(services, subjects());
});

afterAll(async () => {
  await provider.stop();
  await services.connection.close();
});

const now = (): Date => new Date();
const own = { 'sec-fetch-site': 'same-origin' };

function post(path: string, values: Readonly<Record<string, string>>, cookie = ''): Promise<Response> {
  const headers = { ...own, ...(cookie === '' ? {} : { cookie }) };
  return Promise.resolve(app.request(path, { method: 'POST', headers, body: new URLSearchParams(values) }));
}

function get(path: string, cookie: string): Promise<Response> {
  return Promise.resolve(app.request(path, { headers: { cookie } }));
}

/** The cookies of an answer, as a browser sends them back. */
function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0]!)
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
}

async function nameBy(cookie: string): Promise<string | undefined> {
  const response = await get('/api/me', cookie);
  return response.status === 200 ? ((await response.json()) as { name: string }).name : undefined;
}

/** Gives somebody of the sample a way in. */
async function joined(id: string, password: string): Promise<string> {
  const { link } = await inviteAnybody(services, id, { actor: 'owner' });
  const response = await post(new URL(link).pathname, { password });
  expect(response.status).toBe(303);
  return cookiesOf(response);
}

describe('one-time links', () => {
  it('make the first owner, once, and keep no token', async () => {
    const { database } = services.connection;
    await database.update(user).set({ owner: false }).where(eq(user.id, 'owner'));
    const first = await ownerLink(services);
    const second = (await ownerLink(services))!;
    const path = new URL(second).pathname;
    expect((await get(new URL(first!).pathname, '')).status).toBe(404);
    expect(await (await get(path, '')).text()).toContain('Whoever opens this link first becomes its owner');
    const weak = await post(path, { name: 'Ada', email: 'ada@example.org', password: 'aaaaaaaaaaaa' });
    expect(weak.status).toBe(422);
    expect(await weak.text()).toContain('too easy to guess');

    // Of two who open it at once, one becomes the owner.
    const both = await Promise.all(
      ['ada@example.org', 'eve@example.org'].map((email) =>
        post(path, { name: 'Ada', email, password: 'a long password' }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([303, 404]);
    const winner = cookiesOf(both.find(({ status }) => status === 303)!);
    expect(await nameBy(winner)).toBe('Ada');
    expect((await get('/server', winner)).status).toBe(200);
    expect(await ownerLink(services)).toBeUndefined();
    const kept = JSON.stringify([await database.select().from(invitation), await database.select().from(auditEntry)]);
    expect(kept).not.toContain(path.split('/').at(-1));
    await database.update(user).set({ owner: true }).where(eq(user.id, 'owner'));
  });

  it('end when they are too old, and when the person has found another way in since', async () => {
    const { link } = await inviteAnybody(services, 'assistant', { actor: 'owner' });
    const path = new URL(link).pathname;
    const later = createApp({ ...services, now: () => new Date(Date.now() + 31 * 86_400_000) }, subjects());
    expect((await later.request(path)).status).toBe(404);
    expect((await app.request(path)).status).toBe(200);
    await services.connection.database.insert(account).values({
      id: 'by-oidc',
      accountId: 'x',
      providerId: 'oidc',
      userId: 'assistant',
      createdAt: new Date(Date.now() + 1_000),
    });
    expect((await app.request(path)).status).toBe(404);
    await services.connection.database.delete(account).where(eq(account.id, 'by-oidc'));
  });

  it('set a new password, and end the sessions of the old one', async () => {
    const before = await joined('student', 'the first password');
    expect(await nameBy(before)).toBe('Student');
    const after = await joined('student', 'the second password');
    expect(await nameBy(before)).toBeUndefined();
    expect(await nameBy(after)).toBe('Student');
    expect((await post('/sign-in', { email: 'student@example.org', password: 'the first password' })).status).toBe(422);
  });
});

describe('passwords', () => {
  it('sign in with cookies that scripts cannot read and other sites do not send, and sign out', async () => {
    await joined('instructor', 'a long password');
    const response = await post('/sign-in', {
      email: ' Instructor@Example.org',
      password: 'a long password',
      to: '/account',
    });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/account');
    const line = response.headers.getSetCookie().find((text) => text.startsWith('gradbook.session_token='))!;
    expect(line).toMatch(/HttpOnly/i);
    expect(line).toMatch(/SameSite=Lax/i);
    expect(line).not.toMatch(/Secure/i);
    const cookie = cookiesOf(response);
    expect(await nameBy(cookie)).toBe('Instructor');
    // Changed by a letter, it is nobody's.
    expect(await nameBy(cookie.replace(/session_token=./, 'session_token=!'))).toBeUndefined();
    const out = await post('/sign-out', {}, cookie);
    expect(out.headers.get('location')).toBe('/sign-in');
    expect(await nameBy(cookie)).toBeUndefined();
  });

  it('have cookies for https alone where the server is reached by it', async () => {
    const settings = testSettings({ url: new URL('https://grades.example.org') });
    const accounts = createAccounts(services.connection.database, settings, 'x'.repeat(32));
    await joined('instructor', 'a long password');
    const cookies = await accounts.signIn('instructor@example.org', 'a long password', new Headers());
    expect(cookies!.find((text) => text.startsWith('__Secure-gradbook.session_token='))).toMatch(/Secure/);
  });

  it('are refused after some wrong ones from an address, also the right one, without saying which was wrong', async () => {
    await joined('instructor', 'a long password');
    const wrong = { email: 'instructor@example.org', password: 'not the password' };
    const unknown = await post('/sign-in', { ...wrong, email: 'nobody@example.org' });
    const answers = [await post('/sign-in', wrong), await post('/sign-in', wrong), await post('/sign-in', wrong)];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
    const said = /role="alert">[\s\S]*?<\/div>/;
    expect(said.exec(await answers[0]!.text())![0]).toBe(said.exec(await unknown.text())![0]);
    const locked = await post('/sign-in', { ...wrong, password: 'a long password' });
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
    // Another person from the same address gets in.
    await joined('stranger', 'another password');
    expect((await post('/sign-in', { email: 'stranger@example.org', password: 'another password' })).status).toBe(303);
  });

  it('can be changed by who knows the old one; other sessions end', async () => {
    const elsewhere = await joined('student', 'the first password');
    const here = cookiesOf(await post('/sign-in', { email: 'student@example.org', password: 'the first password' }));
    const wrong = await post('/account/password', { before: 'no idea at all', after: 'the second password' }, here);
    expect(wrong.status).toBe(422);
    const changed = await post(
      '/account/password',
      { before: 'the first password', after: 'the second password' },
      here,
    );
    expect(changed.status).toBe(303);
    expect(await nameBy(elsewhere)).toBeUndefined();
    expect(await nameBy(cookiesOf(changed))).toBe('Student');
  });

  it('lead only to places of this server', async () => {
    await joined('student', 'the first password');
    const given = { email: 'student@example.org', password: 'the first password' };
    for (const to of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
      expect((await post('/sign-in', { ...given, to })).headers.get('location')).toBe('/');
    }
  });
});

describe('tokens', () => {
  it('are for the API alone, end, and are not kept', async () => {
    const token = await createToken(services, 'student', { name: 'script', days: 1 }, { actor: 'student' });
    const headers = { authorization: `Bearer ${token}` };
    expect((await app.request('/api/me', { headers })).status).toBe(200);
    expect((await app.request('/account', { headers })).status).toBe(302);
    expect((await app.request('/api/me', { headers: { authorization: `Bearer ${token.slice(1)}x` } })).status).toBe(
      401,
    );
    const later = createSessions(
      services.connection.database,
      services.accounts,
      () => new Date(Date.now() + 2 * 86_400_000),
    );
    expect(await later.personOf(new Request('http://localhost/api/me', { headers }))).toBeUndefined();
    const kept = await services.connection.database.query.apiToken.findMany();
    expect(JSON.stringify(kept)).not.toContain(token);
  });
});

/** Goes to the provider and back as a browser does. */
async function signInThere(): Promise<Response> {
  const begun = await app.request('/sign-in/oidc?to=/account');
  expect(begun.status).toBe(302);
  const there = await fetch(begun.headers.get('location')!, { redirect: 'manual' });
  const back = new URL(there.headers.get('location')!);
  return app.request(back.pathname + back.search, { headers: { cookie: cookiesOf(begun) } });
}

describe('single sign-on', () => {
  it('signs in who is on a list, by the verified e-mail address, and again by the identity', async () => {
    claims = { sub: 'u1', email: 'Other@Example.org', email_verified: true, name: 'Other' };
    const first = await signInThere();
    expect(first.headers.get('location')).toContain('/account');
    expect(await nameBy(cookiesOf(first))).toBe('Other Student');
    claims = { sub: 'u1', email: 'renamed@example.org', email_verified: true, name: 'Other' };
    expect(await nameBy(cookiesOf(await signInThere()))).toBe('Other Student');
  });

  it('refuses who is on no list, whose address is not verified, and who comes without having begun', async () => {
    const before = await services.connection.database.$count(session);
    claims = { sub: 'u2', email: 'unknown@example.org', email_verified: true, name: 'Unknown' };
    const unknown = await signInThere();
    const place = unknown.headers.get('location')!;
    expect(await (await app.request(new URL(place, 'http://localhost').href)).text()).toContain(
      'on no list of this server',
    );
    claims = { sub: 'u3', email: 'assistant@example.org', email_verified: false, name: 'Assistant' };
    const unverified = new URL((await signInThere()).headers.get('location')!, 'http://localhost');
    expect(unverified.pathname).toBe('/sign-in');
    const begun = await app.request('/sign-in/oidc');
    const there = await fetch(begun.headers.get('location')!, { redirect: 'manual' });
    const back = new URL(there.headers.get('location')!);
    const stolen = await app.request(back.pathname + back.search);
    expect(await nameBy(cookiesOf(stolen))).toBeUndefined();
    expect(await services.connection.database.$count(session)).toBe(before);
    expect(await services.connection.database.select().from(user).where(eq(user.email, 'unknown@example.org'))).toEqual(
      [],
    );
  });
});

it('keeps one secret for all servers of a database', async () => {
  const { database } = services.connection;
  const [one, other] = await Promise.all([secretOf(database), secretOf(database)]);
  expect(one).toBe(other);
  expect(one!.length).toBeGreaterThanOrEqual(32);
});
