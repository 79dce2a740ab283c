/** A case asks for something that is not there yet. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

/**
 * Reads a case's attributes one by one, so that none is ignored: one that nobody asked for could change the result.
 */
export class AttributeReader {
  readonly #attributes: Readonly<Record<string, unknown>>;
  readonly #unread: Set<string>;

  constructor(attributes: Readonly<Record<string, unknown>>) {
    this.#attributes = attributes;
    this.#unread = new Set(Object.keys(attributes));
  }

  has(name: string): boolean {
    return this.#attributes[name] !== undefined && this.#attributes[name] !== null;
  }

  /** Whether the case gives null, where that means something else than leaving it out. */
  isNull(name: string): boolean {
    if (this.#attributes[name] !== null) return false;
    this.#unread.delete(name);
    return true;
  }

  number(name: string, absent?: number): number {
    return this.#read(name, absent, 'a number', (value) => typeof value === 'number');
  }

  boolean(name: string, absent?: boolean): boolean {
    // ONNX has no booleans: 0 and 1 stand for them.
    const value = this.#read<boolean | number>(
      name,
      absent,
      'true, false, 0 or 1',
      (given) => typeof given === 'boolean' || given === 0 || given === 1,
    );
    return value === true || value === 1;
  }

  string(name: string, absent?: string): string {
    return this.#read(name, absent, 'a string', (value) => typeof value === 'string');
  }

  numbers(name: string, absent?: readonly number[]): readonly number[] {
    return this.#read(
      name,
      absent,
      'a list of numbers',
      (value) => Array.isArray(value) && value.every((item) => typeof item === 'number'),
    );
  }

  strings(name: string, absent?: readonly string[]): readonly string[] {
    return this.#read(
      name,
      absent,
      'a list of strings',
      (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
    );
  }

  stringOrNumbers(name: string, absent?: readonly number[]): string | readonly number[] {
    return typeof this.#attributes[name] === 'string' ? this.string(name) : this.numbers(name, absent);
  }

  /** An object among the attributes, with a reader of its own: each property has to be read or ignored as well. */
  object(name: string): AttributeReader {
    return new AttributeReader(this.#read<Readonly<Record<string, unknown>>>(name, undefined, 'an object', isObject));
  }

  /** A list of objects among the attributes. */
  objects(name: string): readonly AttributeReader[] {
    const items = this.#read<readonly Readonly<Record<string, unknown>>[]>(
      name,
      undefined,
      'a list of objects',
      (value) => Array.isArray(value) && value.every(isObject),
    );
    return items.map((item) => new AttributeReader(item));
  }

  /** Whether the case gives a text under this name. */
  isString(name: string): boolean {
    return typeof this.#attributes[name] === 'string';
  }

  /** Whether the case gives a list under this name. */
  isList(name: string): boolean {
    return Array.isArray(this.#attributes[name]);
  }

  /** The names of the attributes. */
  names(): readonly string[] {
    return Object.keys(this.#attributes);
  }

  /** A number, or one of the words that stand for infinities. */
  numberOrInfinity(name: string, absent?: number): number {
    const given = this.#attributes[name];
    if (given === 'inf' || given === 'Infinity' || given === '-inf' || given === '-Infinity') {
      this.#unread.delete(name);
      return given.startsWith('-') ? -Infinity : Infinity;
    }
    return this.number(name, absent);
  }

  numberOrNumbers(name: string, absent?: number): number | readonly number[] {
    return Array.isArray(this.#attributes[name]) ? this.numbers(name) : this.number(name, absent);
  }

  /** Says that an attribute does not change the result. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#unread.delete(name);
  }

  /** @throws Unsupported when the case has an attribute that was not read. */
  done(): void {
    if (this.#unread.size > 0) throw new Unsupported(`the attribute ${[...this.#unread].join(', ')} is not known`);
  }

  #read<T>(name: string, absent: T | undefined, expected: string, accepts: (value: unknown) => boolean): T {
    this.#unread.delete(name);
    const value = this.#attributes[name] ?? undefined;
    if (value === undefined) {
      if (absent === undefined) throw new Unsupported(`the attribute ${name} is missing`);
      return absent;
    }
    if (!accepts(value)) throw new Unsupported(`the attribute ${name} is ${JSON.stringify(value)}, not ${expected}`);
    return value as T;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
