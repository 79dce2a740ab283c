import { CsvError, parse } from 'csv-parse/sync';

import { Refusal } from '../http/refusal.ts';
import { type PersonInput, personSchema } from './inputs.ts';

/** More people than this are a mistake. */
const mostPeople = 5_000;
const mostProblems = 10;

/** What the columns may be called; case, spaces, hyphens and underscores do not matter. */
const columns: Readonly<Record<keyof PersonInput, readonly string[]>> = {
  name: ['name', 'fullname', 'student', 'displayname'],
  email: ['email', 'emailaddress', 'mail'],
  externalId: ['externalid', 'id', 'studentid', 'sid', 'sisuserid', 'matriculationnumber', 'number'],
  role: ['role'],
};
const firstName = ['firstname', 'givenname'];
const lastName = ['lastname', 'surname', 'familyname'];

/** Words for roles that other systems use. */
const roleWords: Readonly<Record<string, PersonInput['role']>> = {
  '': 'student',
  student: 'student',
  learner: 'student',
  assistant: 'assistant',
  ta: 'assistant',
  tutor: 'assistant',
  grader: 'assistant',
  instructor: 'instructor',
  teacher: 'instructor',
  lecturer: 'instructor',
};

/**
 * The people on a list as spreadsheets write it: a line of column names (name, or first and last name; email; id; role), then a line
 * a person, separated by commas, semicolons or tabs. Only name and email are needed.
 *
 * @param bytes UTF-8, with or without a byte order mark.
 * @throws Refusal 422 that lists what is wrong, by line: then nobody is taken.
 */
export function readRoster(bytes: Uint8Array): readonly PersonInput[] {
  const text = decode(bytes);
  const rows = rowsOf(text);
  const problems: string[] = [];
  const people: PersonInput[] = [];
  const lines = new Map<string, number>();
  for (const { line, values } of rows) {
    const role = roleWords[(values.role ?? '').trim().toLowerCase()];
    if (role === undefined) {
      problems.push(`line ${line}: the role "${values.role}" is none of student, assistant, instructor`);
      continue;
    }
    const read = personSchema.safeParse({
      ...values,
      externalId: values.externalId?.trim() || null,
      role,
      email: values.email?.trim(),
    });
    if (!read.success) {
      const [issue] = read.error.issues;
      problems.push(`line ${line}, ${String(issue!.path[0])}: ${issue!.message}`);
      continue;
    }
    const before = lines.get(read.data.email);
    if (before !== undefined) problems.push(`line ${line}: ${read.data.email} stands on line ${before} already`);
    lines.set(read.data.email, line);
    people.push(read.data);
  }
  if (problems.length > 0) throw refusal(problems);
  if (people.length === 0) throw refusal(['no line has a person']);
  if (people.length > mostPeople) throw refusal([`${people.length} people, more than ${mostPeople}`]);
  return people;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(
      422,
      'a list that is not UTF-8 text',
      'a CSV file in UTF-8',
      'save it as "CSV UTF-8", which spreadsheets offer beside "CSV"',
    );
  }
}

interface Row {
  readonly line: number;
  readonly values: Partial<Record<keyof PersonInput, string>>;
}

function rowsOf(text: string): readonly Row[] {
  const first = text.split(/\r?\n/, 1)[0]!;
  // The separator that the line of names has most of: names of people have commas too.
  const delimiter = [',', ';', '\t'].reduce((best, sign) =>
    first.split(sign).length > first.split(best).length ? sign : best,
  );
  let records: { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: 10_000,
    }) as unknown as typeof records;
  } catch (error) {
    if (error instanceof CsvError) throw refusal([error.message]);
    throw error;
  }
  const header = (records.shift()?.record ?? []).map((name) => name.toLowerCase().replaceAll(/[^\p{L}\d]/gu, ''));
  const place = (names: readonly string[]): number => header.findIndex((name) => names.includes(name));
  const [first_, last] = [place(firstName), place(lastName)];
  const places = {
    name: place(columns.name),
    email: place(columns.email),
    externalId: place(columns.externalId),
    role: place(columns.role),
  };
  const hasName = places.name >= 0 || (first_ >= 0 && last >= 0);
  if (!hasName || places.email < 0) {
    throw refusal([`the first line names the columns ${header.join(', ') || '(none)'}; "name" and "email" are needed`]);
  }
  return records.map(({ record, info }) => {
    const at = (index: number): string | undefined => (index < 0 ? undefined : record[index]);
    const name = places.name >= 0 ? at(places.name) : `${at(first_) ?? ''} ${at(last) ?? ''}`;
    return {
      line: info.lines,
      values: {
        name: name ?? '',
        email: at(places.email) ?? '',
        externalId: at(places.externalId) ?? '',
        role: at(places.role) ?? '',
      },
    };
  });
}

function refusal(problems: readonly string[]): Refusal {
  const shown = problems.slice(0, mostProblems).join('; ');
  const more = problems.length > mostProblems ? `; and ${problems.length - mostProblems} more` : '';
  return new Refusal(
    422,
    `the list: ${shown}${more}`,
    'a line with the columns name, email, id, role, then a line a person',
    'correct the file and import it again; nobody was added',
  );
}
