import { judgePastedOutputs, type Judgement, type PartContent, type PastedLine } from '@gradbook/answers';

/** What the notebook's tests call right. */
const tolerance = 1e-4;

const error = (name: string): PastedLine => ({ name, label: `The error of \`${name}\`` });

/** The lines that the tests of each part print. */
const lines: Readonly<Record<'3(a)' | '3(b)' | '3(c)', readonly PastedLine[]>> = {
  '3(a)': [{ name: '', label: 'The error of one step' }, error('all_h'), error('last_h')],
  '3(b)': [error('all_h'), error('last_h')],
  '3(c)': [error('loss_all'), error('loss_last')],
};

/** Judges the pasted output of the tests of a part: all that there is to see of its code so far. */
export function judgePastedPart(id: keyof typeof lines): (content: PartContent) => Judgement {
  return (content) => judgePastedOutputs(content, { lines: lines[id], tolerance });
}
