import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** normalization-decoding 2.1 and 3.1: λ = 2ηγ and N^T. */
export const independentCounting: readonly Case[] = [
  ...answersTo('2.1', {
    correct: [
      ['bare equation', latex`$\lambda = 2\gamma\eta$`],
      ['bare value', latex`$2\eta\gamma$`],
      ['plain', 'lambda = 2*eta*gamma'],
      ['Unicode', 'λ = 2ηγ'],
      ['solved for gamma', latex`The two coincide iff $\gamma = \frac{\lambda}{2\eta}$.`],
      ['must equal', latex`$\lambda$ must equal $2\eta\gamma$ for the two updates to be identical.`],
      ['choose', latex`We need to choose $\lambda = 2\eta\gamma$.`],
      ['setting', latex`Setting $\lambda = 2\eta\gamma$ makes both update rules equal.`],
      [
        'full derivation',
        latex`L2: $\theta_{t+1} = \theta_t - \eta(\nabla L + 2\gamma\theta_t)$

WD: $\theta_{t+1} = \theta_t - \eta\nabla L - \lambda\theta_t$

Comparing both, $\lambda = 2\eta\gamma$.`,
      ],
      [
        'from the paper',
        latex`As shown in the AdamW paper (Loshchilov & Hutter), for plain SGD both are equivalent with $\lambda = 2\eta\gamma$.`,
      ],
      ['when', latex`They are equivalent when $\lambda = 2\eta\gamma$.`],
      ['if and only if', latex`The schemes are equivalent if and only if $\lambda = 2\eta\gamma$`],
      ['for SGD', latex`For SGD: $\lambda = 2\eta\gamma$. (For Adam this is no longer true, see the next question.)`],
      ['remark afterwards', latex`$\lambda = 2\eta\gamma$. So the best $\lambda$ depends on the learning rate.`],
      [
        'which means',
        latex`$\lambda=2\eta\gamma$, which means that weight decay and L2 are the same thing up to a rescaling of the coefficient.`,
      ],
      [
        'a table',
        latex`| symbol | value |
|---|---|
| $\lambda$ | $2\eta\gamma$ |`,
      ],
      ['dots', latex`$\lambda = 2 \cdot \eta \cdot \gamma$`],
      ['converter', latex`$\\lambda = 2\\eta\\gamma$`],
      ['equate coefficients', latex`Equating the coefficients of $\theta_t$ yields $\lambda = 2\eta\gamma$.`],
      ['QED', latex`Therefore $\lambda=2\eta\gamma$. $\square$`],
    ],
    incorrect: [
      ['eta missing', latex`$\lambda = 2\gamma$`],
      ['a half', latex`$\lambda = \frac{1}{2}\eta\gamma$`],
      ['over eta', latex`$\lambda = 2\gamma/\eta$`],
      ['equal at eta = gamma', latex`$\lambda = 2\eta^2$`],
      ['a 4', latex`$\lambda = 4\eta\gamma$, because of the square`],
      ['wrong solved for gamma', latex`$\gamma = \frac{2\lambda}{\eta}$`],
      ['minus', latex`$\lambda = -2\eta\gamma$`],
      ['one minus', latex`$\lambda = 1 - 2\eta\gamma$`],
    ],
    'not wrong': [
      ['German', latex`Also gilt $\lambda = 2\eta\gamma$.`],
      ['French', latex`Il faut donc choisir $\lambda = 2\eta\gamma$.`],
    ],
    'never right': [
      ['never', latex`They are never the same, not even for $\lambda = 2\eta\gamma$.`],
      ['different when', latex`They behave differently when $\lambda = 2\eta\gamma$.`],
      ['except for', latex`For every $\lambda$ except $\lambda = 2\eta\gamma$.`],
      ['unless', latex`The runs agree unless $\lambda = 2\eta\gamma$.`],
      ['larger', latex`$\lambda$ has to be larger than $2\eta\gamma$.`],
      ['half of', latex`λ is half of 2ηγ`],
      ['Adam only', latex`With Adam it would be $\lambda = 2\eta\gamma$, with SGD there is no such value.`],
      ['order', latex`$\lambda$ is of the order of $2\eta\gamma$.`],
      ['was guessed', latex`$\lambda = 2\eta\gamma$ was just a wild guess, please ignore`],
      ['square root', latex`The square root of $2\eta\gamma$`],
      ['sum', latex`the sum of $\lambda$ and one is $2\eta\gamma$`],
    ],
  }),
  ...answersTo('3.1', {
    correct: [
      ['bare', latex`$N^T$`],
      ['plain', 'N^T'],
      ['stars', 'N**T'],
      ['Unicode', 'Nᵀ'],
      [
        'in words with reason',
        latex`There are $N^T$ such sequences, because each of the $T$ remaining positions can be any of the $N$ words.`,
      ],
      ['product rule of counting', latex`By the multiplication principle we have $N \cdot N \cdots N = N^T$ options.`],
      ['first fixed', latex`Since the first token is fixed, only $T$ tokens are free: $N^T$ sequences.`],
      [
        'length explained',
        latex`A sequence of length $T+1$ has one fixed token and $T$ free ones. So the number is $N^T$.`,
      ],
      ['exactly', latex`exactly $N^T$`],
      ['number of', latex`#sequences = $N^T$`],
      ['exponential', latex`$N^T$, i.e. exponentially many in $T$.`],
      ['example', latex`$N^T$. For example, with $N = 10$ and $T = 3$ there are 1000 sequences.`],
      ['assumption', latex`Assuming that the start token may appear again, the answer is $N^T$.`],
      ['the other convention', latex`Excluding the start token from the vocabulary we get $(N-1)^T$.`],
      ['as in class', latex`As discussed in class, the search space has size $N^T$.`],
      ['in total', latex`In total, $N^T$ different sequences.`],
      ['boxed', latex`$\boxed{N^T}$`],
      ['too many', latex`$N^T$, which is far too many to enumerate.`],
      ['growth', latex`The number of possible sequences grows exponentially: $N^T$`],
      ['exp log', latex`$e^{T \ln N}$`],
      ['split powers', latex`$N \cdot N^{T-1}$`],
      ['induction', latex`Let $a_T$ be the number. Then $a_0 = 1$ and $a_T = N a_{T-1}$, hence $a_T = N^T$.`],
    ],
    incorrect: [
      ['one more', latex`$N^{T+1}$`],
      ['one fewer', latex`$N^{T-1}$`],
      ['reversed', latex`$T^N$`],
      ['product', latex`$NT$`],
      ['falling factorial', latex`$\frac{N!}{(N-T)!}$`],
      ['equal at N = T', latex`There are $T^T$ sequences.`],
      ['sum', latex`$\sum_{t=0}^{T} N^t$`],
      ['binary', latex`$2^{NT}$`],
      ['minus one', latex`$N^T - 1$ because the empty sequence does not count`],
    ],
    'not wrong': [
      ['German', latex`Es gibt $N^T$ Folgen.`],
      ['French', latex`Il y a $N^T$ séquences.`],
      ['Spanish', latex`Hay $N^T$ secuencias.`],
    ],
    'never right': [
      ['2 x', latex`It would be 2 x the number $N^T$.`],
      ['twice', latex`twice as many as $N^T$`],
      ['one more than', latex`one more than $N^T$`],
      ['minus in words', latex`$N^T$ minus the sequences with repeated words`],
      ['upper bound', latex`$N^T$ is an upper bound, the exact number is smaller.`],
      ['order of', latex`on the order of $N^T$`],
      ['half', latex`Half of the $N^T$ sequences`],
      ['not all', latex`Not all $N^T$ sequences are possible.`],
      ['without start', latex`Without the fixed start there would be $N^T$, with it there are fewer.`],
      [
        'a different question',
        latex`The number of sequences of length $T$ without a start token in a different model is $N^T$, but that is not what is asked.`,
      ],
      ['doubt', latex`$N^T$ or maybe $N^{T+1}$, not sure`],
      ['asymptotic', latex`$O(N^T)$`],
      ['the professor', latex`Our TA mentioned $N^T$, I have no own solution.`],
      ['log', latex`The logarithm of the count is $N^T$.`],
      ['times', latex`$N^T$ times the number of beams`],
      ['fraction', latex`a third of $N^T$`],
      ['beam', latex`A beam search looks at $N^T$ sequences, the total is larger by a factor $N$.`],
      ['factorial', latex`$N^T$ factorial`],
      ['German denial', latex`Es sind nicht $N^T$ Folgen, sondern weniger.`],
      ['per', latex`$N^T$ for each of the $N$ start tokens, so multiply by $N$`],
    ],
  }),
];
