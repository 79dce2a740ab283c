import { relu, sigmoid, tanh, type Value } from '@gradbook/core-ops';

/**
 * A function of a value, element by element, that gives a value of the same shape.
 *
 * @example
 * const halved: Activation = (x) => mul(x, 0.5);
 * halved(float64([4])).data; // [2]
 */
export type Activation = <V extends Value>(x: V) => V;

/**
 * The nonlinearity σ of a plain recurrent layer: by its name, or as a function.
 *
 * @example
 * const nonlinearity: Nonlinearity = 'linear'; // σ(x) = x
 */
export type Nonlinearity = 'tanh' | 'relu' | 'sigmoid' | 'linear' | Activation;

/** The function that a nonlinearity's name stands for. */
export function activationOf(nonlinearity: Nonlinearity): Activation {
  if (typeof nonlinearity === 'function') return nonlinearity;
  switch (nonlinearity) {
    case 'tanh':
      return tanh;
    case 'relu':
      return relu;
    case 'sigmoid':
      return sigmoid;
    case 'linear':
      return <V extends Value>(x: V) => x;
    default:
      throw new TypeError(
        `the nonlinearity is ${JSON.stringify(nonlinearity)}; expected 'tanh', 'relu', 'sigmoid', 'linear' or a function`,
      );
  }
}
