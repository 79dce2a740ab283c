import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { APIError } from 'better-auth/api';
import { genericOAuth } from 'better-auth/plugins';

import type { Database } from '../database/connect.ts';
import { account, session, user, verification } from '../database/schema/index.ts';
import type { Person } from '../http/context.ts';
import type { Settings } from '../http/settings.ts';

/** The provider's name in addresses and in the table of accounts. */
export const oidcProvider = 'oidc';
/** A session ends after so many seconds, used or not. */
const sessionSeconds = 14 * 24 * 3600;
/** The shortest and the longest password. */
export const passwordLength = { least: 10, most: 256 } as const;

/** Passwords, sessions and single sign-on. Answers carry the cookies that the browser is to keep. */
export interface Accounts {
  /** What single sign-on is called; undefined where there is none. */
  readonly oidcName: string | undefined;
  personOf(headers: Headers): Promise<Person | undefined>;
  /** The cookies of a new session; undefined when the e-mail address or the password is wrong. */
  signIn(email: string, password: string, headers: Headers): Promise<readonly string[] | undefined>;
  /** Ends the session; the cookies that make the browser forget it. */
  signOut(headers: Headers): Promise<readonly string[]>;
  /** Changes the password and ends all other sessions; undefined when the old one is wrong. */
  changePassword(before: string, after: string, headers: Headers): Promise<readonly string[] | undefined>;
  hashPassword(password: string): Promise<string>;
  /** Where to send a browser that signs in at the provider, with the cookies that its return is checked by. */
  beginOidc(to: string): Promise<{ readonly address: string; readonly cookies: readonly string[] }>;
  /** Answers the provider's return. */
  endOidc(request: Request): Promise<Response>;
}

/** Accounts in the database. Nobody signs up: people are on a course's list, or come by the owner's one-time link. */
export function createAccounts(database: Database, settings: Settings, secret: string): Accounts {
  const auth = authOf(database, settings, secret);
  return {
    oidcName: settings.oidc?.name,
    personOf: async (headers) => {
      if (!headers.has('cookie')) return undefined;
      const found = await auth.api.getSession({ headers });
      if (!found) return undefined;
      const { id, name, email, owner } = found.user;
      return { id, name, email, owner: owner === true };
    },
    signIn: (email, password, headers) =>
      cookiesUnlessWrong(auth.api.signInEmail({ body: { email, password }, headers, returnHeaders: true })),
    signOut: async (headers) => (await auth.api.signOut({ headers, returnHeaders: true })).headers.getSetCookie(),
    changePassword: (before, after, headers) =>
      cookiesUnlessWrong(
        auth.api.changePassword({
          body: { currentPassword: before, newPassword: after, revokeOtherSessions: true },
          headers,
          returnHeaders: true,
        }),
      ),
    hashPassword: async (password) => (await auth.$context).password.hash(password),
    beginOidc: async (to) => {
      const { headers, response } = await auth.api.signInSocial({
        body: { provider: oidcProvider, callbackURL: to, errorCallbackURL: '/sign-in', disableRedirect: true },
        returnHeaders: true,
      });
      if (response.url === undefined) throw new Error('the provider of single sign-on named no address');
      return { address: response.url, cookies: headers.getSetCookie() };
    },
    endOidc: (request) => auth.handler(request),
  };
}

/** What went wrong is a wrong password only where the library says so. */
async function cookiesUnlessWrong(answer: Promise<{ readonly headers: Headers }>): Promise<string[] | undefined> {
  try {
    return (await answer).headers.getSetCookie();
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 500) return undefined;
    throw error;
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- The library's type names every option.
function authOf(database: Database, settings: Settings, secret: string) {
  const { oidc, url } = settings;
  return betterAuth({
    appName: 'Gradbook',
    baseURL: url.origin,
    basePath: '/api/auth',
    secret,
    database: drizzleAdapter(database, { provider: 'pg', schema: { user, session, account, verification } }),
    trustedOrigins: [url.origin],
    telemetry: { enabled: false },
    // src/http/limits.ts counts.
    rateLimit: { enabled: false },
    logger: { level: 'error' },
    onAPIError: { errorURL: '/sign-in' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
    },
    user: { additionalFields: { owner: { type: 'boolean', required: false, defaultValue: false, input: false } } },
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true },
    account: {
      encryptOAuthTokens: true,
      accountLinking: {
        enabled: true,
        trustedProviders: oidc?.trustEmail === true ? [oidcProvider] : [],
        // Rows of people are made by those who keep a course's list; they verify no address, the provider does.
        requireLocalEmailVerified: false,
      },
    },
    advanced: {
      cookiePrefix: 'gradbook',
      useSecureCookies: url.protocol === 'https:',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
    },
    plugins:
      oidc === undefined
        ? []
        : [
            genericOAuth({
              config: [
                {
                  providerId: oidcProvider,
                  name: oidc.name,
                  discoveryUrl: `${oidc.issuer}/.well-known/openid-configuration`,
                  clientId: oidc.clientId,
                  clientSecret: oidc.clientSecret,
                  scopes: ['openid', 'email', 'profile'],
                  requireIdTokenVerification: true,
                  disableSignUp: true,
                  // Signing out here says nothing about other services of the university.
                  disableProviderLogout: true,
                },
              ],
            }),
          ],
  });
}
