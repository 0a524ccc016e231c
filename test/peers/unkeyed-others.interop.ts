// PowerDNS and another Janus without a key, which their address alone lets fetch the public view.

import t from 'tap'
import { runsWhatIsPrinted } from './printed.ts'
import { secondaryKinds } from './secondary-kinds.ts'

for (const kind of secondaryKinds.filter(({ server }) => ['pdns', 'janus'].includes(server)))
  t.test(`${kind.server} without a key`, { skip: !kind.program && `${kind.server} is not installed` }, (t) =>
    runsWhatIsPrinted(t, kind, false),
  )
