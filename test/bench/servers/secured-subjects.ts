// Who is compared at the doors that encrypt: Janus, the peers that speak TLS, dnsdist, which serves no zone and stands before those who do,
// and Node's own server, which is what Janus is made of and no peer.

import type { Bench } from '../context.ts'
import type { Subject } from '../measure/turns.ts'
import { bareSubject } from './bare.ts'
import { DNSDIST, dnsdistLaunch, dnsdistProgram } from './dnsdist.ts'
import { JANUS, janusLaunch } from './janus.ts'
import type { Task } from './kind.ts'

export function securedSubjects(
  bench: Bench,
  task: Omit<Task, 'port' | 'folder'>,
  peers: Bench['peers'] = bench.peers.filter(({ secured }) => secured),
): Subject[] {
  return [
    { name: JANUS, launch: (at) => janusLaunch({ ...at, ...task }) },
    ...peers.map(({ name, launch }): Subject => ({ name, launch: (at) => launch({ ...at, ...task }) })),
    ...(bench.pairs || task.tls === undefined || task.tls.over === 'https' ? [] : [bareSubject(task.tls)]),
    ...(bench.pairs || dnsdistProgram === undefined
      ? []
      : [{ name: DNSDIST, launch: (at: Pick<Task, 'port' | 'folder'>) => dnsdistLaunch({ ...at, ...task }) }]),
  ]
}
