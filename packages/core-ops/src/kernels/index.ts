export { emptyTensor, type Kernel, type KernelBuffer, type KernelCommand, runCommands } from './commands.ts';
export { elementaryFunctions } from './elementary-functions.ts';
export { takesKernels } from './on-device.ts';
