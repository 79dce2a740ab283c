import type { StarlightUserConfig } from '@astrojs/starlight/types';

import { demos } from './demos.ts';

type Sidebar = NonNullable<StarlightUserConfig['sidebar']>;

/** What stands beside every page. */
export function sidebar(): Sidebar {
  return [
    ...(demos.length === 0
      ? []
      : [{ label: 'Demos', items: demos.map(({ name, title }) => ({ label: title, slug: `demos/${name}` })) }]),
  ];
}
