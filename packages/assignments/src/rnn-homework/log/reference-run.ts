import type { ReferenceCurve } from '../../logs/curve.ts';

/**
 * What `pnpm train names` wrote with its defaults: the bundled names, seed 0, an LSTM of 128 units, on SwiftShader. It is drawn beside
 * what students hand in; nothing is judged by it.
 */
export const referenceRun: ReferenceCurve = {
  label: 'reference',
  epochs: [
    {
      train: { loss: 1.897653633337155, accuracy: 0.5098729005901044 },
      test: { loss: 1.3966057867406716, accuracy: 0.5989110707803993 },
    },
    {
      train: { loss: 1.5488615137741775, accuracy: 0.6345891965501589 },
      test: { loss: 1.2490266163422712, accuracy: 0.631578947368421 },
    },
    {
      train: { loss: 1.4254806605026065, accuracy: 0.6757830231502496 },
      test: { loss: 1.1927799858328652, accuracy: 0.6488203266787659 },
    },
    {
      train: { loss: 1.3260483791002402, accuracy: 0.7118701770313209 },
      test: { loss: 1.159816649886095, accuracy: 0.6542649727767695 },
    },
    {
      train: { loss: 1.239745738448958, accuracy: 0.7459146618247844 },
      test: { loss: 1.1504906121702245, accuracy: 0.6551724137931034 },
    },
    {
      train: { loss: 1.1622490970805943, accuracy: 0.7793917385383567 },
      test: { loss: 1.1409659497101814, accuracy: 0.6560798548094374 },
    },
    {
      train: { loss: 1.1101041244367442, accuracy: 0.8016341352700862 },
      test: { loss: 1.1393601744014858, accuracy: 0.6560798548094374 },
    },
    {
      train: { loss: 1.0846282121164388, accuracy: 0.814911484339537 },
      test: { loss: 1.1394298333005335, accuracy: 0.6583484573502723 },
    },
  ],
};
