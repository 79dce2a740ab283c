/**
 * A hyperparameter that makes no sense, a group that matches nothing, a schedule that is not defined where it is asked.
 *
 * @example
 * sgd({ learningRate: -1 }); // throws HyperparameterError
 */
export class HyperparameterError extends RangeError {
  override readonly name = 'HyperparameterError';
}

/** Throws unless a number is finite and at least `low`, and below `high` where that is given. */
export function requireNumber(caller: string, name: string, value: number, low = 0, high: number = Infinity): void {
  if (Number.isFinite(value) && value >= low && value < high) return;
  const range = high === Infinity ? `a finite number of at least ${low}` : `a number from ${low} to below ${high}`;
  throw new HyperparameterError(`${caller}: ${name} is ${value}; expected ${range}`);
}

/** Throws unless a number is whole and at least `low`. */
export function requireWhole(caller: string, name: string, value: number, low: number): void {
  if (Number.isSafeInteger(value) && value >= low) return;
  throw new HyperparameterError(`${caller}: ${name} is ${value}; expected a whole number of at least ${low}`);
}
