import { answersTo, type Case } from './case.ts';

const latex = String.raw;

const first = answersTo('2(a)', {
  correct: [
    ['a comma', 'neural, network'],
    ['a label again', 'a). neural, network.'],
    ['and', 'neural and network'],
    ['quotes', '"neural", "network"'],
    ['curly quotes', 'Beam search stores “neural” and “network”.'],
    ['a set', '{neural, network}'],
    ['a set in LaTeX', latex`$\{\text{neural}, \text{network}\}$`],
    ['a list', '- neural\n- network'],
    ['a numbered list', '1. neural\n2. network'],
    ['scores', 'neural (-0.65), network (-0.73)'],
    ['scores with a minus sign and no zero', 'network: −.73\nneural: −.65'],
    ['a table', '| sequence | log-probability |\n|---|---|\n| neural | -0.65 |\n| network | -0.73 |'],
    ['brackets for each', '[neural], [network]'],
    ['capitals', 'Neural; Network'],
    ['both, with a reason', 'Since k = 2 and there are only 2 words, both are kept: neural and network.'],
    [
      'an equation for each',
      latex`$y_{1,1} = \text{neural}$ with $\log p = -0.65$ and $y_{1,2} = \text{network}$ with $\log p = -0.73$`,
    ],
    ['the question first', 'At timestep 1, which sequences is beam search storing?\n\nneural, network'],
    ['behind the beginning of the sentence', '<BOS> neural, <BOS> network'],
    ['behind <s>', '<s> neural (-0.65); <s> network (-0.73)'],
  ],
  partial: [
    ['one of two', 'neural'],
    ['the scores exchanged', 'neural (-0.73), network (-0.65)'],
    ['a score without its sign', 'neural (0.65), network (-0.73)'],
  ],
  incorrect: [['two words', 'neural network']],
  'never right': [
    ['sequences of step 2', 'neural network, network neural'],
    ['no words', 'the two best ones'],
  ],
  unanswered: [['a dash', '-']],
});

const second = answersTo('2(b)', {
  correct: [
    ['hyphens', 'neural-network, network-neural'],
    ['spaces and and', 'neural network and network neural'],
    ['arrows', 'neural → network (-1.25)\nnetwork → neural (-1.33)'],
    ['arrows in LaTeX', latex`$\text{neural} \to \text{network}$ and $\text{network} \to \text{neural}$`],
    ['ASCII arrows', 'neural -> network, network -> neural'],
    ['brackets', '[neural, network], [network, neural]'],
    ['parentheses', '(neural, network) and (network, neural)'],
    ['a list of lists', '[["neural", "network"], ["network", "neural"]]'],
    ['quotes', '"neural network" (−1.25), "network neural" (−1.33)'],
    ['sums written out', 'neural network: -0.65 - 0.6 = -1.25; network neural: -0.73 - 0.6 = -1.33'],
    [
      'sums in LaTeX',
      latex`neural network: $-.65 + (-.6) = -1.25$

network neural: $-.73 + (-.6) = -1.33$`,
    ],
    [
      'log p in LaTeX',
      latex`- $\log p(\text{neural network}) = -1.25$
- $\log p(\text{network neural}) = -1.33$`,
    ],
    [
      'a table',
      latex`| rank | sequence | score |
|---|---|---|
| 1 | neural network | -1.25 |
| 2 | network neural | -1.33 |`,
    ],
    ['the other order', 'network neural\nneural network'],
    ['a list with a label', 'b) neural-network, network-neural'],
    ['with <BOS>', '<BOS> neural network, <BOS> network neural'],
    [
      'all candidates, then the kept ones',
      'The candidates are neural neural (-1.45), neural network (-1.25), network neural (-1.33), network network (-1.53).\n\nSo beam search stores neural network and network neural.',
    ],
    ['a reason behind', 'neural network and network neural, because -1.25 and -1.33 are the two highest sums.'],
    ['plus signs', 'neural + network, network + neural'],
    [
      'y_{1:2}',
      latex`$y_{1:2}^{(1)} = (\text{neural}, \text{network})$, $y_{1:2}^{(2)} = (\text{network}, \text{neural})$`,
    ],
    ['mathrm with a tilde', latex`$\mathrm{neural~network}$, $\mathrm{network~neural}$`],
  ],
  partial: [
    ['greedy', 'neural network'],
    ['one wrong', 'neural-network, neural-neural'],
    ['the other one wrong', 'network neural (-1.33), network network (-1.53)'],
    ['a wrong score', 'neural network (-1.25), network neural (-1.53)'],
    ['the last score alone', 'neural network (-0.6), network neural (-0.6)'],
  ],
  incorrect: [
    ['the two others', 'neural neural, network network'],
    ['three words each', 'neural network neural; network neural network'],
  ],
  'never right': [
    ['three sequences', 'neural network, network neural, neural neural'],
    ['one word each', 'neural, network'],
    ['all four', 'neural neural, neural network, network neural, network network'],
    ['the kept ones named as pruned', 'neural network and network neural are pruned.'],
    ['the right ones denied', 'Not neural network and network neural.'],
    ['two sets', 'neural network, network neural or neural neural, network network'],
  ],
});

const third = answersTo('2(c)', {
  correct: [
    ['with scores', 'neural network network (-1.85), network neural network (-1.93)'],
    ['hyphens and lines', 'neural-network-network\nnetwork-neural-network'],
    ['quotes and and', '"neural network network" and "network neural network"'],
    ['brackets', '[neural, network, network], [network, neural, network]'],
    ['arrows', 'neural → network → network: −1.85, network → neural → network: −1.93'],
    ['sums', latex`neural network network: $-0.65-0.6-0.6=-1.85$; network neural network: $-0.73-0.6-0.6=-1.93$`],
    ['LaTeX text', latex`$$\text{neural network network} \;(-1.85), \qquad \text{network neural network} \;(-1.93)$$`],
    ['a marker', 'Answer: network neural network, neural network network'],
    [
      'a table with words in cells',
      '| 1 | 2 | 3 | log p |\n|---|---|---|---|\n| neural | network | network | -1.85 |\n| network | neural | network | -1.93 |',
    ],
    [
      'the steps before',
      'Step 1: neural, network. Step 2: neural network, network neural. Step 3: neural network network, network neural network.',
    ],
    [
      'candidates pruned by name',
      'Candidates: neural network neural (-2.05), neural network network (-1.85), network neural neural (-2.13), network neural network (-1.93). Top 2: neural network network, network neural network.',
    ],
  ],
  partial: [
    ['as handed in', 'neural-network-neural\nnetwork-neural-network.'],
    ['one', 'neural network network'],
    ['the likeliest of all and one right one', 'neural neural neural, neural network network'],
  ],
  incorrect: [
    ['both wrong', 'neural network neural, network neural neural'],
    ['two words', 'neural network, network neural'],
  ],
  'never right': [
    [
      'all eight',
      'neural neural neural, neural neural network, neural network neural, neural network network, network neural neural, network neural network, network network neural, network network network',
    ],
  ],
});

const likeliest = answersTo('2(d)', {
  correct: [
    ['with the score', 'No. The most likely sequence is neural neural neural (-1.46).'],
    [
      'with both',
      'No. The most likely sequence is "neural neural neural" with log-probability -1.46, but beam search returns "neural network network" with -1.85.',
    ],
    ['because', 'No, because neural-neural-neural was discarded at step 2.'],
    [
      'a reason with its prefix',
      'No. At step 2 "neural neural" (-1.45) is not among the top two, so neural neural neural (-1.46) can never be found.',
    ],
    ['it does not', 'It does not. The overall most likely sequence, neural neural neural, is pruned at timestep 2.'],
    ['a sentence', 'Beam search does not return the overall most likely sequence, which is [neural, neural, neural].'],
    ['LaTeX', latex`No: $\log p(\text{neural neural neural}) = -0.65 - 0.8 - 0.01 = -1.46$ is the highest.`],
    [
      'the question first',
      'Is the likeliest sequence what beam search returns here? Why, or why not?\n\nNo, neural neural neural is the likeliest with −1.46.',
    ],
    ['a label', 'd) No. neural neural neural'],
    [
      'returned one first',
      'No. Beam search returns neural network network (-1.85) whereas the best sequence overall is neural neural neural (-1.46).',
    ],
    ['than', 'No. neural neural neural has a higher log probability (-1.46) than neural network network (-1.85).'],
    ['bold marker', '**Answer:** No, it does not; the most probable sequence is neural-neural-neural.'],
    ['a lowercase no and a colon', 'no: neural → neural → neural scores -1.46 > -1.85'],
    [
      'arrows and pruned prefix',
      'No. neural→neural→neural has the largest total log-probability, yet its prefix neural→neural was pruned.',
    ],
  ],
  partial: [
    [
      'as handed in',
      'No. "network-network-network" has the largest log-probability of all and is missed, since its beginning was pruned.',
    ],
    ['no alone', 'No.'],
    ['a wrong score', 'No. The most likely sequence is neural neural neural (-1.64).'],
    ['what beam search returns', 'No, the most likely sequence is neural network network.'],
  ],
  incorrect: [
    ['yes', 'Yes.'],
    ['yes with a sequence', 'Yes, it returns neural network network, which is the most likely.'],
    ['yes with the right sequence', 'Yes, beam search finds neural neural neural.'],
    ['it does', 'It does return the most likely sequence.'],
  ],
  'never right': [
    ['both', 'Yes and no.'],
    ['no choice', 'It depends on k.'],
    ['all sequences', 'No. neural neural neural, neural neural network, neural network neural, neural network network'],
    [
      'roles exchanged',
      'No. Beam search returns neural neural neural, but the most likely sequence is neural network network.',
    ],
    ['first no, then yes', 'No. Actually yes, neural neural neural is found.'],
    ['the right one denied', 'No. The most likely sequence is not neural neural neural.'],
  ],
});

const cost = answersTo('2(e)', {
  correct: [
    ['as handed in', latex`$O(kTM \log k)$`],
    ['another order', latex`$O(T \cdot k \cdot M \cdot \log k)$`],
    ['calligraphic', latex`$\mathcal{O}(TkM\log k)$`],
    ['plain', 'O(T k M log k)'],
    ['plain stars', 'O(T*k*M*log(k))'],
    ['linear selection', latex`$O(TkM)$`],
    ['sorting', latex`$O(T k M \log M)$`],
    ['sorting all', latex`$O(T k M \log(kM))$`],
    ['sums', latex`$O(T(kM\log k + k^2 \log k))$`],
    [
      'steps before',
      latex`Keeping the best $k$ among $M$ candidates takes $O(M \log k)$.

There are $k$ beams, which takes $O(k)$.

Over all steps the running time is $O(kTM \log k)$.`,
    ],
    [
      'the question first',
      latex`How long does beam search take for a sequence of length $T$ with $k$ beams and $M$ tokens?

$O(TkM \log M)$`,
    ],
    ['theta', latex`$\Theta(T k M \log k)$`],
    ['log base 2', latex`$O(TkM\log_2 k)$`],
    ['where clause', latex`$O(T M k \log k)$ where $M$ is the size of the vocabulary.`],
    ['a capital K', latex`$O(T K M \log K)$`],
    ['Unicode', 'O(T·k·M·log k)'],
    ['bold and marker', latex`**Answer:** $\mathbf{O(kMT)}$`],
    ['no big O', latex`$T k M \log k$`],
    ['the rate in an equation', latex`Total cost $= T \times k \times O(M \log k) = O(TkM\log k)$`],
    ['text around', 'The run time is O(TkMlog(k)) since each of the k beams has M continuations.'],
  ],
  incorrect: [
    ['the exhaustive search', latex`$O(M^T)$`],
    ['without T', latex`$O(kM \log k)$`],
    ['k squared M', latex`$O(Tk^2M^2)$`],
    ['without k', latex`$O(TM\log M)$`],
    ['T squared', latex`$O(T^2kM)$`],
    ['no M', latex`$O(T \log k)$`],
    ['plain, wrong', 'O(T + k + M)'],
  ],
  'never right': [
    ['the earlier question, in T and k alone', latex`$O(Tk^2)$`],
    ['two bounds', latex`$O(TkM)$ or $O(M^T)$`],
    ['a lower bound', latex`$\Omega(TkM)$`],
    ['a word', 'linear'],
    ['a bound denied', latex`It is $O(M^T)$, not $O(TkM \log k)$`],
  ],
});

export const beam: readonly Case[] = [...first, ...second, ...third, ...likeliest, ...cost];
