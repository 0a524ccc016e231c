// The query log is switched on for some queries, and off for all: who means less is told so, and nothing is switched.

import t from 'tap'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus } from '../support/small-campus.ts'

t.test('off for a part of the queries is refused, and the log stays on', async (t) => {
  const site = new Site(folderOf(t, campus('udp: portable\n')))
  await site.start()
  t.teardown(() => site.stop())
  const operated = operatedOf(site.server)
  const set = (options: object) => told(operated, everybody, { verb: 'query-log', options })
  t.teardown(() => set({ on: false }))
  t.match(await set({ on: true, view: 'internal' }), { result: { on: true, view: 'internal' } })
  for (const part of [{ view: 'internal' }, { view: 'none' }, { client: '10.0.0.0/8' }, { name: 'x.' }, { oneIn: 1 }]) {
    const [field] = Object.keys(part)
    t.match(
      await set({ on: false, ...part }),
      {
        code: 'no-filter',
        error: `cannot switch the query log off: it is switched off for all queries at once; leave out "${field}"`,
      },
      String(field),
    )
    t.match(operated.queryLog.status(), { on: true, view: 'internal' })
  }
  t.match(await set({ on: false }), { result: { on: false } })
})
