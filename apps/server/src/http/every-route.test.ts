import type { MiddlewareHandler } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { may, type Permission, type Role } from '../access/policy.ts';
import { assignment, auditEntry, course, submission } from '../database/schema/index.ts';
import { people, sampleServices } from '../testing/database.ts';
import { createApp, type Routes, routes } from './app.ts';
import type { Env } from './context.ts';
import { guardOf } from './guard.ts';
import { subjects } from './subjects.ts';

/** Who tries; "otherStudent" is a student who looks at what another one handed in. */
const tries = ['nobody', 'stranger', 'student', 'otherStudent', 'assistant', 'instructor', 'owner'] as const;
type Try = (typeof tries)[number];

type Handler = Routes['routes'][number]['handler'];

/** A route as it is registered. */
interface Registered {
  readonly method: string;
  readonly path: string;
  readonly handlers: readonly Handler[];
}

let services: Awaited<ReturnType<typeof sampleServices>>;
/** The whole server. */
let app: Routes;
/** The same routes with their own guards, and behind each nothing but a word: nothing happens when somebody is let in. */
let hollow: Routes;
let registered: readonly Registered[];
let submissionId: string;

beforeAll(async () => {
  services = await sampleServices();
  const { database } = services.connection;
  const { assignmentId, courseId } = services;
  const [row] = await database
    .insert(submission)
    .values({ assignmentId, userId: 'student', attempt: 1, requestKey: 'a', manifestSha256: 'a', size: 1 })
    .returning();
  submissionId = row!.id;
  // Another course with the same addresses inside: nothing of it is open to people of the first.
  const [other] = await database.insert(course).values({ slug: 'elsewhere', name: 'Elsewhere' }).returning();
  await database.insert(assignment).values([
    { courseId: other!.id, slug: 'rnn-homework', title: 'Recurrent networks', published: true },
    { courseId, slug: 'draft', title: 'Draft' },
  ]);
  app = createApp(services, subjects());
  registered = routesOf(app);
  const inside = routes();
  for (const { method, path, handlers } of registered) {
    inside.on(method, path, handlers[0] as MiddlewareHandler<Env>, (c) => c.text('in'));
  }
  hollow = createApp(services, [inside]);
});

afterAll(() => services.connection.close());

/** Every route with all that handles it, in order; what handles all addresses is none. */
function routesOf(of: Routes): readonly Registered[] {
  const own = of.routes.filter(({ method, path }) => !(method === 'ALL' && /^\/?\*$/.test(path)));
  const groups = Map.groupBy(own, ({ method, path }) => `${method} ${path}`);
  return [...groups.values()].map((handlers) => ({
    method: handlers[0]!.method,
    path: handlers[0]!.path,
    handlers: handlers.map(({ handler }) => handler),
  }));
}

function permissionOf({ handlers }: Registered): Permission {
  return guardOf(handlers[0])!.permission;
}

const nameOf = ({ method, path }: Registered): string => `${method} ${path}`;
const changes = ({ method }: Registered): boolean => method !== 'GET';

/** An address with something that is there for each parameter that the policy knows, and some text for the others. */
function addressOf(path: string, change: Readonly<Record<string, string>> = {}): string {
  const values: Readonly<Record<string, string>> = {
    course: 'deep-learning',
    assignment: 'rnn-homework',
    submission: submissionId,
    person: 'student',
    ...change,
  };
  return path.replaceAll(/:(\w+)(?:\{[^}]*\})?\??/g, (_all, name: string) => values[name] ?? 'x');
}

const ownHeaders = { accept: 'application/json', 'sec-fetch-site': 'same-origin' };

async function isLetIn({ method }: Registered, address: string, who: Try): Promise<boolean> {
  const response = await hollow.request(address, { method, headers: { ...ownHeaders, 'x-person': who } });
  return response.status === 200 && (await response.text()) === 'in';
}

/** What the policy says; where an address is about no course, those who are signed in are strangers or the owner. */
function shouldBeLetIn(route: Registered, who: Try): boolean {
  const own = who === 'student' && route.path.includes(':submission');
  const inCourse = /:(?:course|submission)\b/.test(route.path);
  const role: Role =
    who === 'nobody' || who === 'owner' ? who : inCourse ? (who === 'otherStudent' ? 'student' : who) : 'stranger';
  return may(permissionOf(route), role, own);
}

describe('every route', () => {
  it('asks a guard before anything else', () => {
    expect(registered.length).toBeGreaterThan(40);
    expect(registered.filter(({ handlers }) => guardOf(handlers[0]) === undefined).map(nameOf)).toEqual([]);
    expect(registered.filter(({ method }) => method === 'ALL').map(nameOf)).toEqual([]);
  });

  it('has something in its address that says which course it is about, where its permission depends on that', () => {
    const everywhere = new Set<Permission>(['anyone', 'signedIn', 'server.write']);
    const homeless = registered.filter(
      (route) => !everywhere.has(permissionOf(route)) && !/:(?:course|submission)\b/.test(route.path),
    );
    expect(homeless.map(nameOf)).toEqual([]);
  });

  it('is closed to those who have not signed in, but for signing in, if it changes something', () => {
    const open = registered.filter((route) => changes(route) && permissionOf(route) === 'anyone');
    expect(open.map(nameOf).sort()).toEqual(['POST /sign-in', 'POST /sign-out', 'POST /welcome/:token']);
  });

  it.each(tries)('lets in %s exactly where the policy says', async (who) => {
    const wrong: string[] = [];
    for (const route of registered) {
      const got = await isLetIn(route, addressOf(route.path), who);
      if (got !== shouldBeLetIn(route, who)) wrong.push(`${nameOf(route)}: ${got ? 'let in' : 'kept out'}`);
    }
    expect(wrong).toEqual([]);
  });

  it('of another course is closed to the people of this one', async () => {
    const wrong: string[] = [];
    for (const route of registered.filter(({ path }) => path.includes(':course'))) {
      const address = addressOf(route.path, { course: 'elsewhere' });
      for (const who of ['student', 'assistant', 'instructor'] as const) {
        if (await isLetIn(route, address, who)) wrong.push(`${nameOf(route)} as ${who}`);
      }
      // A submission is not found under a course that it does not belong to, whoever asks.
      if (route.path.includes(':submission') && (await isLetIn(route, address, 'owner'))) wrong.push(nameOf(route));
    }
    expect(wrong).toEqual([]);
  });

  it('of a draft is closed to students, and of what another student handed in too', async () => {
    const wrong: string[] = [];
    for (const route of registered) {
      if (
        route.path.includes(':assignment') &&
        (await isLetIn(route, addressOf(route.path, { assignment: 'draft' }), 'student'))
      ) {
        wrong.push(`${nameOf(route)} of a draft`);
      }
      if (route.path.includes(':submission') && (await isLetIn(route, addressOf(route.path), 'otherStudent'))) {
        wrong.push(`${nameOf(route)} of another student`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('of the server itself refuses whom the policy refuses, and nothing is done', async () => {
    const { database } = services.connection;
    const before = await database.$count(auditEntry);
    const wrong: string[] = [];
    for (const route of registered) {
      for (const who of tries) {
        if (shouldBeLetIn(route, who)) continue;
        const { method } = route;
        const response = await app.request(addressOf(route.path), {
          method,
          headers: { ...ownHeaders, 'x-person': who },
        });
        const away = response.status === 302 && response.headers.get('location')!.startsWith('/sign-in');
        if (![401, 403, 404].includes(response.status) && !away)
          wrong.push(`${nameOf(route)} as ${who}: ${response.status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await database.$count(auditEntry)).toBe(before);
  });

  it('that changes something refuses what another site sends, and what does not say where it comes from but has cookies', async () => {
    const wrong: string[] = [];
    const attacks: readonly Readonly<Record<string, string>>[] = [
      {
        origin: 'https://evil.example',
        'sec-fetch-site': 'cross-site',
        'content-type': 'application/x-www-form-urlencoded',
      },
      { origin: 'https://evil.example', 'content-type': 'application/json' },
      { origin: 'http://sub.localhost', 'sec-fetch-site': 'same-site', 'content-type': 'multipart/form-data' },
      { origin: 'null', 'content-type': 'text/plain' },
      { cookie: 'gradbook.session_token=x' },
    ];
    for (const route of registered.filter(changes)) {
      for (const headers of attacks) {
        const { method } = route;
        const response = await app.request(addressOf(route.path), {
          method,
          headers: { ...headers, 'x-person': 'owner', accept: 'application/json' },
        });
        const text = await response.text();
        if (response.status !== 403 || !text.includes('a request from'))
          wrong.push(`${nameOf(route)}: ${response.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('refuses a body larger than it takes', async () => {
    const wrong: string[] = [];
    for (const route of registered.filter(changes)) {
      const { body } = guardOf(route.handlers[0])!;
      // Hand-ins are read as a stream with limits of their own; see their tests.
      if (body === 'own') continue;
      const response = await hollow.request(addressOf(route.path), {
        method: route.method,
        headers: { ...ownHeaders, 'x-person': 'owner', 'content-type': 'application/octet-stream' },
        body: new Uint8Array(body + 1),
      });
      // What students alone may, such as asking for a second look, is refused before that.
      const expected = shouldBeLetIn(route, 'owner') ? 413 : 403;
      if (response.status !== expected) wrong.push(`${nameOf(route)}: ${response.status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('answers with headers under which a browser runs nothing that a page did not bring', async () => {
    const wrong: string[] = [];
    for (const route of registered.filter((each) => !changes(each) && !each.path.includes('/events'))) {
      const response = await app.request(addressOf(route.path), {
        headers: { 'x-person': 'owner', accept: 'text/html' },
      });
      const policy = response.headers.get('content-security-policy') ?? '';
      const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
      const fine =
        policy.includes("default-src 'none'") &&
        !/'unsafe-(?:inline|eval)'/.test(scripts) &&
        !/style-src (?:[^;]*)'unsafe-inline'/.test(policy) &&
        response.headers.get('x-content-type-options') === 'nosniff' &&
        response.headers.get('referrer-policy') === 'same-origin' &&
        response.headers.has('cache-control') &&
        response.headers.has('x-request-id');
      if (!fine || response.status >= 500) wrong.push(`${nameOf(route)}: ${response.status} ${policy}`);
    }
    expect(wrong).toEqual([]);
  });

  it('of the API stands in the OpenAPI document, with its answers', async () => {
    const response = await app.request('/api/openapi.json');
    const document = (await response.json()) as {
      readonly openapi: string;
      readonly paths: Record<string, Record<string, { readonly responses: object; readonly summary?: string }>>;
    };
    expect(document.openapi).toMatch(/^3\.1/);
    const notResources = new Set(['/api', '/api/openapi.json', '/api/health', '/api/auth/callback/oidc']);
    const missing = registered
      .filter(({ path }) => path.startsWith('/api') && !notResources.has(path) && !path.endsWith('/events'))
      .filter(({ method, path }) => {
        const operation = document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
        return operation?.summary === undefined || Object.keys(operation.responses).length < 2;
      });
    expect(missing.map(nameOf)).toEqual([]);
  });
});

it('tries somebody for each role that the policy names', () => {
  expect(Object.keys(people).sort()).toEqual(tries.filter((who) => who !== 'nobody').sort());
});
