export { emptyTensor, type Kernel, type KernelBuffer, type KernelCommand, runCommands } from './commands.ts';
export { elementaryFunctions } from './elementary-functions.ts';
