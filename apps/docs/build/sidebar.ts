import type { StarlightUserConfig } from '@astrojs/starlight/types';

import { demos } from './demos.ts';
import { publishedPackages } from './packages.ts';
import { repositoryPages } from './repository-pages.ts';

type Sidebar = NonNullable<StarlightUserConfig['sidebar']>;

const bundled = [
  'rnn-homework',
  'normalization-decoding',
  'sequence-review',
  'conv-gated-debugging',
  'recurrent-attention',
  'code-practice',
];

/** Pages made of files of the repository that begin with an address. */
const under = (folder: string): string[] =>
  repositoryPages.filter(({ slug }) => slug.startsWith(`${folder}/`)).map(({ slug }) => slug);

/** What stands beside every page. */
export function sidebar(): Sidebar {
  return [
    { label: 'Start', items: ['start/grade-the-sample', 'start/new-assignment', 'start/vite-app'] },
    {
      label: 'Course staff',
      items: [
        'staff/guide',
        ...under('staff'),
        'staff/mistakes',
        { label: 'Bundled assignments', collapsed: true, items: bundled.map((id) => `assignments/${id}`) },
      ],
    },
    { label: 'Students', items: ['students/guide', 'students/writing-answers'] },
    { label: 'How it decides', items: ['how/equality', 'how/sandbox'] },
    {
      label: 'Package users',
      items: ['users/guide', 'users/coming-from', ...under('users')],
    },
    { label: 'Packages', items: publishedPackages().map(({ short }) => ({ label: short, slug: `packages/${short}` })) },
    ...(demos.length === 0
      ? []
      : [{ label: 'Demos', items: demos.map(({ name, title }) => ({ label: title, slug: `demos/${name}` })) }]),
    { label: 'API reference', link: '/api/' },
  ];
}
