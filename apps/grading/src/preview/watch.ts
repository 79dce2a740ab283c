import { watch } from 'node:fs';
import { dirname } from 'node:path';

/** Calls `changed` a moment after a file below the folders of `files` has changed; several changes at once count once. */
export function watchFolders(files: readonly string[], changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const soon = (_event: string, name: string | null): void => {
    // Editors write to neighbours first, and dependencies are nobody's sources.
    if (name !== null && (/(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(name) || name.endsWith('~'))) return;
    clearTimeout(timer);
    timer = setTimeout(changed, 80);
  };
  const watchers = [...new Set(files.map((file) => dirname(file)))].map((folder) =>
    watch(folder, { recursive: true }, soon),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
