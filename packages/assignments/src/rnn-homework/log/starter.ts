/** What students read on part 4: the files that are handed in, and how programs of their own write them. */
export const logStarter = `# What is handed in for part 4

Two files beside \`answers.md\`:

| file | holds |
|---|---|
| \`submission_log.json\` | what the training was, and its scores after every epoch |
| \`weights.safetensors\` | the parameters after the last epoch |

\`pnpm train names --seed N\` in Gradbook's repository writes both. Take a seed N of your own: the same seed gives the same run, and runs
that are the same are looked at by a person. \`gradbook check . --assignment rnn-homework\` says whether log and weights belong together.

## The log of a program of your own

\`\`\`json
{
  "format": "gradbook-training-log",
  "version": 1,
  "task": "names",
  "finished": true,
  "config": {
    "model": "lstm",
    "hiddenSize": 64,
    "epochs": 8,
    "batchSize": 64,
    "labelSmoothing": 0,
    "testFraction": 0.2,
    "ascii": "transliterate",
    "seed": 7
  },
  "data": { "source": "bundled", "languages": ["Croatian", "Czech", "…"], "train": 8812, "test": 2204, "sha256": "…" },
  "initialLoss": 2.9,
  "epochs": [
    {
      "epoch": 1,
      "train": { "loss": 1.9, "accuracy": 0.51 },
      "test": { "loss": 1.4, "accuracy": 0.599 },
      "seconds": 40
    }
  ],
  "weights": { "file": "weights.safetensors", "sha256": "…" }
}
\`\`\`

- The names are those that \`@gradbook/datasets-names\` bundles. \`splitNames\` makes the split from \`seed\` and \`testFraction\`; with another
  language, write it to a file first. \`data.sha256\`, which may be left out, is that of \`splitText\`.
- \`data.languages\` are in the order of the classes.
- Inputs are one-hot vectors of the 29 characters of \`nameAlphabet\`, or go through \`embedding.weight\` with a row for each.
- \`accuracy\` is the share that is right, \`loss\` the mean cross-entropy in nats, without label smoothing for the names held back.
- \`initialLoss\` is the loss of the first batch before any step; it may be left out.
- The weights are PyTorch's, by name, layout and order of gates: \`recurrent.weight_ih_l0\`, \`recurrent.weight_hh_l0\`,
  \`recurrent.bias_ih_l0\`, \`recurrent.bias_hh_l0\`, \`head.weight\`, \`head.bias\`; \`rnn.\`, \`lstm.\` and \`output.\` in front are understood too.
  \`safetensors.torch.save_file(model.state_dict(), "weights.safetensors")\` writes them. Pickles (\`.pt\`, \`.pth\`) are never opened.

The log of a notebook that has losses of every step and no data is read as well, and goes to a person.
`;
