// Faults of a zone that comes from a primary quote what it has: they are told, and counted, to who may see that.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Actor } from '../../src/operate/actor.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { ChangingPrimary } from '../transfer/changing-primary.ts'

const HEAD = '$TTL 60\n@ SOA ns hostmaster 1 2h 15m 2w 5m\n@ NS ns\nns A 192.0.2.1\n'
/** More of one kind than are told one by one. */
const many = Array.from({ length: 20 }, (_, i) => `m${i} MX 10 gone${i}.own.example.`)

t.test('who is not told the faults of a zone is not told how many there are', async (t) => {
  const primary = await ChangingPrimary.start(t, { serial: 1, records: ['x A 10.0.0.7', ...many] })
  const site = new Site(
    folderOf(t, {
      'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
views: {internal: [10.0.0.0/8], external: [any]}
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones: {example.com: {external: {primary: hidden}}, own.example: {internal: in.zone, external: out.zone}}
`,
      'in.zone': `${HEAD}www A 10.0.0.8\n`,
      'out.zone': HEAD,
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

  const limited = async (bound: Partial<Actor>) => {
    const actor = { ...everybody, ...bound }
    const [line] = (await ask(actor, 'transfers', { zone: 'example.com' })) as [Record<string, unknown>]
    return {
      ...{ actor, line, status: await ask(actor, 'status') },
      found: JSON.stringify(await ask(actor, 'findings', { zone: 'example.com' })),
    }
  }
  const outside = await limited({ views: new Set(['external']) })
  t.match(outside.line, { zone: 'example.com.', state: 'current' })
  t.notOk('warnings' in outside.line, 'they were looked for beside all views')
  t.notOk('findings' in outside.line)
  t.match(outside.status, { primaries: { copies: 1, faulty: 0, faults: 0 } })
  t.equal(outside.found, '[]')

  const itsOwn = await limited({ zones: [{ name: name.origin, below: false, self: true }] })
  const quoted = JSON.stringify(itsOwn.line.findings)
  t.match(quoted, /address-private/, 'who sees the zone is told what is wrong in it')
  t.match(itsOwn.found, /address-private/)
  for (const text of [quoted, itsOwn.found]) {
    t.notMatch(text, /own\.example/, 'but nothing of what other zones have, in whatever view')
    t.notMatch(text, /more of|leak-inside|"others"/, 'nor how much that is')
  }
  const count = (itsOwn.line.findings as readonly unknown[]).length
  t.match(itsOwn.line, { warnings: count })
  t.ok(count < faults)
  t.match(itsOwn.status, { primaries: { copies: 1, faulty: 1, faults: count } })
  t.match(JSON.stringify((await ask(everybody, 'transfers', { zone: 'example.com' })) as object), /gone0\.own\.example/)

  const another: Actor = { ...everybody, zones: [{ name: nameFromText('own.example.'), below: false, self: true }] }
  t.match(await ask(another, 'status'), { primaries: undefined }, 'who sees another zone knows nothing of this one')
  t.same(await ask(another, 'findings'), [])
})
