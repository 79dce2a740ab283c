import { HTTPException } from 'hono/http-exception';

type Status = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503;

/** A request that is not served, with what was given, what was expected and what to do: shown as a page or as JSON. */
export class Refusal extends HTTPException {
  readonly given: string;
  readonly expected: string;
  readonly remedy: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: Status,
    given: string,
    expected: string,
    remedy: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(status, { message: `${given}. Expected ${expected}. To mend it: ${remedy}.` });
    this.given = given;
    this.expected = expected;
    this.remedy = remedy;
    this.headers = headers;
  }
}
