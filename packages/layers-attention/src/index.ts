export { additiveAttention, type AdditiveOptions, type AdditiveParameters } from './additive/additive.ts';
export {
  attentionRnn,
  type AttentionRnnOptions,
  type AttentionRnnParameters,
  attentionRnnStep,
  type AttentionRnnStep,
} from './attention-rnn/attention-rnn.ts';
export {
  type Copied,
  copyFromInput,
  copyingLoss,
  type CopyingLossOptions,
  type CopyParameters,
  type CopySource,
} from './copying/copying.ts';
export { type Attended, type DotProductOptions, scaledDotProductAttention } from './dot-product/dot-product.ts';
export {
  attentionDecoder,
  type Decoded,
  type DecoderParameters,
  type Encoded,
  type SelfAttentiveDecoded,
  selfAttentiveDecoder,
  type SelfAttentiveDecoderParameters,
} from './encoder-decoder/decoder.ts';
export {
  encoderDecoder,
  type EncoderDecoderOptions,
  type EncoderParameters,
  selfAttentiveEncoderDecoder,
} from './encoder-decoder/encoder-decoder.ts';
export {
  annotations,
  doublyStochastic,
  type Glimpse,
  hardAttentionLoss,
  type HardAttentionLossOptions,
  type HardAttentionOptions,
  hardImageAttention,
  type ImageAttentionParameters,
  softImageAttention,
} from './images/image-attention.ts';
export {
  initialAdditive,
  type InitialAdditiveOptions,
  initialImageAttention,
  type InitialImageAttentionOptions,
  initialMultiHead,
  type InitialMultiHeadOptions,
} from './initial/attention.ts';
export {
  initialAttentionRnn,
  type InitialAttentionRnnOptions,
  initialCopy,
  type InitialCopyOptions,
  initialDecoder,
  type InitialDecoderOptions,
  initialEncoderDecoder,
  type InitialEncoderDecoderOptions,
  initialSelfAttentiveDecoder,
  initialSelfAttentiveEncoderDecoder,
  initialTransformer,
  type InitialTransformerOptions,
  initialTransformerRnn,
  type InitialTransformerRnnOptions,
} from './initial/models.ts';
export { causalMask, lengthMask, maskedSoftmax, type MaskOptions } from './masks/masks.ts';
export {
  headSize,
  invertMask,
  multiHeadAttention,
  type MultiHeadOptions,
  type MultiHeadParameters,
} from './multi-head/multi-head.ts';
export { transformerRnn, type TransformerRnnParameters } from './transformer/encoder-decoder.ts';
export {
  positionalEncoding,
  transformerEncoder,
  type TransformerOptions,
  type TransformerParameters,
} from './transformer/encoder.ts';
