import { isIP } from 'node:net';

import { InputError } from '@gradbook/answers';
import { z } from 'zod';

/** Single sign-on by OpenID Connect. */
export interface OidcSettings {
  /** The provider's address; what it offers is read from `<issuer>/.well-known/openid-configuration`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button says after "Sign in with". */
  readonly name: string;
  /** Whether the provider's e-mail addresses count although it does not say that it has verified them. */
  readonly trustEmail: boolean;
}

/** How often somebody may do something: `points` times in `seconds`. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/** Rates by what is done; see src/http/limits.ts. */
export interface Rates {
  /** Requests by somebody who is signed in, and by an address where nobody is. */
  readonly person: Rate;
  readonly address: Rate;
  /** Submissions and other uploads by a person. */
  readonly upload: Rate;
  /** Sign-ins that failed: with an e-mail address from an address, with an e-mail address, from an address. */
  readonly signIn: Rate;
  readonly signInEmail: Rate;
  readonly signInAddress: Rate;
}

/** What whoever runs the server can choose. */
export interface Settings {
  /** The address by which browsers reach the server. */
  readonly url: URL;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  readonly proxies: readonly string[];
  readonly oidc: OidcSettings | undefined;
  /** What signs cookies; undefined: one that the database keeps. */
  readonly secret: string | undefined;
  readonly rates: Rates;
  /** Takes a line for each request. */
  readonly log: (line: string) => void;
}

/** Rates that a class behind one address does not notice and a program that guesses does. */
const usualRates: Rates = {
  person: { points: 1_200, seconds: 60 },
  address: { points: 2_400, seconds: 60 },
  upload: { points: 60, seconds: 600 },
  signIn: { points: 10, seconds: 900 },
  signInEmail: { points: 50, seconds: 3_600 },
  signInAddress: { points: 200, seconds: 900 },
};

const flag = z.enum(['yes', 'no']).default('no');
const environment = z.object({
  GRADBOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
  GRADBOOK_PROXIES: z.string().default(''),
  GRADBOOK_SECRET: z.string().min(32, 'at least 32 characters').optional(),
  GRADBOOK_OIDC_ISSUER: z.url().optional(),
  GRADBOOK_OIDC_CLIENT_ID: z.string().min(1).optional(),
  GRADBOOK_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  GRADBOOK_OIDC_NAME: z.string().min(1).default('single sign-on'),
  GRADBOOK_OIDC_TRUST_EMAIL: flag,
});

/**
 * Reads the settings from the environment.
 *
 * | variable | says |
 * |---|---|
 * | `GRADBOOK_URL` | the address by which browsers reach the server; `fallback` unless given |
 * | `GRADBOOK_PROXIES` | addresses and networks (`10.0.0.0/8`) of proxies in front, separated by commas |
 * | `GRADBOOK_SECRET` | what signs cookies, at least 32 characters; one that the database keeps unless given |
 * | `GRADBOOK_OIDC_ISSUER`, `_CLIENT_ID`, `_CLIENT_SECRET` | the OpenID provider |
 * | `GRADBOOK_OIDC_NAME` | what the provider is called |
 * | `GRADBOOK_OIDC_TRUST_EMAIL` | `yes` where e-mail addresses of the provider count although it does not call them verified |
 *
 * @throws InputError that names the variable.
 */
export function settingsOf(
  env: Readonly<Record<string, string | undefined>>,
  fallback: URL,
  change: Partial<Settings> = {},
): Settings {
  // An empty variable is none: that is how container files leave one out.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = environment.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    const name = String(issue!.path[0]);
    throw new InputError(`the environment variable ${name}: ${issue!.message}`, 'what the README says', `mend ${name}`);
  }
  const proxies = read.data.GRADBOOK_PROXIES.split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  for (const proxy of proxies) checkProxy(proxy);
  return {
    url: new URL(read.data.GRADBOOK_URL ?? fallback),
    proxies,
    oidc: oidcOf(read.data),
    secret: read.data.GRADBOOK_SECRET,
    rates: usualRates,
    log: (line) => void process.stdout.write(`${line}\n`),
    ...change,
  };
}

function oidcOf(env: z.infer<typeof environment>): OidcSettings | undefined {
  const needed = ['GRADBOOK_OIDC_ISSUER', 'GRADBOOK_OIDC_CLIENT_ID', 'GRADBOOK_OIDC_CLIENT_SECRET'] as const;
  const missing = needed.filter((name) => env[name] === undefined);
  if (missing.length === needed.length) return undefined;
  if (missing.length > 0) {
    throw new InputError(
      `single sign-on without ${missing.join(' and ')}`,
      needed.join(', '),
      'set all three, or none',
    );
  }
  return {
    issuer: env.GRADBOOK_OIDC_ISSUER!.replace(/\/+$/, ''),
    clientId: env.GRADBOOK_OIDC_CLIENT_ID!,
    clientSecret: env.GRADBOOK_OIDC_CLIENT_SECRET!,
    name: env.GRADBOOK_OIDC_NAME,
    trustEmail: env.GRADBOOK_OIDC_TRUST_EMAIL === 'yes',
  };
}

function checkProxy(text: string): void {
  const [address, bits] = text.split('/');
  const family = isIP(address!);
  const most = family === 6 ? 128 : 32;
  if (family !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))) return;
  throw new InputError(
    `GRADBOOK_PROXIES names "${text}"`,
    'addresses such as 10.0.0.1, or networks such as 10.0.0.0/8',
    'mend the entry',
  );
}
