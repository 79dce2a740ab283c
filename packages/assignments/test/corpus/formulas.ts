import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** conv-gated-debugging 1.1(c)(i): a convolution, entry by entry. */
const output = answersTo('1.1(c)(i)', {
  correct: [
    ['brackets', latex`$f_W(x)[0, i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0, m, n]\, x[m, 2i+n]$`],
    ['subscripts', latex`$f_{0,i} = \sum_{m=0}^{4}\sum_{n=0}^{2} W_{0,m,n} x_{m,2i+n}$`],
    ['subscripts without commas', latex`$f_{0i} = \sum_{m,n} W_{0mn} x_{m,2i+n}$`],
    ['without the axis of size 1', latex`$f_i = \sum_{m=0}^4 \sum_{n=0}^2 W_{m,n} x_{m, 2i + n}$ for $i = 0, 1, 2$`],
    [
      'the shape first',
      latex`$f_W(x) \in \mathbb{R}^{1 \times 3}$ and $f_W(x)[0][i] = \sum_{j=0}^{4} \sum_{k=0}^{2} W[0][j][k] \cdot x[j][2i + k]$`,
    ],
    ['plain text', 'f[0][i] = sum_{m=0}^{4} sum_{n=0}^{2} W[0,m,n] * x[m, 2*i + n]'],
    ['Unicode', 'f[0,i] = Σ_{m=0}^{4} Σ_{n=0}^{2} W[0,m,n]·x[m,2i+n]'],
    ['Python', '`f[0, i] = sum(W[0, m, n] * x[m, 2*i + n] for m in range(5) for n in range(3))`'],
    ['counted from 1', latex`$f_{1,i} = \sum_{m=1}^{5} \sum_{n=1}^{3} W_{1,m,n} x_{m,2(i-1)+n}$ for $i = 1, 2, 3$`],
    ['the sums exchanged', latex`$f_i = \sum_{n=0}^{2} \sum_{m=0}^{4} x_{m,n+2i} W_{0,m,n}$`],
    ['aligned', latex`\begin{align} f_W(x)[0,i] &= \sum_{m=0}^{4} \sum_{n=0}^{2} W[0,m,n] x[m,2i+n] \end{align}`],
    [
      'in words first',
      latex`The output is $1 \times 3$. Each entry is a dot product of the filter with a window: $f_W(x)[0, i] = \sum_{c=0}^{4}\sum_{t=0}^{2} W[0,c,t]\,x[c,2i+t]$.`,
    ],
    ['ranges below', latex`$f_W(x)_{0,i} = \sum_{0 \le m \le 4,\ 0 \le n \le 2} W_{0,m,n}\, x_{m,2i+n}$`],
    ['other names for the arrays', latex`$y_i = \sum_{m=0}^{4}\sum_{n=0}^{2} w_{m,n}\, X_{m,2i+n}$`],
    [
      'a stride with a name',
      latex`With stride $s = 2$: $f[0, i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n]\, x[m, s i + n]$`,
    ],
    ['the sum in brackets', latex`$f[0,i] = \sum_{m=0}^{4} \left( \sum_{n=0}^{2} W[0,m,n]\, x[m, 2i+n] \right)$`],
    [
      'entry by entry',
      latex`$f[0,0] = \sum_{m}\sum_{n} W[0,m,n] x[m,n]$, $f[0,1] = \sum_m \sum_n W[0,m,n] x[m,n+2]$, $f[0,2] = \sum_m\sum_n W[0,m,n] x[m,n+4]$`,
    ],
    ['flattened filter', latex`$f[i] = \sum_{j=0}^{14} W[j]\, x[\lfloor j/3 \rfloor, 2i + j \bmod 3]$`],
    ['without a left side', latex`$\sum_{m=0}^{4} \sum_{n=0}^{2} W[0,m,n]\, x[m,2i+n]$`],
    [
      'converter damage',
      latex`$f _ { W } ( x ) [ 0 ] [ i ] = \sum _ { m = 0 } ^ { 4 } \sum _ { n = 0 } ^ { 2 } W [ 0 , m , n ] x [ m , i \times 2 + n ]$`,
    ],
    ['a display over two lines', latex`$$f_W(x)[0,i]$$ $$= \sum_{m=0}^{4} \sum_{n=0}^{2} W[0,m,n]\,x[m,2i+n]$$`],
    [
      'n over three terms',
      latex`$f_i = \sum_{m=0}^{4} \left( W_{0,m,0} x_{m,2i} + W_{0,m,1} x_{m,2i+1} + W_{0,m,2} x_{m,2i+2} \right)$`,
    ],
  ],
  partial: [
    [
      'a wrong shape',
      latex`$f_W(x) \in \mathbb{R}^{1 \times 5}$, $f_W(x)[0, i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0, m, n] x[m, 2i+n]$`,
    ],
    [
      'a wrong shape in words',
      latex`The output has shape $(5, 3)$. $f_W(x)[0, i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0, m, n] x[m, 2i+n]$`,
    ],
  ],
  incorrect: [
    ['no stride', latex`$f[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m, i+n]$`],
    ['stride 3', latex`$f[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m, 3i+n]$`],
    ['the stride at the wrong index', latex`$f[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m, i+2n]$`],
    ['the stride over all', latex`$f[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m, 2(i+n)]$`],
    ['exchanged indices of x', latex`$f[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[2i+n, m]$`],
    ['exchanged indices of W', latex`$f[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,n,m] x[m, 2i+n]$`],
    ['sums from 1', latex`$f[0,i] = \sum_{m=1}^{5}\sum_{n=1}^{3} W[0,m,n] x[m, 2i+n]$`],
    ['one channel short', latex`$f[0,i] = \sum_{m=0}^{3}\sum_{n=0}^{2} W[0,m,n] x[m, 2i+n]$`],
    ['the filter turned', latex`$f[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,2-n] x[m, 2i+n]$`],
    ['off by one', latex`$f[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m, 2i+n+1]$`],
    ['the channels not summed', latex`$f[0,i] = \sum_{n=0}^{2} W[0,m,n] x[m, 2i+n]$`],
    ['a minus', latex`$f[0,i] = -\sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m, 2i+n]$`],
    ['the mean', latex`$f[0,i] = \frac{1}{15}\sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m, 2i+n]$`],
    ['a max', latex`$f[0,i] = \sum_{m=0}^{4} W[0,m,0] x[m, 2i]$`],
  ],
  'never right': [
    ['denied', latex`It is not $f[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m, 2i+n]$.`],
    ['the shape alone', latex`$f_W(x) \in \mathbb{R}^{1\times 3}$`],
    ['a star', latex`$f_W(x) = W * x$`],
    ['a guess taken back', latex`$f[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m, 2i+n]$ is wrong.`],
  ],
});

/** 1.1(c)(ii): its derivative by the filter. */
const byFilter = answersTo('1.1(c)(ii)', {
  correct: [
    ['entries', latex`$\frac{\partial f[0,i]}{\partial W[0,m,n]} = x[m, 2i+n]$`],
    ['one index each', latex`$\frac{\partial f_i}{\partial W_{m,n}} = x_{m,2i+n}$`],
    [
      'five indices',
      latex`$\frac{\partial f_W(x)}{\partial W} \in \mathbb{R}^{1 \times 3 \times 1 \times 5 \times 3}$, $\frac{\partial f_W(x)}{\partial W}[0,i,0,m,n] = x[m,2i+n]$`,
    ],
    [
      'three indices',
      latex`$\left(\frac{\partial f}{\partial W}\right)_{i,m,n} = x_{m,2i+n}$, shape $3 \times 5 \times 3$`,
    ],
    [
      'flattened',
      latex`$\frac{\partial f_W(x)}{\partial W} \in \mathbb{R}^{3 \times 15}$, $\frac{\partial f_W(x)}{\partial W}[i, j] = x[j // 3, 2i + j \% 3]$`,
    ],
    [
      'flattened with floor and mod',
      latex`$\frac{\partial f}{\partial W}[0, i, j] = x\left[\lfloor \tfrac{j}{3} \rfloor, 2i + (j \bmod 3)\right]$`,
    ],
    ['plain text', 'df[0,i]/dW[0,m,n] = x[m, 2i+n]'],
    ['Unicode', '∂f[0,i]/∂W[0,m,n] = x[m, 2i + n]'],
    [
      'with the range',
      latex`$\frac{\partial f_i}{\partial W_{c,k}} = x_{c,2i+k}$ for $i \in \{0,1,2\}$, $c \in \{0,\dots,4\}$, $k \in \{0,1,2\}$`,
    ],
    [
      'flattened through 3m + n',
      latex`$\frac{\partial f}{\partial W}[i, 3m + n] = x[m, 2i+n]$ for $m = 0, \dots, 4$ and $n = 0, 1, 2$`,
    ],
    [
      'counted from 1',
      latex`$\frac{\partial f_i}{\partial W_{m,n}} = x_{m,2(i-1)+n}$ for $i = 1,2,3$, $m = 1,\dots,5$, $n = 1,2,3$`,
    ],
    [
      'through the sum',
      latex`$\frac{\partial f_i}{\partial W_{m,n}} = \sum_{a=0}^{4} \sum_{b=0}^{2} \delta_{am} \delta_{bn} x_{a,2i+b} = x_{m,2i+n}$`,
    ],
    [
      'through definitions',
      latex`$\frac{\partial f}{\partial W}[0,i,j] = x[m, 2i+n]$ where $m = j // 3$ and $n = j \% 3$`,
    ],
  ],
  partial: [
    [
      'a wrong shape',
      latex`$\frac{\partial f_W(x)}{\partial W} \in \mathbb{R}^{5 \times 3}$, $\frac{\partial f[0,i]}{\partial W[0,m,n]} = x[m,2i+n]$`,
    ],
  ],
  incorrect: [
    ['exchanged', latex`$\frac{\partial f[0,i]}{\partial W[0,m,n]} = x[2i+n, m]$`],
    ['exchanged and flattened', latex`$\frac{\partial f_W(x)}{\partial W}[0,i,j] = x[j \% 3 + 2 \times i, j // 3]$`],
    ['no stride', latex`$\frac{\partial f[0,i]}{\partial W[0,m,n]} = x[m, i+n]$`],
    ['the filter', latex`$\frac{\partial f[0,i]}{\partial W[0,m,n]} = W[0,m,n]$`],
    ['rows of 5', latex`$\frac{\partial f}{\partial W}[0,i,j] = x[j // 5, 2i + j \% 5]$`],
    ['floor and remainder of another length', latex`$\frac{\partial f}{\partial W}[0,i,j] = x[j // 3, 2i + j \% 2]$`],
    ['summed over the outputs', latex`$\frac{\partial f[0,i]}{\partial W[0,m,n]} = \sum_{k=0}^{2} x[m, 2k+n]$`],
    ['off by one', latex`$\frac{\partial f[0,i]}{\partial W[0,m,n]} = x[m, 2i+n-1]$`],
    ['the whole input', latex`$\frac{\partial f[0,i]}{\partial W[0,m,n]} = x[m, n]$`],
  ],
  'never right': [
    ['the question', latex`$\frac{\partial f[0,i]}{\partial W[0,m,n]} = \frac{\partial f[0,i]}{\partial W[0,m,n]}$`],
    ['column by column', latex`$\frac{\partial f}{\partial W}[i, j] = x[j \% 5, 2i + j // 5]$`],
    ['words', 'It is the input under the window.'],
  ],
});

/** 1.1(c)(iii): its derivative by the input. */
const byInput = answersTo('1.1(c)(iii)', {
  correct: [
    [
      'cases',
      latex`$$\frac{\partial f[0,i]}{\partial x[m,k]} = \begin{cases} W[0,m,k-2i] & 0 \le k-2i \le 2 \\ 0 & \text{otherwise} \end{cases}$$`,
    ],
    [
      'cases with words',
      latex`$\frac{\partial f_i}{\partial x_{m,k}} = \begin{cases} W_{0,m,k-2i}, & \text{if } 2i \le k \le 2i+2, \\ 0, & \text{else.} \end{cases}$`,
    ],
    ['a delta', latex`$\frac{\partial f_i}{\partial x_{m,k}} = \sum_{n=0}^{2} W_{0,m,n}\, \delta_{k,2i+n}$`],
    ['an indicator', latex`$\frac{\partial f_i}{\partial x_{m,k}} = \sum_{n} W_{0,m,n} \mathbb{1}[k = 2i + n]$`],
    [
      'an indicator of the range',
      latex`$\frac{\partial f[0,i]}{\partial x[m,k]} = W[0,m,k-2i]\, \mathbf{1}\{0 \le k - 2i < 3\}$`,
    ],
    [
      'if and else in words',
      latex`$\frac{\partial f[0,i]}{\partial x[m,k]} = W[0,m,n]$ if $k = 2i+n$ for some $n \in \{0,1,2\}$, and $0$ otherwise.`,
    ],
    [
      'the entries that are not 0',
      latex`$\frac{\partial f[0,i]}{\partial x[m, 2i+n]} = W[0,m,n]$, and all other entries are 0.`,
    ],
    [
      'flattened',
      latex`$\frac{\partial f}{\partial x} \in \mathbb{R}^{1 \times 3 \times 35}$, $\frac{\partial f}{\partial x}[0, i, 7m + 2i + n] = W[0,m,n]$ for $m \in 0,1,2,3,4$ and $n \in 0,1,2$, the rest are 0`,
    ],
    [
      'flattened with floor and mod',
      latex`$\frac{\partial f}{\partial x}[0, i, j] = W[0, j//7, j\%7 - 2i]$ if $0 \le j \% 7 - 2i \le 2$, else 0`,
    ],
    ['Python', 'df[0,i]/dx[m,k] = W[0,m,k-2i] if 0 <= k-2i <= 2 else 0'],
    ['plain text', 'df[0,i]/dx[m,k] = W[0,m,k-2i] when 2i <= k <= 2i+2, 0 otherwise'],
    [
      'four indices',
      latex`$\frac{\partial f_W(x)}{\partial x}[0,i,m,k] = W[0,m,k-2i]$ where $k - 2i \in \{0,1,2\}$, zero elsewhere`,
    ],
    [
      'zero outside',
      latex`$\frac{\partial f[0,i]}{\partial x[m,k]} = W[0,m,k-2i]$, which is 0 when the index is out of range`,
    ],
    [
      'two equations',
      latex`$\frac{\partial f_i}{\partial x_{m,k}} = W_{0,m,k-2i}$ for $0 \le k - 2i \le 2$ and $\frac{\partial f_i}{\partial x_{m,k}} = 0$ otherwise`,
    ],
    [
      'the shape first',
      latex`The shape is $1 \times 3 \times 5 \times 7$. $\frac{\partial f[0,i]}{\partial x[m,k]} = \begin{cases} W[0,m,k-2i] & \text{if } k-2i \in \{0,1,2\} \\ 0 & \text{otherwise} \end{cases}$`,
    ],
  ],
  partial: [
    ['the zeros unsaid', latex`$\frac{\partial f[0,i]}{\partial x[m, 2i+n]} = W[0,m,n]$`],
    ['no condition', latex`$\frac{\partial f[0,i]}{\partial x[m,k]} = W[0,m,k-2i]$`],
    [
      'a wrong shape',
      latex`$\frac{\partial f}{\partial x} \in \mathbb{R}^{5 \times 21}$, $\frac{\partial f_i}{\partial x_{m,k}} = \sum_{n=0}^{2} W_{0,m,n}\, \delta_{k,2i+n}$`,
    ],
  ],
  incorrect: [
    ['no stride', latex`$\frac{\partial f[0,i]}{\partial x[m,k]} = W[0,m,k-i]$ if $0 \le k-i \le 2$, else 0`],
    ['exchanged', latex`$\frac{\partial f[0,i]}{\partial x[m,k]} = W[0,k-2i,m]$ if $0 \le k-2i \le 2$, else 0`],
    ['a range too short', latex`$\frac{\partial f[0,i]}{\partial x[m,k]} = W[0,m,k-2i]$ if $0 \le k-2i < 2$, else 0`],
    ['never 0', latex`$\frac{\partial f[0,i]}{\partial x[m,k]} = \sum_{n=0}^{2} W[0,m,n]$`],
    ['the input', latex`$\frac{\partial f[0,i]}{\partial x[m,k]} = x[m,k]$ if $0 \le k - 2i \le 2$, else 0`],
    [
      'as handed in',
      latex`$\frac{\partial f_W(x)}{\partial x}[i, 7m \times 3n] = W[0, i, n] \text{ for } m \in 0, 1, 2, n \in 0, 1, 2$, and the rest of $\frac{\partial f_W(x)}{\partial x}$ are all 0.`,
    ],
    [
      'a delta without stride',
      latex`$\frac{\partial f_i}{\partial x_{m,k}} = \sum_{n=0}^{2} W_{0,m,n}\, \delta_{k,i+n}$`,
    ],
    ['turned', latex`$\frac{\partial f_i}{\partial x_{m,k}} = \sum_{n=0}^{2} W_{0,m,2-n}\, \delta_{k,2i+n}$`],
  ],
  'never right': [
    ['words', 'The weights where the window lies, else zero.'],
    ['the shape alone', latex`$\mathbb{R}^{1 \times 3 \times 5 \times 7}$`],
  ],
});

/** 1.1(c)(iv): the gradient of the filter. */
const gradient = answersTo('1.1(c)(iv)', {
  correct: [
    [
      'entries',
      latex`$\frac{\partial l}{\partial W[0,m,n]} = \sum_{i=0}^{2} \frac{\partial l}{\partial f[0,i]} x[m,2i+n]$`,
    ],
    [
      'behind the derivative',
      latex`$\frac{\partial l}{\partial W}[0,m,n] = \sum_{i=0}^{2} \frac{\partial l}{\partial f_W(x)}[0,i]\, x[m, 2i+n]$`,
    ],
    ['subscripts', latex`$\frac{\partial l}{\partial W_{m,n}} = \sum_{i} \frac{\partial l}{\partial f_i} x_{m,2i+n}$`],
    [
      'flattened',
      latex`$\frac{\partial l}{\partial W} \in \mathbb{R}^{1 \times 15}$, $\frac{\partial l}{\partial W}[0,j] = \sum_{i=0}^{2} \frac{\partial l}{\partial f}[0,i]\, x[j // 3, 2i + j \% 3]$`,
    ],
    [
      'the chain rule first',
      latex`$\frac{\partial l}{\partial W_{m,n}} = \sum_{i=0}^{2} \frac{\partial l}{\partial f_i}\frac{\partial f_i}{\partial W_{m,n}} = \sum_{i=0}^{2} \frac{\partial l}{\partial f_i} x_{m,2i+n}$`,
    ],
    ['plain text', 'dl/dW[0,m,n] = sum_{i=0}^{2} dl/df[0,i] * x[m, 2i+n]'],
    ['Unicode', '∂l/∂W[0,m,n] = Σᵢ ∂l/∂f[0,i] x[m, 2i+n]'],
    [
      'a capital L',
      latex`$\frac{\partial L}{\partial W[0,m,n]} = \sum_{i=0}^2 \frac{\partial L}{\partial f[0,i]} x[m,2i+n]$`,
    ],
    [
      'words behind',
      latex`$\frac{\partial l}{\partial W}[0, i] = \sum_{n=0}^2 \frac{\partial l}{\partial f_W(x)}[0, n] x[i // 3, i \% 3 + 2 \times n]$. They both have a summation from 0 to 2, but the total dimension is different.`,
    ],
    [
      'three terms',
      latex`$\frac{\partial l}{\partial W_{m,n}} = \frac{\partial l}{\partial f_0} x_{m,n} + \frac{\partial l}{\partial f_1} x_{m,n+2} + \frac{\partial l}{\partial f_2} x_{m,n+4}$`,
    ],
    [
      'Einstein’s convention',
      latex`With the Einstein summation convention $\frac{\partial l}{\partial W_{m,n}} = \frac{\partial l}{\partial f_i} x_{m,2i+n}$.`,
    ],
    [
      'dilated',
      latex`$\frac{\partial l}{\partial W}[0,m,n] = \sum_{i=0}^{2} x[m, n + 2i] \cdot \frac{\partial l}{\partial f}[0,i]$: a convolution of $x$ with the gradient, dilated by 2, instead of stride 2.`,
    ],
  ],
  partial: [
    [
      'a wrong shape',
      latex`$\frac{\partial l}{\partial W} \in \mathbb{R}^{1 \times 3}$, $\frac{\partial l}{\partial W[0,m,n]} = \sum_{i=0}^{2} \frac{\partial l}{\partial f[0,i]} x[m,2i+n]$`,
    ],
  ],
  incorrect: [
    ['no sum', latex`$\frac{\partial l}{\partial W[0,m,n]} = \frac{\partial l}{\partial f[0,i]} x[m,2i+n]$`],
    [
      'no stride',
      latex`$\frac{\partial l}{\partial W[0,m,n]} = \sum_{i=0}^{2} \frac{\partial l}{\partial f[0,i]} x[m,i+n]$`,
    ],
    [
      'exchanged',
      latex`$\frac{\partial l}{\partial W[0,m,n]} = \sum_{i=0}^{2} \frac{\partial l}{\partial f[0,i]} x[2i+n,m]$`,
    ],
    ['without the gradient', latex`$\frac{\partial l}{\partial W[0,m,n]} = \sum_{i=0}^{2} x[m,2i+n]$`],
    [
      'the filter for the input',
      latex`$\frac{\partial l}{\partial W[0,m,n]} = \sum_{i=0}^{2} \frac{\partial l}{\partial f[0,i]} W[0,m,n]$`,
    ],
    [
      'the gradient at the wrong place',
      latex`$\frac{\partial l}{\partial W[0,m,n]} = \sum_{i=0}^{2} \frac{\partial l}{\partial f[0,n]} x[m,2i+n]$`,
    ],
    [
      'one output short',
      latex`$\frac{\partial l}{\partial W[0,m,n]} = \sum_{i=0}^{1} \frac{\partial l}{\partial f[0,i]} x[m,2i+n]$`,
    ],
  ],
  'never right': [
    [
      'only the chain rule',
      latex`$\frac{\partial l}{\partial W} = \frac{\partial l}{\partial f} \frac{\partial f}{\partial W}$`,
    ],
  ],
});

/** 1.2.2(f): the gradient of an earlier state. */
const earlier = answersTo('1.2.2(f)', {
  correct: [
    [
      'the next k steps',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{t=T+1}^{T+k} \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial h[T]}$`,
    ],
    [
      'counted from 1',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{i=1}^{k} \frac{\partial l}{\partial h[T+i]} \frac{\partial h[T+i]}{\partial h[T]}$`,
    ],
    [
      'the other order',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{t=T+1}^{T+k} \left(\frac{\partial h[t]}{\partial h[T]}\right)^\top \frac{\partial l}{\partial h[t]}$`,
    ],
    [
      'a double inequality',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{T < t \le T+k} \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial h[T]}$`,
    ],
    ['plain text', 'dl/dh[T] = sum_{t=T+1}^{T+k} dl/dh[t] dh[t]/dh[T]'],
    [
      'as a set',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{t \in \{T+1, \dots, T+k\}} \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial h[T]}$`,
    ],
  ],
  partial: [
    [
      'all later steps',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{t > T} \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial h[T]}$`,
    ],
    [
      'up to infinity',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{t=T+1}^{\infty} \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial h[T]}$`,
    ],
  ],
  incorrect: [
    [
      'the step itself',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{t=T}^{T+k} \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial h[T]}$`,
    ],
    [
      'one step',
      latex`$\frac{\partial l}{\partial h[T]} = \frac{\partial l}{\partial h[T+1]} \frac{\partial h[T+1]}{\partial h[T]}$`,
    ],
    [
      'one short',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{t=T+1}^{T+k-1} \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial h[T]}$`,
    ],
    [
      'earlier steps',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{t=T-k}^{T-1} \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial h[T]}$`,
    ],
    [
      'without the gradients of the steps',
      latex`$\frac{\partial l}{\partial h[T]} = \sum_{t=T+1}^{T+k} \frac{\partial h[t]}{\partial h[T]}$`,
    ],
  ],
});

export const formulas: readonly Case[] = [...output, ...byFilter, ...byInput, ...gradient, ...earlier];
