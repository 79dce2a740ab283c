/// <reference types="vite/client" />
// The page that tests open: `?demo=NAME` shows one demo, `?demo=A,B` several, as a page of the site would.
const demos = import.meta.glob('../../../src/demos/*/index.ts');
for (const name of new URLSearchParams(location.search).get('demo')?.split(',') ?? []) {
  const load = demos[`../../../src/demos/${name}/index.ts`];
  if (!load) throw new Error(`there is no demo ${name}`);
  document.querySelector('main')!.append(document.createElement(`gb-${name}`));
  await load();
}
