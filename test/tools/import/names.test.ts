// Names for views that ours may bear, and none twice.

import t from 'tap'
import { viewNames } from '../../../src/tools/import/names.ts'

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['what fits stays', ['internal-lab', 'internal', 'external'], ['internal-lab', 'internal', 'external']],
  ['other signs become "-"', ['outside world', '2nd', 'any'], ['outside-world', 'view-2nd', 'view-any']],
  ['what fits goes before what is made to fit', ['a b', 'a-b', 'a.b', 'a-b-2'], ['a-b-3', 'a-b', 'a-b-4', 'a-b-2']],
  ['the word for those without a view is not a name', ['Nobody', 'nobody'], ['view-Nobody', 'view-nobody']],
  ['long names are cut', ['x'.repeat(70), `${'x'.repeat(70)}y`], ['x'.repeat(60), `${'x'.repeat(60)}-2`]],
]

for (const [name, written, wanted] of cases)
  t.test(name, async (t) =>
    t.same(
      [...viewNames(written)],
      written.map((one, i) => [one, wanted[i]]),
    ),
  )
