// What is true after an ACME client has proved that it has a name and all below it, whichever client it is.

import type { Test } from 'tap'
import type { Campus } from './campus.ts'

type Updates = Awaited<ReturnType<Campus['audited']>>

/** `certificate`: the file that it got. Gives the updates that led there. */
export async function provedWildcard(t: Test, campus: Campus, certificate: string): Promise<Updates> {
  const words = ['x509', '-in', certificate, '-noout', '-ext', 'subjectAltName']
  const { stdout: names } = await campus.namespace.run('openssl', ...words)
  t.match(names, 'DNS:univ.example, DNS:*.univ.example')
  const updates = await campus.audited()
  for (const update of updates)
    t.match(update, { who: 'key acme', zone: 'univ.example.', views: ['internal', 'external'] })
  t.same(await campus.ask('_acme-challenge.univ.example', 'TXT'), { internal: [], external: [] }, 'nothing is left')
  return updates
}
