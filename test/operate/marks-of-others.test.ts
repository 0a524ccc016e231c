// Three zones and three users: one zone is signed and has lost a key, one comes from a primary with faults, one is changed by messages,
// and each has a view of its own, too. Whatever a user of one zone, or of one view, asks for has no mark of the others in it.

import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Actor } from '../../src/operate/actor.ts'
import { seenReport } from '../../src/operate/report.ts'
import { Sight } from '../../src/operate/sight.ts'
import { verbs } from '../../src/operate/table.ts'
import { FakeParent } from '../support/fake-parent.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'
import { ChangingPrimary } from '../transfer/changing-primary.ts'

const ZONES = { signed: 'alpha.test.', fetched: 'example.com.', changed: 'gamma.test.' } as const
type Zone = keyof typeof ZONES
const VIEWS = { inner: '10.66.1', lab: '10.66.2', outer: '198.51.100' } as const
type View = keyof typeof VIEWS

/** Of the zone in the view: nothing else has it. */
const mark = (view: string, zone: string) => `mark-${view}-${zone}`
const text = (view: View, zone: Zone, more = '') => `$TTL 60
@ SOA ns ${mark(view, zone)} 1 2h 15m 2w 5m
@ NS ns
ns A ${VIEWS[view]}.1
${mark(view, zone)} A ${VIEWS[view]}.7
${mark(view, zone)}-private A 10.77.0.1
${more}`

/** What nobody is to be told who does not see the zone, or the view. */
const ofZone: Readonly<Record<Zone, RegExp>> = {
  signed: /alpha|-signed/,
  fetched: /example\.com|-fetched/,
  changed: /gamma|-changed/,
}
const ofView: Readonly<Record<View, RegExp>> = {
  inner: /mark-inner|10\.66\.1\.|"inner"|\b(in|view) inner\b/,
  lab: /mark-lab|10\.66\.2\.|"lab"|\b(in|view) lab\b/,
  outer: /mark-outer|198\.51\.100|"outer"|\b(in|view) outer\b/,
}

/** Who sees one of the zones in all views; and who sees all zones in one. */
const users: readonly { readonly actor: Actor; readonly hidden: readonly RegExp[] }[] = [
  ...Object.entries(ZONES).map(([zone, name]) => ({
    actor: { ...everybody, who: zone, zones: [{ name: nameFromText(name), below: false, self: true }] },
    hidden: Object.entries(ofZone).flatMap(([other, found]) => (other === zone ? [] : [found])),
  })),
  ...Object.keys(VIEWS).map((view) => ({
    actor: { ...everybody, who: view, views: new Set([view]) },
    hidden: Object.entries(ofView).flatMap(([other, found]) => (other === view ? [] : [found])),
  })),
]

t.test('no user is told anything of the zones and views of the others', async (t) => {
  const records = [`${mark('lab', 'fetched')} A 10.66.2.9`, `x MX 10 gone-${mark('lab', 'fetched')}`, 'y A 10.0.0.7']
  const primary = await ChangingPrimary.start(t, { serial: 1, records })
  const parent = await FakeParent.start(t)
  const site = new Site(
    folderOf(t, {
      'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
state: state
views: {inner: [10.66.1.0/24], lab: [10.66.2.0/24], outer: [any]}
primaries: {the-fetched: {address: ["127.0.0.1:${primary.port}"]}}
zones:
  alpha.test: {inner: inner-signed.zone, outer: outer-signed.zone}
  example.com: {lab: {primary: the-fetched}}
  gamma.test: {inner: inner-changed.zone, outer: outer-changed.zone}
sign:
  alpha.test: {parents: ["127.0.0.1:${parent.port}"], keys: split}
  gamma.test: {parents: []}
`,
      'inner-signed.zone': text('inner', 'signed'),
      'outer-signed.zone': text('outer', 'signed'),
      'inner-changed.zone': text('inner', 'changed'),
      'outer-changed.zone': text('outer', 'changed'),
    }),
  )
  t.teardown(() => site.stop())
  await site.start()
  const { server } = site
  const fetched = { view: 'lab', origin: nameFromText(ZONES.fetched) }
  await until('it has come', () => server.upstream.faultsOf(fetched) !== undefined)
  await until('both are signed', () => server.signing!.status.every(({ face }) => face.signed !== undefined))
  const added = { name: `new-${mark('inner', 'changed')}.gamma.test.`, type: 'A', changetype: 'REPLACE', ttl: 60 }
  const rrsets = [{ ...added, records: [{ content: '10.66.1.8' }] }]
  const change = { zone: 'gamma.test.', views: ['inner'], rrsets }
  t.match(await told(operatedOf(server), everybody, { verb: 'change', options: change }), { kind: 'one' })
  for (const { face, state } of site.served) t.equal(state, 'current', face)

  let looked = 0
  const look = async (when: string) => {
    const operated = operatedOf(server)
    t.match(await operated.checking.complete(), { state: 'done' })
    const plan = await server.plan()
    for (const { actor, hidden } of users) {
      const isClean = (answer: unknown, what: string) => {
        const words = JSON.stringify(answer)
        looked += words.length
        for (const found of hidden) t.notMatch(words, found, `${when}: ${what} for ${actor.who}`)
      }
      isClean(await seenReport(plan, new Sight(actor, server), operated), 'a plan')
      for (const { name, effect, request } of verbs) {
        if (effect !== 'reads') continue
        const ask = async (options: object) => {
          const answer = told(operated, actor, { verb: name, options })
          // A stream tells it when it has begun.
          return answer.catch(({ message, code }) => ({ error: message, code }))
        }
        isClean(await ask({}), name)
        if (!('zone' in request)) continue
        for (const zone of Object.values(ZONES)) {
          const answer = JSON.stringify(await ask({ zone }))
          // What he says himself is no secret, but that it is there is.
          if (actor.zones === 'all' || zone === ZONES[actor.who as Zone]) isClean(answer, `${name} of ${zone}`)
          else {
            const nowhere = JSON.stringify(await ask({ zone: 'none.test.' }))
            t.equal(answer.replaceAll(zone, 'none.test.'), nowhere, `${when}: ${name} of ${zone} for ${actor.who}`)
          }
        }
      }
    }
    const all = JSON.stringify(await told(operated, everybody, { verb: 'rrsets', options: { zone: 'gamma.test.' } }))
    t.match(all, /new-mark-inner-changed/, 'who sees everything sees them')
  }
  await look('all is good')

  const folder = join(site.folder, 'keys/zone/alpha.test')
  rmSync(join(folder, readdirSync(folder).find((file) => file.endsWith('.pem'))!))
  parent.says = { tags: [4711] }
  site.write('outer-changed.zone', `${text('outer', 'changed')}bad A ${mark('outer', 'changed')}\n`)
  site.write('inner-signed.zone', text('inner', 'signed', `mail MX 10 gone-${mark('inner', 'signed')}\n`))
  await site.reload()
  await look('a key is lost, and files have errors')
  t.ok(looked > 20_000, `${looked} characters`)
})
