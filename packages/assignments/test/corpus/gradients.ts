import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** The gradient of a loss at the last step by an earlier hidden state, without a nonlinearity. */
export const gradientsReview: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      [
        'a worked solution',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat{y}-y) W^f (W^h)^{T-t}$. It explodes if the largest eigenvalue is greater than 1 in magnitude and vanishes if it is less than 1.`,
      ],
      ['without the left side', latex`$2(\hat y - y)W^f (W^h)^{T-t}$`],
      ['the factor behind', latex`$$\frac{\partial L}{\partial h_t} = 2 W^f (W^h)^{T-t} (\hat y - y)$$`],
      ['minus twice', latex`$\frac{\partial L}{\partial h_t} = -2(y - \hat y) W^f (W^h)^{T-t}$`],
      ['a column', latex`$\nabla_{h_t} L = 2 \left((W^h)^\top\right)^{T-t} (W^f)^\top (\hat y - y)$`],
      [
        'transposed powers',
        latex`$\frac{\partial L}{\partial h_t} = 2\left((W^h)^{T-t}\right)^\top (W^f)^\top (\hat y - y)$`,
      ],
      ['subscripts', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y)\, W_f W_h^{T-t}$`],
      [
        'a chain',
        latex`$$\frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial \hat y} \frac{\partial \hat y}{\partial h_T} \frac{\partial h_T}{\partial h_t} = 2(\hat y - y) W^f (W^h)^{T-t}$$`,
      ],
      [
        'a product over steps',
        latex`$$\frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial \hat y} \frac{\partial \hat y}{\partial h_T} \prod_{k=t+1}^{T} \frac{\partial h_k}{\partial h_{k-1}} = 2(\hat y - y) W^f \prod_{k=t+1}^{T} W^h$$`,
      ],
      ['split powers', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) W^f W^h (W^h)^{T-t-1}$`],
      ['plain text', 'dL/dh_t = 2*(y_hat - y)*W^f*(W^h)^(T-t)'],
      ['expanded', latex`$\frac{\partial L}{\partial h_t} = 2\hat y W^f (W^h)^{T-t} - 2 y W^f (W^h)^{T-t}$`],
      ['boxed', latex`We get $\boxed{2(\hat y - y)W^f (W^h)^{T-t}}$.`],
      ['Unicode', 'L by h_t: ∂L/∂h_t = 2(ŷ − y) W^f (W^h)^(T−t)'],
      [
        'the loss of the last step',
        latex`$\frac{\partial \mathcal{L}}{\partial h_t} = 2(\hat y_T - y_T) W^f (W^h)^{T-t}$`,
      ],
    ],
    incorrect: [
      ['without the 2', latex`$\frac{\partial L}{\partial h_t} = (\hat y - y) W^f (W^h)^{T-t}$`],
      ['the sign', latex`$\frac{\partial L}{\partial h_t} = 2(y - \hat y) W^f (W^h)^{T-t}$`],
      ['the power t', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) W^f (W^h)^{t}$`],
      ['one step too few', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) W^f (W^h)^{T-t-1}$`],
      ['one step too many', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) W^f (W^h)^{T-t+1}$`],
      ['the power T', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) W^f (W^h)^{T}$`],
      ['the order', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) (W^h)^{T-t} W^f$`],
      ['no head', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) (W^h)^{T-t}$`],
      ['no power', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) W^f W^h$`],
      ['squared error', latex`$\frac{\partial L}{\partial h_t} = (\hat y - y)^2 W^f (W^h)^{T-t}$`],
      ['a product instead of a power', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) W^f W^h (T-t)$`],
      ['equal only at t = T', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) W^f$`],
      ['the transpose for the matrix', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) W^f ((W^h)^\top)^{T-t}$`],
    ],
    'never right': [
      ['words alone', 'It explodes when the largest eigenvalue is above 1.'],
      ['a hedge', latex`$2(\hat y - y)W^f (W^h)^{T-t}$ or $2(\hat y - y)W^f (W^h)^{t}$`],
      ['a proportionality', latex`$\frac{\partial L}{\partial h_t} \propto (W^h)^{T-t}$`],
      ['an unknown name', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) V A^{T-t}$`],
      ['lost in conversion', 'the gradient ngt = 2(g—y)WH(WwhT-,'],
    ],
    unanswered: [['dots', '...']],
  }),
  ...answersTo('1(e)', {
    correct: [
      ['a worked solution', latex`$\frac{\partial C_T}{\partial C_{T-1}} = \operatorname{diag}(f_T)$`],
      [
        'text command',
        latex`$\frac{\partial C_T}{\partial C_{T-1}} = \text{diag}(f_T)$, so information passes when $f_T$ is close to 1.`,
      ],
      ['elementwise', latex`$\frac{\partial C_T}{\partial C_{T-1}} = f_T$`],
      ['a Hadamard factor', latex`$\frac{\partial C_T}{\partial C_{T-1}} = f_T \odot$`],
      ['times the identity', latex`$\frac{\partial C_T}{\partial C_{T-1}} = f_T \odot I$`],
      ['the general step', latex`$\frac{\partial C_t}{\partial C_{t-1}} = \mathrm{diag}(f_t)$`],
      ['plain text', 'dC_T/dC_{T-1} = diag(f_T)'],
      ['Unicode', '∂C_T/∂C_{T−1} = diag(f_T)'],
      ['alone', latex`$\mathrm{diag}(f_T)$`],
      [
        'a chain',
        latex`$$\frac{\partial C_T}{\partial C_{T-1}} = \frac{\partial}{\partial C_{T-1}} (f_T \circ C_{T-1} + i_T \circ \tilde{C}_T) = \mathrm{diag}(f_T)$$`,
      ],
      [
        'in words',
        latex`The derivative $\frac{\partial C_T}{\partial C_{T-1}}$ is a diagonal matrix with $f_T$ on the diagonal.`,
      ],
      [
        'written out',
        latex`$\frac{\partial C_T}{\partial C_{T-1}} = \mathrm{diag}(\sigma(x_T U^f + h_{T-1} W^f + b^f)) = \mathrm{diag}(f_T)$`,
      ],
      ['small letters', latex`$\frac{\partial c_t}{\partial c_{t-1}} = f_t$`],
      ['a marker', latex`**Solution:** $\operatorname{diag}(f_T)$`],
    ],
    incorrect: [
      ['the input gate', latex`$\frac{\partial C_T}{\partial C_{T-1}} = \operatorname{diag}(i_T)$`],
      ['the output gate', latex`$\frac{\partial C_T}{\partial C_{T-1}} = o_T$`],
      ['one step off', latex`$\frac{\partial C_T}{\partial C_{T-1}} = \operatorname{diag}(f_{T-1})$`],
      ['with the state', latex`$\frac{\partial C_T}{\partial C_{T-1}} = f_T \circ C_{T-1}$`],
      ['one', latex`$\frac{\partial C_T}{\partial C_{T-1}} = 1$`],
      ['one minus', latex`$\frac{\partial C_T}{\partial C_{T-1}} = 1 - f_T$`],
      ['the derivative of the gate', latex`$\frac{\partial C_T}{\partial C_{T-1}} = f_T(1 - f_T)$`],
      ['a sum', latex`$\frac{\partial C_T}{\partial C_{T-1}} = f_T + i_T$`],
    ],
    'never right': [
      ['words alone', 'The cell state passes information on without decay.'],
      ['two gates', latex`$\operatorname{diag}(f_T)$ or $\operatorname{diag}(i_T)$`],
      ['the other derivative', latex`$\frac{\partial h_T}{\partial C_T} = o_T \circ (1 - \tanh^2(C_T))$`],
      ['not', latex`It is not $\operatorname{diag}(f_T)$.`],
    ],
  }),
  ...answersTo('2(e)', {
    correct: [
      [
        'a worked solution',
        latex`Each hypothesis keeps its tokens $y_{1:t}$ and the last hidden state (with an LSTM the cell state too), from which the RNN goes on. If no states are kept, the running time is $O(T^2 K M \log M)$.`,
      ],
      ['plain text', 'The tokens so far and the hidden state. Rerunning the RNN costs O(T^2 K M log M).'],
      ['tighter', latex`Tokens, hidden state and log-probability. Without states: $O(T^2 K + T K M \log M)$`],
      ['small k', latex`Tokens and hidden state; $O(T^2 k M \log M)$ otherwise.`],
      ['other order', latex`Its tokens, its hidden state, its score. $O(K M T^2 \log M)$`],
    ],
    incorrect: [
      ['one power of T', latex`Tokens and the hidden state. Without: $O(T K M \log M)$`],
      ['cubed', latex`Tokens and the hidden state. Without: $O(T^3 K M \log M)$`],
    ],
    'never right': [
      ['no running time', 'The tokens and the hidden state of each hypothesis.'],
      ['a hedge', latex`Tokens. $O(T^2 K M \log M)$ or $O(T K M \log M)$`],
      ['a question mark for a power', 'Tokens, hidden state. O(T? K M log M)'],
    ],
  }),
];

/** Two forms of a recurrence, and the bound on its gradients. */
export const gradientsNormalization: readonly Case[] = [
  ...answersTo('4.1', {
    correct: [
      [
        'a worked solution',
        latex`We show by induction that $\mathbf{h}_t = \sigma(\mathbf{g}_t)$. Let $\mathbf{h}_{t-1} = \sigma(\mathbf{g}_{t-1})$. By both definitions,

$$\mathbf{h}_t = \sigma(\mathbf{U}\mathbf{x}_t + \mathbf{W}\mathbf{h}_{t-1} + \mathbf{b}) = \sigma(\mathbf{U}\mathbf{x}_t + \mathbf{W}\sigma(\mathbf{g}_{t-1}) + \mathbf{b}) = \sigma(\mathbf{g}_t)$$`,
      ],
      ['the relation alone', latex`$h_t = \sigma(g_t)$`],
      ['plain text', 'h_t = σ(g_t)'],
      ['turned round', latex`$\sigma(g_t) = h_t$`],
      ['brackets of sizes', latex`$\boldsymbol{h}_t = \sigma\left(\boldsymbol{g}_t\right)$ for all $t$.`],
      [
        'induction after it',
        latex`Claim: $h_t = \sigma(g_t)$. If $h_{t-1} = \sigma(g_{t-1})$ then $\sigma(g_t) = \sigma(W\sigma(g_{t-1}) + Ux_t + b) = \sigma(W h_{t-1} + Ux_t + b) = h_t$.`,
      ],
    ],
    incorrect: [
      ['no activation', latex`$h_t = g_t$`],
      ['the other way', latex`$g_t = \sigma(h_t)$`],
      ['one step off', latex`$h_t = \sigma(g_{t-1})$`],
      ['the derivative', latex`$h_t = \sigma'(g_t)$`],
      ['a factor', latex`$h_t = W\sigma(g_t)$`],
      ['twice', latex`$h_t = \sigma(\sigma(g_t))$`],
    ],
    'never right': [
      ['the definition again', latex`$h_t = \sigma(Wh_{t-1} + Ux_t + b)$`],
      ['the logistic function', latex`$h_t = \frac{1}{1 + e^{-g_t}}$`],
      ['words alone', 'They are the same by induction.'],
      ['the hypothesis alone', latex`Assume $h_{t-1} = \sigma(g_{t-1})$.`],
    ],
  }),
  ...answersTo('4.2', {
    correct: [
      [
        'a worked solution',
        latex`One step back, the Jacobian is

$$\frac{\partial \mathbf{h}_t}{\partial \mathbf{h}_{t-1}} = \mathbf{W} \frac{\partial \sigma(\mathbf{h}_{t-1})}{\partial \mathbf{h}_{t-1}}$$

The 2-norm has

$$\|\mathbf{A}\| = \sqrt{\lambda_1(\mathbf{A}^\top \mathbf{A})} \quad \text{and} \quad \|\mathbf{AB}\| \le \|\mathbf{A}\| \|\mathbf{B}\|$$

Therefore

$$\left\| \frac{\partial \mathbf{h}_t}{\partial \mathbf{h}_{t-1}} \right\| \le \|\mathbf{W}\| \left\| \frac{\partial \sigma(\mathbf{h}_{t-1})}{\partial \mathbf{h}_{t-1}} \right\| \le \frac{\delta}{\gamma} \gamma = \delta$$

with $\delta \in [0, 1)$. For $T$ steps this gives

$$\left\| \frac{\partial \mathbf{h}_T}{\partial \mathbf{h}_0} \right\| \le \prod_{t=1}^T \left\| \frac{\partial \mathbf{h}_t}{\partial \mathbf{h}_{t-1}} \right\| \le \delta^T \to 0 \quad (T \to \infty)$$`,
      ],
      [
        'diag',
        latex`$\|\frac{\partial h_t}{\partial h_{t-1}}\| \le \|W\| \|\mathrm{diag}(\sigma'(h_{t-1}))\| \le \frac{\delta}{\gamma}\gamma = \delta$, so $\|\frac{\partial h_T}{\partial h_0}\| \le \delta^T \to 0$.`,
      ],
      [
        'one chain',
        latex`$$\left\|\frac{\partial h_T}{\partial h_0}\right\| \le \prod_{t=1}^T \left\|\frac{\partial h_t}{\partial h_{t-1}}\right\| \le (\gamma \|W\|)^T \le \left(\gamma \frac{\delta}{\gamma}\right)^T = \delta^T \to 0$$`,
      ],
    ],
    partial: [
      [
        'a step that does not hold',
        latex`$\|\frac{\partial h_t}{\partial h_{t-1}}\| \le \|W\| \gamma \le \frac{\delta^2}{\gamma^2}\gamma \le \delta$, so $\|\frac{\partial h_T}{\partial h_0}\| \le \delta^T \to 0$.`,
      ],
    ],
    incorrect: [
      [
        'too strong',
        latex`$\|\frac{\partial h_t}{\partial h_{t-1}}\| \le \|W\|\gamma \le \frac{\delta}{\gamma}\gamma = \delta$, so $\|\frac{\partial h_T}{\partial h_0}\| \le \delta^{2T} \to 0$.`,
      ],
      [
        'one factor too many',
        latex`$\|\frac{\partial h_t}{\partial h_{t-1}}\| \le \|W\|\gamma \le \frac{\delta}{\gamma}\gamma = \delta$, so $\|\frac{\partial h_T}{\partial h_0}\| \le \delta^{T+1} \to 0$.`,
      ],
      [
        'gamma left',
        latex`$\|\frac{\partial h_t}{\partial h_{t-1}}\| \le \frac{\delta}{\gamma}$, so $\|\frac{\partial h_T}{\partial h_0}\| \le \left(\frac{\delta}{\gamma}\right)^T \to 0$.`,
      ],
    ],
    'never right': [
      ['words alone', 'Every factor is below one, so the product vanishes.'],
      ['the bound alone', latex`$\|\frac{\partial h_T}{\partial h_0}\| \le \delta^T$`],
      ['the claim again', latex`$\|\frac{\partial h_T}{\partial h_0}\| \to 0$`],
    ],
  }),
];

/** When a linear recurrence explodes or vanishes. */
export const conditionsRnn: readonly Case[] = answersTo('3(e)', {
  correct: [
    [
      'eigenvalues',
      latex`Gradients explode if the largest eigenvalue of $W^h$ has magnitude greater than 1 and vanish if it is less than 1.`,
    ],
    [
      'spectral radius',
      latex`If the spectral radius of $W^h$ is larger than 1, gradients explode; if it is smaller than 1, they vanish.`,
    ],
    ['symbols', latex`Exploding when $|\lambda_{max}(W^h)| > 1$, vanishing when $|\lambda_{max}(W^h)| < 1$.`],
    ['rho', latex`$\rho(W^h) > 1$: exploding. $\rho(W^h) < 1$: vanishing.`],
    [
      'the formula beside',
      latex`Since $\frac{\partial L}{\partial h_t} = 2(\hat y - y)W^f (W^h)^{T-t}$, gradients vanish when all eigenvalues of $W^h$ are below 1 in magnitude, and explode when the largest is above 1.`,
    ],
  ],
  incorrect: [
    [
      'swapped',
      latex`Gradients explode if the largest eigenvalue of $W^h$ is less than 1 and vanish if it is greater than 1.`,
    ],
    ['swapped symbols', latex`Exploding when $\rho(W^h) < 1$, vanishing when $\rho(W^h) > 1$.`],
  ],
  review: [
    [
      'singular values',
      latex`With one singular value of $w^h$ greater than 1 the gradients explode, and else they tend to vanish.`,
    ],
    ['one side alone', latex`They explode if the largest eigenvalue is greater than 1.`],
    ['large weights', 'They explode when the weights are large and vanish when they are small.'],
    ['a hedge', latex`Maybe they explode if the spectral radius is greater than 1 and vanish if it is less than 1.`],
  ],
  unanswered: [['nothing', '-']],
});
