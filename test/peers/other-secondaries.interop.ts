// The same for PowerDNS, which takes whole zones alone, and for another Janus, which has both views.

import t from 'tap'
import { runsWhatIsPrinted } from './printed.ts'
import { secondaryKinds } from './secondary-kinds.ts'

for (const kind of secondaryKinds.filter(({ server }) => ['pdns', 'janus'].includes(server)))
  t.test(
    `${kind.server} runs what is printed for it`,
    { skip: !kind.program && `${kind.server} is not installed` },
    (t) => runsWhatIsPrinted(t, kind),
  )
