import type { Root } from 'hast';
import { visit } from 'unist-util-visit';

/** Pages link from the site's root (`/guides/staff/`); where the site lies in a folder, the folder is put before. */
export function baseLinks({ base }: { readonly base: string }): (tree: Root) => void {
  const prefix = base.replace(/\/$/, '');
  return (tree) => {
    if (prefix === '') return;
    // Markup that was written as such is not parsed yet.
    visit(tree, (node) => {
      if ((node as { readonly type: string }).type !== 'raw') return;
      const raw = node as unknown as { value: string };
      raw.value = raw.value.replaceAll(/\b(href|src)="\/(?!\/)/g, `$1="${prefix}/`);
    });
    visit(tree, 'element', ({ properties }) => {
      for (const name of ['href', 'src']) {
        const value = properties[name];
        if (typeof value === 'string' && /^\/(?!\/)/.test(value)) properties[name] = prefix + value;
      }
    });
  };
}
