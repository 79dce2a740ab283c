import { createHash, randomBytes } from 'node:crypto';

/** A random text that opens something: 256 bits, letters that addresses and headers take as they are. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token: whoever reads the database cannot use it. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
