import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** normalization-decoding 1: six arrays of moments. */
const moments = answersTo('1', {
  correct: [
    [
      'LaTeX with subscripts',
      latex`$$\mu_{batch} = \begin{bmatrix} 2.33 \\ 2.42 \end{bmatrix}, \quad \sigma^2_{batch} = \begin{bmatrix} 1.06 \\ 1.24 \end{bmatrix}$$
$$\mu_{layer} = [2.33, 2, 2.5, 2.67], \quad \sigma^2_{layer} = [0.89, 1.33, 0.92, 1.22]$$
$$\mu_{instance} = \begin{bmatrix} 3 & 1.67 \\ 2 & 2 \\ 2 & 3 \\ 2.33 & 3 \end{bmatrix}, \quad \sigma^2_{instance} = \begin{bmatrix} 0.67 & 0.22 \\ 0.67 & 2 \\ 0.67 & 0.67 \\ 1.56 & 0.67 \end{bmatrix}$$`,
    ],
    [
      'text subscripts and fractions',
      latex`$\mu_{\text{batch}} = \left[\frac{7}{3}, \frac{29}{12}\right]$, $\sigma_{\text{batch}}^2 = \left[\frac{19}{18}, \frac{179}{144}\right]$

$\mu_{\text{layer}} = \left[\frac{7}{3}, 2, \frac{5}{2}, \frac{8}{3}\right]$, $\sigma_{\text{layer}}^2 = \left[\frac{8}{9}, \frac{4}{3}, \frac{11}{12}, \frac{11}{9}\right]$

$\mu_{\text{instance}} = \left[\left[3, \frac53\right], [2, 2], [2, 3], \left[\frac73, 3\right]\right]$, $\sigma_{\text{instance}}^2 = \left[\left[\frac23, \frac29\right], \left[\frac23, 2\right], \left[\frac23, \frac23\right], \left[\frac{14}{9}, \frac23\right]\right]$`,
    ],
    [
      'words for names',
      `**Batch normalization.** Mean: [2.33, 2.42], variance: [1.06, 1.24].

**Layer normalization.** Mean: [2.33, 2, 2.5, 2.67], variance: [0.89, 1.33, 0.92, 1.22].

**Instance normalization.** Mean: [[3, 1.67], [2, 2], [2, 3], [2.33, 3]], variance: [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]].`,
    ],
    [
      'a table',
      latex`| | mean | variance |
|---|---|---|
| batch | [2.33, 2.42] | [1.06, 1.24] |
| layer | [2.33, 2, 2.5, 2.67] | [0.89, 1.33, 0.92, 1.22] |
| instance | [[3, 1.67], [2, 2], [2, 3], [2.33, 3]] | [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]] |`,
    ],
    [
      'a table with names in LaTeX',
      latex`| quantity | value |
|---|---|
| $\mu_{batch}$ | $[2.33, 2.42]$ |
| $\sigma^2_{batch}$ | $[1.06, 1.24]$ |
| $\mu_{layer}$ | $[2.33, 2, 2.5, 2.67]$ |
| $\sigma^2_{layer}$ | $[0.89, 1.33, 0.92, 1.22]$ |
| $\mu_{instance}$ | $[[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$ |
| $\sigma^2_{instance}$ | $[[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$ |`,
    ],
    [
      'Python',
      '```python\nmu_batch = [2.3333, 2.4167]\nsigma2_batch = [1.0556, 1.2431]\nmu_layer = [2.3333, 2.0, 2.5, 2.6667]\nsigma2_layer = [0.8889, 1.3333, 0.9167, 1.2222]\nmu_instance = [[3.0, 1.6667], [2.0, 2.0], [2.0, 3.0], [2.3333, 3.0]]\nsigma2_instance = [[0.6667, 0.2222], [0.6667, 2.0], [0.6667, 0.6667], [1.5556, 0.6667]]\n```',
    ],
    [
      'plain names',
      `mu_batch = [2.33, 2.42]
sigma^2_batch = [1.06, 1.24]
mu_layer = [2.33, 2.00, 2.50, 2.67]
sigma^2_layer = [0.89, 1.33, 0.92, 1.22]
mu_instance = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]
sigma^2_instance = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]`,
    ],
    [
      'Unicode names',
      `μ_batch = [2.33, 2.42]
σ²_batch = [1.06, 1.24]
μ_layer = [2.33, 2.00, 2.50, 2.67]
σ²_layer = [0.89, 1.33, 0.92, 1.22]
μ_instance = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]
σ²_instance = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]`,
    ],
    [
      'kept axes',
      latex`$\mu_{batch} = [[[2.33], [2.42]]]$, $\sigma^2_{batch} = [[[1.06], [1.24]]]$

$\mu_{layer} = [[[2.33]], [[2.00]], [[2.50]], [[2.67]]]$, $\sigma^2_{layer} = [[[0.89]], [[1.33]], [[0.92]], [[1.22]]]$

$\mu_{instance} = [[[3], [1.67]], [[2], [2]], [[2], [3]], [[2.33], [3]]]$, $\sigma^2_{instance} = [[[0.67], [0.22]], [[0.67], [2]], [[0.67], [0.67]], [[1.56], [0.67]]]$`,
    ],
    [
      'three decimals and ≈',
      latex`$\mu_{batch} \approx [2.333, 2.417]$, $\sigma^2_{batch} \approx [1.056, 1.243]$, $\mu_{layer} \approx [2.333, 2, 2.5, 2.667]$, $\sigma^2_{layer} \approx [0.889, 1.333, 0.917, 1.222]$, $\mu_{instance} \approx [[3, 1.667], [2, 2], [2, 3], [2.333, 3]]$, $\sigma^2_{instance} \approx [[0.667, 0.222], [0.667, 2], [0.667, 0.667], [1.556, 0.667]]$`,
    ],
    [
      'short subscripts',
      latex`$\mu_B = [2.33, 2.42]$, $\sigma_B^2 = [1.06, 1.24]$, $\mu_L = [2.33, 2, 2.5, 2.67]$, $\sigma_L^2 = [0.89, 1.33, 0.92, 1.22]$, $\mu_I = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma_I^2 = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
    ],
    [
      'headings and unsubscripted letters',
      latex`Batch norm:

$\mu = [2.33, 2.42]$, $\sigma^2 = [1.06, 1.24]$

Layer norm:

$\mu = [2.33, 2, 2.5, 2.67]$, $\sigma^2 = [0.89, 1.33, 0.92, 1.22]$

Instance norm:

$\mu = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2 = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
    ],
    [
      'a column of brackets as a converter leaves it',
      latex`$$\mu_{batch} = \begin{bmatrix} 2.33 \\ 2.42 \end{bmatrix} \quad \sigma_{batch}^2 = \begin{bmatrix} 1.06 \\ 1.24 \end{bmatrix}$$

$$\mu_{layer} = \begin{bmatrix} [2.33], [2], [2.5], [2.67] \end{bmatrix} \quad \sigma_{layer}^2 = \begin{bmatrix} [0.89], [1.33], [0.92], [1.22] \end{bmatrix}$$

$$\mu_{instance} = \begin{bmatrix} \begin{bmatrix} 3 \\ 1.67 \end{bmatrix}, \begin{bmatrix} 2 \\ 2 \end{bmatrix}, \begin{bmatrix} 2 \\ 3 \end{bmatrix}, \begin{bmatrix} 2.33 \\ 3 \end{bmatrix} \end{bmatrix}$$

$$\sigma_{instance}^2 = \left[\begin{bmatrix} 0.67 \\ 0.22 \end{bmatrix}, \begin{bmatrix} 0.67 \\ 2 \end{bmatrix}, \begin{bmatrix} 0.67 \\ 0.67 \end{bmatrix}, \begin{bmatrix} 1.56 \\ 0.67 \end{bmatrix} \right]$$`,
    ],
  ],
  partial: [
    [
      'sample variances',
      latex`$\mu_{batch} = [2.33, 2.42]$, $\sigma^2_{batch} = [1.15, 1.36]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{layer} = [1.07, 1.6, 1.1, 1.47]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[1, 0.33], [1, 3], [1, 1], [2.33, 1]]$`,
    ],
    [
      'standard deviations',
      latex`$\mu_{batch} = [2.33, 2.42]$, $\sigma^2_{batch} = [1.03, 1.11]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{layer} = [0.94, 1.15, 0.96, 1.11]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[0.82, 0.47], [0.82, 1.41], [0.82, 0.82], [1.25, 0.82]]$`,
    ],
    [
      'batch and layer exchanged',
      latex`$\mu_{layer} = [2.33, 2.42]$, $\sigma^2_{layer} = [1.06, 1.24]$, $\mu_{batch} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{batch} = [0.89, 1.33, 0.92, 1.22]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
    ],
    [
      'mean and variance exchanged for batch',
      latex`$\sigma^2_{batch} = [2.33, 2.42]$, $\mu_{batch} = [1.06, 1.24]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{layer} = [0.89, 1.33, 0.92, 1.22]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
    ],
    [
      'batch over examples alone',
      latex`$\mu_{batch} = [[1.5, 2.75, 2.75], [2.75, 2, 2.5]]$, $\sigma^2_{batch} = [[0.25, 1.69, 0.19], [0.69, 1.5, 1.25]]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{layer} = [0.89, 1.33, 0.92, 1.22]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
    ],
    [
      'instance missing',
      latex`$\mu_{batch} = [2.33, 2.42]$, $\sigma^2_{batch} = [1.06, 1.24]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{layer} = [0.89, 1.33, 0.92, 1.22]$`,
    ],
    [
      'one entry',
      latex`$\mu_{batch} = [2.33, 2.42]$, $\sigma^2_{batch} = [1.06, 1.42]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{layer} = [0.89, 1.33, 0.92, 1.22]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
    ],
    [
      'too coarse',
      latex`$\mu_{batch} = [2, 2]$, $\sigma^2_{batch} = [1.06, 1.24]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{layer} = [0.89, 1.33, 0.92, 1.22]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
    ],
  ],
  'never right': [
    [
      'instance arrays turned',
      latex`$\mu_{batch} = [2.33, 2.42]$, $\sigma^2_{batch} = [1.06, 1.24]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{layer} = [0.89, 1.33, 0.92, 1.22]$, $\mu_{instance} = [[3, 2, 2, 2.33], [1.67, 2, 3, 3]]$, $\sigma^2_{instance} = [[0.67, 0.67, 0.67, 1.56], [0.22, 2, 0.67, 0.67]]$`,
    ],
    ['a word', 'The mean is about 2.4.'],
  ],
});

/** normalization-decoding 2.1: λ = 2ηγ. */
const decay = answersTo('2.1', {
  correct: [
    ['an equation', latex`$\lambda = 2\eta\gamma$`],
    ['another order', latex`$$\lambda = 2 \gamma \eta$$`],
    [
      'a proof',
      latex`For L2 regularization, $$\theta_{i+1} = \theta_i - \eta \frac{\partial L_{reg}}{\partial \theta_i} = \theta_i - \eta \frac{\partial L}{\partial \theta_i} - 2\eta\gamma\theta_i$$ which equals weight decay when $\lambda = 2\eta\gamma$.`,
    ],
    [
      'a proof that goes on',
      latex`Setting $\lambda = 2\eta\gamma$ we get $\theta_{i+1} = \theta_i - \eta \frac{\partial L}{\partial \theta_i} - \lambda \theta_i$, the weight decay update.`,
    ],
    ['Unicode', 'The two are the same when λ = 2ηγ.'],
    ['plain', 'lambda = 2*eta*gamma'],
    ['the other way round', latex`$2\eta\gamma = \lambda$`],
    ['solved for gamma', latex`They agree if $\gamma = \frac{\lambda}{2\eta}$.`],
    ['boxed', latex`$$\boxed{\lambda = 2\eta\gamma}$$`],
    ['implies', latex`$2\eta\gamma\theta_i = \lambda\theta_i \implies \lambda = 2\eta\gamma$`],
    ['a dot', latex`$\lambda = 2 \cdot \eta \cdot \gamma$.`],
    ['Answer:', latex`**Answer:** $2\eta\gamma$`],
    [
      'with the question',
      latex`Show that SGD with weight decay does the same as SGD with L2 regularization. We have $\frac{\partial}{\partial\theta}\gamma\|\theta\|_2^2 = 2\gamma\theta$, hence $\theta_{i+1} = \theta_i - \eta\frac{\partial L}{\partial\theta_i} - 2\eta\gamma\theta_i$. Choose $\lambda = 2\eta\gamma$. $\blacksquare$`,
    ],
    ['a definition sign', latex`Let $\lambda := 2\eta\gamma$.`],
    ['a triangle', latex`$\lambda \equiv 2\eta\gamma$`],
  ],
  incorrect: [
    ['no factor 2', latex`$\lambda = \eta\gamma$`],
    ['no step size', latex`$\lambda = 2\gamma$`],
    ['a quotient', latex`$\lambda = \frac{2\gamma}{\eta}$`],
    ['squared', latex`$\lambda = 2\eta\gamma^2$`],
    ['half', latex`$\lambda = \frac{\eta\gamma}{2}$`],
    ['negated', latex`$\lambda = -2\eta\gamma$`],
    ['a sum', latex`$\lambda = 2\eta + \gamma$`],
    ['solved for gamma, wrongly', latex`$\gamma = \frac{\lambda}{\eta}$`],
  ],
  'never right': [
    ['with the weight', latex`$\lambda = 2\eta\gamma\theta$`],
    ['restated', latex`$\lambda = \lambda$`],
    ['two', latex`$\lambda = 2\eta\gamma$ or $\lambda = \eta\gamma$`],
    ['prose', 'They are equal because of the chain rule.'],
    ['unequal', latex`$\lambda \neq 2\eta\gamma$`],
    ['an inequality', latex`$\lambda \le 2\eta\gamma$`],
  ],
});

export const normalization: readonly Case[] = [...moments, ...decay];
