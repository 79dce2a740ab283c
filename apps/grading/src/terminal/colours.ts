import picocolors from 'picocolors';

/**
 * Colours for a terminal, and none where the output goes elsewhere: a pipe stays plain in continuous integration too.
 * `NO_COLOR` switches them off, `FORCE_COLOR` on.
 */
const { FORCE_COLOR = '', NO_COLOR = '', TERM = '' } = process.env;
const forced = FORCE_COLOR !== '' && FORCE_COLOR !== '0';
const wanted = forced || (process.stdout.isTTY && NO_COLOR === '' && TERM !== 'dumb');

export const colours: ReturnType<typeof picocolors.createColors> = picocolors.createColors(wanted);
