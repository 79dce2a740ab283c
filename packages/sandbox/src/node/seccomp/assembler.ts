/** An instruction of classic BPF, with jumps to labels instead of distances. */
export type Instruction =
  | { readonly op: 'load'; readonly offset: number }
  | { readonly op: 'jump-equal' | 'jump-set' | 'jump-above'; readonly value: number; readonly to: string }
  | { readonly op: 'return'; readonly value: number }
  | { readonly op: 'label'; readonly name: string };

// linux/bpf_common.h: class, size and mode, or operation, in one number.
const codes = { load: 0x20, 'jump-equal': 0x15, 'jump-above': 0x35, 'jump-set': 0x45, return: 0x06 } as const;

/**
 * Assembles classic BPF: `struct sock_filter { u16 code; u8 jt; u8 jf; u32 k; }` an instruction, little-endian.
 * A jump that is not taken goes on with the next instruction.
 *
 * @throws RangeError for a label that is missing, lies before its jump or is more than 255 instructions away, and for
 * programs beyond the kernel's 4096 instructions.
 */
export function assemble(program: readonly Instruction[]): Uint8Array<ArrayBuffer> {
  const labels = new Map<string, number>();
  const instructions: Exclude<Instruction, { op: 'label' }>[] = [];
  for (const instruction of program) {
    if (instruction.op === 'label') labels.set(instruction.name, instructions.length);
    else instructions.push(instruction);
  }
  if (instructions.length > 4096)
    throw new RangeError(`a BPF program of ${instructions.length} instructions; 4096 are allowed`);
  const bytes = new Uint8Array(instructions.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, instruction] of instructions.entries()) {
    view.setUint16(index * 8, codes[instruction.op], true);
    if (instruction.op === 'load') view.setUint32(index * 8 + 4, instruction.offset, true);
    else view.setUint32(index * 8 + 4, instruction.value, true);
    if (!('to' in instruction)) continue;
    const distance = (labels.get(instruction.to) ?? -1) - index - 1;
    if (distance < 0 || distance > 255)
      throw new RangeError(`the label ${instruction.to} cannot be reached from instruction ${index}`);
    view.setUint8(index * 8 + 2, distance);
  }
  return bytes;
}
