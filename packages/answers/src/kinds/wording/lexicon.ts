/**
 * The words that may stand around a right answer without changing what it says, by what they do there. A word is missing
 * on purpose where it turns, weakens, multiplies or hands over what it stands beside: "twice", "without", "other",
 * "nearly", "claims". Inflected forms are found by {@link isKnownWord}.
 */
const words = {
  articlesAndPronouns:
    'a an the this that these those it its itself they them their we our us i me my you your one ones there here each every all both everything who whose whom',
  joining:
    'and as at by for from in into of on onto to with within upon via through throughout along across among between during after before during until where which what how why because since so hence thus therefore then thereby thereof hereby consequently accordingly finally first firstly second secondly third thirdly fourth fifth next last lastly now again also too such same respectively resp ie eg namely wrt indeed whence inside too next iff',
  being: 'is are be being been am was has have had do does can must should will shall need let lets there',
  degree:
    'numerically analytically symbolically further together straightforwardly exactly precisely simply just only directly clearly obviously easily immediately overall altogether together respectively explicitly formally basically essentially actually even finally mathematically analytically numerically recursively step stepwise already quickly intuitively generally usually naturally trivially exponentially linearly always very well really correctly',
  politeness:
    'correction corrected update thank thanks please sorry hi hello hey cheers done qed ok okay yes great nice hope fine best regards ready yay voila',
  finding:
    'implement print typeset draw drawn name call refer reference reuse carry lead build construct create cover satisfy fulfil allow handle happen help try double-check exclude omit attach visualize interpret conclude bring put arrive fill summarize summarise rewrite rewritten point get got give gave given yield obtain find found see saw seen show shown know known conclude derive arrive reach come came equal become follow result compute calculate evaluate determine solve simplify expand substitute insert plug write wrote written denote define set put take took taken use apply differentiate sum add collect combine factor group rearrange match agree coincide hold held check verify confirm compare look count choose chose chosen pick select look work start begin began begun end continue proceed observe notice note recall treat consider describe express state explain discuss learn understand read mean represent correspond depend contribute enter appear occur flow propagate backpropagate traverse pass unroll unfold iterate repeat perform process run ran cost scan require store keep kept return rank sort score generate contain consist include extend remain stay lie sit stand go goes went made make fix assign label name ask answer want wish need pair accept constrain constraint restrict restriction student who think believe prove proof vanish grow grew decay accumulate arise',
  mathematics:
    'small large big long main basic easy clear obvious clean recursive sequential respective actual relevant consistent numerical analytical symbolic straightforward trivial interesting important useful necessary fact thing purpose context sense meaning effect influence role behaviour behavior property relation structure quantity symbol blank middle centre center corner top bottom prefactor monomial practical feasible efficient tractable plain own whole nested single answer solution result outcome value number amount expression formula equation identity equality term summand factor coefficient derivative derivation derivate gradient differential partial jacobian product power exponent base rule law definition theorem lemma chain algebra calculation computation contribution expansion substitution notation variable parameter constant scalar vector matrix matrices tensor array row column entry entries element component index indices dimension shape size length width depth height axis axes corner side hand left form shorthand system unknown elimination induction counting multiplication principle choice option possibility possibilities combination way sequence position slot place count total cardinality set list table equal equivalent identical exact final complete full whole entire closed simplified factored expanded explicit compact standard simple short general desired required corresponding resulting following above below given fixed free remaining possible independent distinct unique arbitrary likely linear logarithmic exponential polynomial quadratic cubic local total direct individual single several many infinite finite positive nonnegative negligible dominant leading scalar unit units sign equation lhs rhs rows columns brackets parentheses calculus multivariate multivariable univariate ordinary usual elementwise pointwise componentwise leibniz',
  numbers: 'zero one two three four five six seven eight nine ten hundred thousand million once',
  work: 'part question problem task exercise homework assignment sheet subpart item point lecture class course slide slides notes chapter section figure page paper article series blog post author example case detail reason explanation summary conclusion idea intuition hint remark comment calculator python numpy pytorch torch autograd tensorflow jax sympy wolframalpha matlab code program script script implementation check verification sanity test',
  learning:
    'bos eos sos langle rangle token var std plain vanilla loop usage call machine computer memory cache gate term neural network net rnn lstm gru cnn model decoder encoder layer neuron unit hidden state cell input output weight bias activation recurrence recurrent unrolled computational computation graph node edge path tree root leaf branch step timestep time forward backward pass backpropagation backprop propagation bptt downstream upstream loss objective cost penalty regularization regularizer regularisation regularized decay update iteration descent optimizer sgd adam adamw momentum rate learning scheme method approach technique algorithm epoch batch minibatch instance example channel feature mean variance average moment population statistic normalization norm normalisation dimension sample filter kernel convolution convolutional stride padding valid correlation map pixel image window shared tied softmax relu sigmoid tanh l1 l2 wd bn ln',
  search:
    'token word vocabulary var dictionary sentence text prefix continuation hypothesis hypotheses candidate beam search decode decoding probability log-probability likelihood loglikelihood logprob prob logp log score',
  cost: 'complexity runtime running time space memory storage heap queue priority selection quickselect sorting mergesort quicksort heapsort operation bound big asymptotic asymptotically linear worst scoring dominate dominated dominating term select partition partial priority bubble',
} as const;

const known: ReadonlySet<string> = new Set(Object.values(words).flatMap((list) => list.split(' ')));

/** Further harmless words of one kind of question, where they say what is asked or found. */
const extraWords: Readonly<Record<'search' | 'denial' | 'quantities', ReadonlySet<string>>> = {
  /** Searches: what is kept and what is not is weighed by the reader of sequences. */
  search: new Set(
    'yet prefix heuristic already still more most higher highest lower lowest better best worse worst greater bigger larger largest likelier likeliest than but although though while whereas however kept prune pruned discard drop eliminate remove reject lose lost cut greedy exhaustive heuristic optimal optimum optimally global globally local locally survive top stored expand expansion whole tree level stage depth parent child children start other others another early later earlier enough get gets ending third second probable were had did could current currently maximum max maximal maximize maximizes argmax choice decision chosen path total red blue neural network'.split(
      ' ',
    ),
  ),
  /** Denials, where saying no is what is asked. */
  denial: new Set(
    'thrown away no not never cannot nor neither doesnt isnt didnt wont miss fail ignore would without unless if'.split(
      ' ',
    ),
  ),
  /** Facts with units. */
  quantities: new Set(
    'out times began ended finish finished finishing started went got almost reaching needing starts ends about around approximately approx roughly took takes train trained training reached achieve achieved achieving accuracy accuracies baseline initial initially original originally starting beginning ending second seconds sec secs minute minutes hour percent percentage gpu v100 nvidia tesla cifar cifar10 resnet dawnbench winning winner entry submission benchmark dataset data hardware single improve improved improvement speed speedup faster reduce reduced down up trick tricks optimization optimizations augmentation tta final finally after before version attempt series page david myrtle modern card amazing amazingly impressive later were did had could eventually tuned tuning still original test-set fast while but whereas'.split(
      ' ',
    ),
  ),
};
/** A list of words that are harmless around answers of one kind alone. */
export type ExtraWords = keyof typeof extraWords;

/** `Claim:` before what is then proved. */
export const announcing: RegExp =
  /(?:^|(?<=[\n.]\s?))[ \t]*(?:(?:our|the|my)[ \t]+)?(?:claim|assertion|proposition|statement)(?:[ \t]*\d)?[ \t]*[:.](?=\s)/gi;

/** Phrases that are harmless as a whole though one of their words is not. */
export const harmlessPhrases: readonly RegExp[] = [
  announcing,
  /\bor,? (?:equivalently|in other words|simply|written differently|factored|rearranged|expanded|simplified)\b/gi,
  /\b(?:equivalently|in other words|that is to say|in fact|of course|as usual|as required|as desired|as expected|for instance|for example|at first|at last|at the end|at once|in particular|without loss of generality|no units?|nothing else|and so on|so on)\b/gi,
  /\b(?:can|could|may) (?:also )?be (?:further )?(?:written|simplified|factored|rewritten|expressed|seen|computed|shown|checked)\b/gi,
  /\bmay (?:again |also )?(?:appear|occur|repeat|reappear|be repeated|be reused|be used|be any)\b/gi,
  /\b(?:not|cannot be|can ?not be) (?:yet |further )?(?:simplified|needed|necessary|important|included|required here)(?: (?:any )?further)?\b/gi,
  /\b(?:does|do)(?: not|n['’]t) (?:depend on|matter|contribute|change (?:anything|the result))\b/gi,
  /\bas (?:mentioned|said|stated|claimed|noted) (?:above|before|earlier|in (?:the )?(?:lecture|class|question|part|slides))\b/gi,
  /\b(?:from|in|of|using|by|see) (?:the |my )?(?:previous|preceding|last|other) (?:part|question|step|task|result|equation|equations|line|exercise|answer)s?\b/gi,
  /\b(?:different|other|remaining) (?:\uE010 ?)?(?:possible )?(?:sequences|possibilities|words|tokens|options|sentences|combinations|ways|choices|positions)\b/gi,
  /\bas a function of\b/gi,
  /\b(?:end(?:ed)? up with|(?:(?:we|you|they|i) (?:were|are|am|was) )?(?:looking|asked) for|with (?:repetitions?|replacement)(?: allowed)?)\b/gi,
  /\b(?:can(?:not| not|['’]t)|does(?: not|n['’]t)) (?:occur|appear|be used|be repeated|reappear|come) (?:again|later|twice|any ?more)\b/gi,
  /\b(?:loss|activation|objective|sigmoid|tanh|cost|value) functions?\b/gi,
  /\bturn(?:s|ed)? out(?: to be)?\b/gi,
  /\bdouble[- ]?check(?:s|ed|ing)?\b/gi,
  /\b(?:left|middle|right|upper|lower|top|bottom)(?:most)? (?:edge|path|branch|node|term|factor|side|corner|column|row|entry|subtree|child)s?\b/gi,
  /\babout (?=(?!half|twice|double)[a-z]{2})/gi,
  /(?:^|(?<=[.,;(\n] ?))over (?=\uE010|all\b|the\b|these\b)/gi,
  /\b(?:sum|summing|summed|add(?:ing|ed)?|accumulat(?:e|ed|ing)|iterat(?:e|ed|ing)|average[ds]?|averaging|loops?) (?:up )?over\b/gi,
  /\b(?:transposed convolutions?|cross[- ]correlations?|square brackets|squared terms?)\b/gi,
  /\bsums? (?:of|over) (?:all|the|these|those|both|its|them|three|two|every|each)\b/gi,
  /\b(?:in (?:that|this|any|the same) order|regardless of (?:the )?order)\b/gi,
  /\b(?:if and only if|whether or not)\b/gi,
  /\b(?:per|for each) (?:channel|example|instance|feature|sample|edge|image|layer)\b/gi,
  /\b(?:three|two|several|many|\d|T|k|n) times (?=in\b|[,.;)]|$)/gi,
  /\b(?:enters?|appears?|occurs?|used|multipl(?:y|ied|ication)|counted|repeated|contributes?) (?:exactly )?(?:once|twice|(?:three|two|several|many|\S{1,3}) times)\b/gi,
  /\b(?:w\.?r\.?t\.?|with respect to|in terms of|with regard to)/gi,
  /\b(?:i|we) (?:do|did) not (?:need|use)\b/gi,
  /\b(?:finite|central) differences?\b/gi,
  /\b(?:left|right)[- ]hand side\b/gi,
  /\b(?:the|is|are|both|all|each) (?:right|correct|true)(?: (?:answer|result|solution|choice|one|derivative))?\b/gi,
  /\b(?:far )?too (?:many|large|big|expensive|much)(?: to \w+)?\b/gi,
  /\b(?:at (?:each|every|the|this|that|step|time|most)|no longer than)\b/gi,
  /\b(?:keeps?|kept|keeping|using|used) (?:only )?the (?:same|best|top)\b/gi,
];

/** Whether a word, in whatever form, is one of those that change nothing; slips of the pen in long words are overlooked. */
export function isKnownWord(word: string, extras: readonly ExtraWords[]): boolean {
  const has = (form: string): boolean => known.has(form) || extras.some((name) => extraWords[name].has(form));
  const lower = word.toLowerCase().replaceAll('’', "'");
  if (/^(?:let|it|that|there|here|what|where|we|i|you|they)'(?:s|re|ve|m|ll)$/.test(lower)) return true;
  const bare = lower.replace(/'s?$/, '');
  if (has(bare.replace(/n't$/, 'nt'))) return true;
  if (turning.has(bare)) return false;
  if (stems(bare).some(has)) return true;
  if (bare.length < 6) return false;
  return slips(bare, extras);
}

/** Words that look like a form or a slip of a harmless one and are none. */
const turning: ReadonlySet<string> = new Set(
  'times squares squared except unequal inexact unlike unlikely nearly hardly former untrue invalid undone uncountable incorrect another neither rather factorial factorials previous mistake mistaken mistakes'.split(
    ' ',
  ),
);

function stems(word: string): string[] {
  const forms = [word];
  const add = (pattern: RegExp, ...endings: readonly string[]): void => {
    if (!pattern.test(word)) return;
    const stem = word.replace(pattern, '');
    for (const ending of endings) forms.push(stem + ending);
    if (/(.)\1$/.test(stem)) forms.push(stem.slice(0, -1));
  };
  add(/ies$/, 'y');
  add(/ied$/, 'y');
  add(/es$/, '', 'e');
  add(/s$/, '');
  add(/ed$/, '', 'e');
  add(/ing$/, '', 'e');
  add(/ly$/, '');
  return forms;
}

const long = [...known].filter((word) => word.length >= 6);

/** Whether a word is one slip away from a harmless one with the same first letter. */
function slips(word: string, extras: readonly ExtraWords[]): boolean {
  const near = (other: string): boolean =>
    other[0] === word[0] && Math.abs(other.length - word.length) <= 1 && oneSlip(word, other);
  return (
    long.some(near) || extras.some((name) => [...extraWords[name]].some((other) => other.length >= 6 && near(other)))
  );
}

/** One letter added, left out, changed, or two neighbours exchanged. */
function oneSlip(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
