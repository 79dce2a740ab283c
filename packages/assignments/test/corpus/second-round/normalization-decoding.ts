import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** normalization-decoding: the second round of answers that were written before the judges were measured with them. */
export const secondNormalization: readonly Case[] = [
  ...answersTo('1', {
    correct: [
      [
        'plain text, three decimals',
        latex`Batch norm: mean = [2.333, 2.417], var = [1.056, 1.243]
Layer norm: mean = [2.333, 2, 2.5, 2.667], var = [0.889, 1.333, 0.917, 1.222]
Instance norm: mean = [[3, 1.667], [2, 2], [2, 3], [2.333, 3]], var = [[0.667, 0.222], [0.667, 2], [0.667, 0.667], [1.556, 0.667]]`,
      ],
      [
        'fractions',
        latex`$$\mu_{batch} = \begin{bmatrix} \frac{7}{3} & \frac{29}{12} \end{bmatrix}, \quad \sigma^2_{batch} = \begin{bmatrix} \frac{19}{18} & \frac{179}{144} \end{bmatrix}$$
$$\mu_{layer} = \begin{bmatrix} \frac73 & 2 & \frac52 & \frac83 \end{bmatrix}, \quad \sigma^2_{layer} = \begin{bmatrix} \frac89 & \frac43 & \frac{11}{12} & \frac{11}{9} \end{bmatrix}$$
$$\mu_{instance} = \begin{bmatrix} 3 & \frac53 \\ 2 & 2 \\ 2 & 3 \\ \frac73 & 3 \end{bmatrix}, \quad \sigma^2_{instance} = \begin{bmatrix} \frac23 & \frac29 \\ \frac23 & 2 \\ \frac23 & \frac23 \\ \frac{14}{9} & \frac23 \end{bmatrix}$$`,
      ],
    ],
    partial: [
      [
        'sample variance (n - 1) throughout',
        latex`Batch: μ = (2.33, 2.42), σ² = (1.15, 1.36)
Layer: μ = (2.33, 2, 2.5, 2.67), σ² = (1.07, 1.6, 1.1, 1.47)
Instance: μ = ((3, 1.67), (2, 2), (2, 3), (2.33, 3)), σ² = ((1, 0.33), (1, 3), (1, 1), (2.33, 1))`,
      ],
      [
        'batch and layer exchanged',
        latex`$\mu_{batch} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{batch} = [0.89, 1.33, 0.92, 1.22]$, $\mu_{layer} = [2.33, 2.42]$, $\sigma^2_{layer} = [1.06, 1.24]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
      ],
    ],
  }),
  ...answersTo('2.1', {
    correct: [
      [
        'other order, with the update before',
        latex`With the penalty the step is $\theta_{i+1} = \theta_i - \eta\nabla L - 2\eta\gamma\theta_i$, which is weight decay with $\lambda = 2\gamma\eta$.`,
      ],
      ['solved for gamma', latex`$\gamma = \frac{\lambda}{2\eta}$`],
      ['unicode', 'They coincide iff λ = 2·η·γ.'],
    ],
    incorrect: [
      ['the 2 forgotten', 'λ = ηγ, because the gradient of the penalty is γθ'],
      ['divided by the step size', latex`$\lambda = \frac{2\gamma}{\eta}$`],
      ['equal only at step size 1', latex`$\lambda = 2\gamma$`],
    ],
    review: [['two contradicting values', latex`$\lambda = 2\eta\gamma$ or $\lambda = \eta\gamma$`]],
  }),
  ...answersTo('2.2(a)', {
    correct: [
      [
        'words',
        "The weights with small gradients are regularised more strongly: Adam divides the penalty's gradient by the root of their (small) second moment.",
      ],
      [
        'said from the other side',
        latex`$\theta_{\text{large}}$ is regularized less strongly than $\theta_{\text{small}}$.`,
      ],
    ],
    incorrect: [
      ['the large ones', 'θ_large, since larger gradients mean larger updates.'],
      [
        'small less than large',
        latex`$\theta_{small}$ is regularised less strongly than $\theta_{large}$ under Adam-L2.`,
      ],
    ],
  }),
  ...answersTo('2.2(b)', {
    correct: [
      [
        'yes, both alike',
        'Yes. Both sets now decay at the same relative rate λ, because the decay term is not divided by the adaptive denominator.',
      ],
      ['equally', 'With decoupled weight decay θ_small and θ_large are regularized equally.'],
    ],
    incorrect: [
      ['no change', 'No, the answer stays the same: θ_small is still regularized more strongly.'],
      ['turned around', latex`Yes: now $\theta_{large}$ is regularized more.`],
    ],
  }),
  ...answersTo('3.1', {
    correct: [
      ['product then power', latex`$N \cdot N \cdots N$ ($T$ factors) $= N^T$`],
      ['BOS only once', '(N-1)^T, because <BOS> cannot occur again after the first position'],
    ],
    incorrect: [
      ['one too many', '$N^{T+1}$'],
      ['base and exponent exchanged', 'T^N'],
      ['linear', latex`There are $N \cdot T$ of them`],
    ],
    review: [['two contradicting values', 'N^T or N^{T+1}, I am not sure whether BOS counts']],
  }),
  ...answersTo('3.3', {
    correct: [
      ['factored space', 'Time: $O(T B^2 N)$. Space: $O(B(N+T))$.'],
      ['heap', 'time complexity O(T·B·N·log B) using a heap of size B, space complexity O(B·N + B·T)'],
      ['with the copies', latex`$\mathcal{O}(B^2NT + BT^2)$ time, $\mathcal{O}(BN+BT)$ space`],
    ],
    partial: [
      ['the stored sequences forgotten', 'Time O(B²NT), space O(BN)'],
      ['vocabulary squared', 'Time is $O(B N^2 T)$ and space is $O(BN + BT)$.'],
    ],
    incorrect: [['time and space exchanged', 'Space: $O(B^2NT)$, time: $O(BN+BT)$']],
  }),
  ...answersTo('3.4.a', {
    correct: [
      ['with the sum', 'the → red → rectangle, log-likelihood = −1.5 − 3.1 − 4.5 = −9.1'],
      [
        'math with hats and text',
        latex`$\bar{w}_{1:3} = (\text{the}, \text{red}, \text{rectangle})$, $\log p(\bar{w}_{1:3}) = -9.1$`,
      ],
      ['BOS in front', '<BOS> the red rectangle (-9.1)'],
    ],
    partial: [['wrong sum', 'the red rectangle, with log-likelihood −9.4']],
    incorrect: [["beam's answer", '[a, blue, square] with log p = -9.3']],
  }),
  ...answersTo('3.4.b', {
    correct: [
      [
        'a table of steps',
        latex`| t | first | second | scores |
|---|---|---|---|
| 1 | the | a | −1.5, −1.8 |
| 2 | a blue | a red | −4.3, −4.5 |
| 3 | a blue square | a red circle | −9.3, −9.4 |

So beam search returns "a blue square" (−9.3) and "a red circle" (−9.4).`,
      ],
      [
        'superscripted names',
        latex`$w_{1:3}^{(1)} = [\text{a, blue, square}]$ with $\log p = -9.3$; $w_{1:3}^{(2)} = [\text{a, red, circle}]$ with $\log p = -9.4$`,
      ],
    ],
    partial: [
      ['second taken from the same prefix', 'a blue square (-9.3) and a blue rectangle (-9.6)'],
      ["greedy's sequence kept", '"the red rectangle": −9.1, "a blue square": −9.3'],
      ['scores exchanged', 'a blue square −9.4; a red circle −9.3'],
    ],
  }),
  ...answersTo('4.1', {
    correct: [
      [
        'induction step written out',
        latex`Assume $h_{t-1} = \sigma(g_{t-1})$. Then $h_t = \sigma(W h_{t-1} + U x_t + b) = \sigma(W\sigma(g_{t-1}) + U x_t + b) = \sigma(g_t)$. $\blacksquare$`,
      ],
      ['sides exchanged', latex`Claim: $\sigma(g_t) = h_t$ for all $t$.`],
      ['plain', 'h_t = σ(g_t)'],
    ],
    incorrect: [
      ['the wrong way round', latex`$g_t = \sigma(h_t)$`],
      ['time off by one', latex`$h_t = \sigma(g_{t-1})$`],
      ['weight in place of the activation', 'h_t = W g_t'],
    ],
  }),
  ...answersTo('4.2', {
    correct: [
      [
        'one step, then all',
        latex`$\left\|\frac{\partial h_t}{\partial h_{t-1}}\right\| \le \|W\| \cdot \gamma \le \frac{\delta}{\gamma}\cdot\gamma = \delta$, hence $\left\|\frac{\partial h_T}{\partial h_0}\right\| \le \prod_{t=1}^T \left\|\frac{\partial h_t}{\partial h_{t-1}}\right\| \le \delta^T \to 0$.`,
      ],
      [
        'unicode and words',
        'Since ‖W‖ = √λ₁(WᵀW) ≤ δ/γ and |σ′| ≤ γ, one step satisfies ‖∂h_t/∂h_{t−1}‖ ≤ δ. After T steps ‖∂h_T/∂h_0‖ ≤ δ^T, which goes to 0 because δ < 1.',
      ],
    ],
    incorrect: [
      [
        'gamma forgotten',
        latex`$\|\partial h_t/\partial h_{t-1}\| \le \delta/\gamma$, so $\|\partial h_T/\partial h_0\| \le (\delta/\gamma)^T \to 0$`,
      ],
      [
        'sum in place of product',
        latex`$\|\partial h_t/\partial h_{t-1}\| \le \delta$ and therefore $\|\partial h_T/\partial h_0\| \le T\delta \to 0$`,
      ],
      [
        'the root forgotten',
        latex`One step: $\|\partial h_t / \partial h_{t-1}\| \le \delta^2$. All steps: $\|\partial h_T / \partial h_0\| \le \delta^{2T} \to 0$.`,
      ],
    ],
  }),
  ...answersTo('4.3', {
    correct: [
      [
        'short',
        'Necessary, but not sufficient, e.g. when the hidden state is orthogonal to the leading eigenvector of W or the activation saturates.',
      ],
      [
        'two sentences',
        'The condition is not sufficient: with saturated units the gradient can still stay small. It is a necessary condition, though, by contraposition of the previous part.',
      ],
    ],
    incorrect: [['exchanged', 'It is sufficient but not necessary.']],
    partial: [
      ['both', 'Both necessary and sufficient: above the bound gradients always explode.'],
      ['neither', 'It is neither necessary nor sufficient.'],
    ],
  }),
  ...answersTo('4.4', {
    correct: [
      [
        'plain',
        'Gradient clipping by norm rescales the whole vector and keeps its direction. Clipping each component by value does not keep the direction. I prefer clipping by norm because the update still descends.',
      ],
      [
        'other direction-agnostic measure',
        latex`With direction: clip by norm, $g \leftarrow g \cdot c/\|g\|$. Without direction: L2 regularization of the weights. Clipping by norm is preferable.`,
      ],
    ],
    incorrect: [['roles exchanged', 'Clipping by value takes the direction into account, clipping by norm does not.']],
    partial: [
      [
        'both are blind to the direction',
        'Takes the direction into account: gradient clipping by value. Does not: L2 regularisation.',
      ],
    ],
  }),
];
