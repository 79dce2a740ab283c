import { createHash } from 'node:crypto';

import { rules } from '@gradbook/grading/report';

import { guard } from '../http/guard.ts';
import { type Routes, routes } from '../http/routes.ts';
import { studentStyle } from './style-student.ts';
import { staffRules } from './style-staff.ts';
import { baseStyle } from './style.ts';

/** The rules of all subjects, one file for the browser. */
const sheet = [rules, baseStyle, studentStyle, staffRules].join('\n');
const version = createHash('sha256').update(sheet).digest('hex').slice(0, 16);

/** Where the style sheet is: with its hash, so that browsers keep it until it changes. */
export const styleAddress = `/assets/style.css?v=${version}`;

/** The style sheet. */
export function styleRoutes(): Routes {
  const style = routes();
  style.get('/assets/style.css', guard('anyone'), (c) => {
    c.header('Content-Type', 'text/css; charset=utf-8');
    c.header('ETag', `"${version}"`);
    c.header(
      'Cache-Control',
      c.req.query('v') === version ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    );
    return c.req.header('if-none-match') === `"${version}"` ? c.body(null, 304) : c.body(sheet);
  });
  return style;
}
