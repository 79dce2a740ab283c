/** A file with its path in the folder that was chosen. */
export interface Chosen {
  readonly path: string;
  readonly file: File;
}

/** More is refused by the server anyway. */
const mostFiles = 500;

/** The files of what was dropped, folders included. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly Chosen[]> {
  // Read before the first await: the lists are empty afterwards.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files = [...transfer.files].map((file) => ({ path: file.name, file }));
  if (entries.length === 0) return files;
  const found: Chosen[] = [];
  for (const entry of entries) await collect(entry, found);
  return found;
}

/** The files of an input, with their paths where a folder was chosen. */
export function chosenFiles(input: HTMLInputElement): readonly Chosen[] {
  return [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function collect(entry: FileSystemEntry, found: Chosen[]): Promise<void> {
  if (found.length > mostFiles) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const each of some) await collect(each, found);
  }
}
