import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip, as its headers tell it; what they tell need not be true. */
export interface Entry {
  readonly name: string | Uint8Array;
  readonly data?: string | Uint8Array;
  /** Bytes that both headers claim it unpacks to; default: the truth. */
  readonly claimed?: number;
  /** Bit 0: encrypted. */
  readonly flags?: number;
  readonly method?: 'stored' | 'deflated' | number;
  /** The upper half of the external attributes. */
  readonly mode?: number;
}

/** A zip written by hand, since no library writes hostile ones. */
export function zip(entries: readonly Entry[], change: (bytes: Buffer) => Uint8Array = (bytes) => bytes): Uint8Array {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name as string);
    const data = Buffer.from((entry.data ?? '') as string);
    const method = entry.method === 'deflated' ? 8 : entry.method === 'stored' ? 0 : (entry.method ?? 0);
    const packed = method === 8 ? deflateRawSync(data) : data;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE((entry.flags ?? 0) | 0x800, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.claimed ?? data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((entry.mode ?? 0) * 0x10000) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), common, rest, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return change(Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end]));
}
