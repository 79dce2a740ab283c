import { expect, test } from 'vitest';

import { problemsOfSvg } from './plain-svg.ts';

test('the check for plain SVG finds what it is there to catch', () => {
  expect(problemsOfSvg('<svg><text x="1">a &lt; b</text><rect width="2"/></svg>')).toEqual([]);
  for (const broken of [
    '<svg><text></svg>',
    '<svg><script>1</script></svg>',
    '<svg><rect onload="1"/></svg>',
    '<svg><text>a & b</text></svg>',
    '<svg><text>a < b</text></svg>',
    '<svg></svg><svg></svg>',
    '<svg><text>\u0000</text></svg>',
  ]) {
    expect(problemsOfSvg(broken)).not.toEqual([]);
  }
});
