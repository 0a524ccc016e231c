// Secondaries without a key, which their address alone lets fetch the public view: told, given what has changed, and known again after
// a restart.

import t from 'tap'
import { runsWhatIsPrinted } from './printed.ts'
import { secondaryKinds } from './secondary-kinds.ts'

for (const kind of secondaryKinds.filter(({ server }) => ['bind', 'nsd', 'knot'].includes(server)))
  t.test(`${kind.server} without a key`, { skip: !kind.program && `${kind.server} is not installed` }, (t) =>
    runsWhatIsPrinted(t, kind, false),
  )
