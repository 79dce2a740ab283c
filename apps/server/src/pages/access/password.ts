import { z } from 'zod';

import { passwordLength } from '../../access/accounts.ts';

/** A password that somebody chooses. */
export const newPassword = z
  .string()
  .min(passwordLength.least, `a password has at least ${passwordLength.least} characters`)
  .max(passwordLength.most, `a password has at most ${passwordLength.most} characters`)
  .refine((text) => new Set(text).size >= 4, 'that password is too easy to guess');
