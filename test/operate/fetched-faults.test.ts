// Faults of a zone that comes from a primary quote what it has: they are told, and counted, to who may see that.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Actor } from '../../src/operate/actor.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { ChangingPrimary } from '../transfer/changing-primary.ts'

t.test('who is not told the faults of a zone is not told how many there are', async (t) => {
  const primary = await ChangingPrimary.start(t, { serial: 1, records: ['x A 10.0.0.7'] })
  const site = new Site(
    folderOf(t, {
      'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
views: {internal: [10.0.0.0/8], external: [any]}
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones: {example.com: {external: {primary: hidden}}}
`,
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  const { upstream } = site.server
  const name = { view: 'external', origin: nameFromText('example.com.') }
  t.equal(await upstream.fetch(name), undefined)
  for (let turn = 0; upstream.faultsOf(name) === undefined; turn++) {
    if (turn > 24_000) throw new Error('nobody looks at what has come')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const ask = async (actor: Actor, verb: string, options: object = {}) =>
    (await told(operatedOf(site.server), actor, { verb, options })).result
  const faults = Object.values(upstream.faultsOf(name)!.kinds).reduce((sum, count) => sum + count, 0)
  t.ok(faults > 0)
  const [line] = (await ask(everybody, 'transfers', { zone: 'example.com' })) as [{ readonly findings: unknown[] }]
  t.match(line, { zone: 'example.com.', warnings: faults })
  t.match(JSON.stringify(line.findings), /address-private/)
  t.match(await ask(everybody, 'status'), { primaries: { copies: 1, faulty: 1, faults } })

  const bounds: Partial<Actor>[] = [
    { views: new Set(['external']) },
    { zones: [{ name: name.origin, below: false, self: true }] },
  ]
  for (const bound of bounds) {
    const actor = { ...everybody, ...bound }
    for (const options of [{}, { zone: 'example.com' }]) {
      const lines = (await ask(actor, 'transfers', options)) as readonly object[]
      t.match(lines, [{ zone: 'example.com.', state: 'current' }])
      t.notOk('warnings' in lines[0]!)
      t.notOk('findings' in lines[0]!)
    }
    t.match(await ask(actor, 'status'), { primaries: { copies: 1, faulty: 0, faults: 0 } })
  }
})
