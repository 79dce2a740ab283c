import { paint } from '../svg/figure.ts';

/** What the filter meets is filled, padding dashed, the element of the step has a thick frame: never colour alone. */
export const styles: string = [
  `.convolution-step .cell{${paint('fill', 'paper')};${paint('stroke', 'muted')};stroke-width:1}`,
  '.convolution-step .padding{stroke-dasharray:3 3}',
  `.convolution-step .met{${paint('fill', 'accent-soft')};${paint('stroke', 'accent')};stroke-width:1.75}`,
  '.convolution-step .padding.met,.convolution-step .met-padding{stroke-dasharray:3 3}',
  `.convolution-step .met-padding{${paint('fill', 'accent-soft')};${paint('stroke', 'accent')};stroke-width:1.5}`,
  `.convolution-step .later{stroke-opacity:.45}`,
  `.convolution-step .current{${paint('fill', 'mark-soft')};${paint('stroke', 'mark')};stroke-width:2.75}`,
  `.convolution-step .weight{${paint('fill', 'accent')};font-weight:600}`,
  '.convolution-step .title{font-weight:600}',
].join('');
