// Why a version of a primary's zone is not served names what other views have: only who sees all of them is told.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Actor } from '../../src/operate/actor.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { ChangingPrimary } from '../transfer/changing-primary.ts'

const HEAD = '$TTL 60\n@ SOA ns hostmaster 1 2h 15m 2w 5m\n@ NS ns\nns A 192.0.2.1\n'
const origin = nameFromText('example.com.')

t.test('only who sees all views is told which of their names a version would tell', async (t) => {
  const telling = { serial: 1, records: ['www CNAME mark-name.own.example.', 'pc A 203.0.113.7'] }
  const primary = await ChangingPrimary.start(t, telling)
  const config = (isPublic: boolean) => `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {internal: [10.0.0.0/8], partners: {clients: [192.0.2.0/24], public: ${isPublic}}, external: [any]}
inside: [203.0.113.0/24]
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones:
  example.com: {partners: {primary: hidden}}
  own.example: {internal: in.zone, partners: out.zone, external: out.zone}
`
  const site = new Site(
    folderOf(t, {
      'janus.yaml': config(false),
      'in.zone': `${HEAD}mark-name A 10.0.0.8\n`,
      'out.zone': HEAD,
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  const ask = async (actor: Actor, verb: string, options: object = {}) =>
    JSON.stringify((await told(operatedOf(site.server), actor, { verb, options })).result)
  const limited: readonly Actor[] = [
    { ...everybody, views: new Set(['partners']) },
    { ...everybody, zones: [{ name: origin, below: false, self: true }] },
  ]
  /** What all are told, and those who see everything alone. */
  const both = async (verb: string, options: object, all: RegExp, some: RegExp) => {
    t.match(await ask(everybody, verb, options), some, verb)
    for (const actor of limited) {
      const text = await ask(actor, verb, options)
      t.match(text, all, verb)
      t.notMatch(text, some, verb)
    }
  }
  const INSIDE = /mark-name|203\.0\.113\.0|only .*internal/
  t.equal(await site.server.upstream.fetch({ view: 'partners', origin }), undefined)

  site.write('janus.yaml', config(true))
  await both('plan', {}, /"refused":\[\{"zone":"example\.com\.","view":"partners"/, INSIDE)
  await site.stop()
  await site.start()
  await both('transfers', {}, /"state":"waiting".*not served/, INSIDE)
  await both('transfers-fetch', { zone: 'example.com' }, /"good":false.*not served/, INSIDE)

  for (const verb of ['status', 'zones', 'findings', 'metrics'])
    for (const actor of limited) t.notMatch(await ask(actor, verb), INSIDE, verb)
})
