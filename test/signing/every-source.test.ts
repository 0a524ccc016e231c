// Whatever a face is made of, it is signed as a whole: a file, lines of one view, layers, another face, addresses of other zones, and
// what messages have made of it.

import t from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { zoneLines } from '../support/signed.ts'
import { Site } from '../support/site.ts'

const ZONES = ['file.example', 'layers.example', 'derived.example', '2.0.192.in-addr.arpa']
const FILES = {
  'janus.yaml': `
listen: [{address: "127.0.0.1:0", view: internal}]
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  file.example: {internal: a.zone, external: a.zone}
  layers.example: {internal: [a.zone, over.zone], external: a.zone}
  derived.example: {internal: a.zone, external: {from: internal, rules: [{hide: [www]}]}}
  2.0.192.in-addr.arpa: {internal: rev.zone}
reverse: {192.0.2.0/24: [internal]}
sign: {${ZONES.map((name) => `${name}: {parents: []}`).join(', ')}}
`,
  'a.zone':
    '$TTL 300\n@ SOA ns hostmaster 1 1d 2h 4w 60\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\n*.wild TXT "x"\n$VIEW internal\ninner A 192.0.2.3\n',
  'over.zone': '$TTL 300\nover A 192.0.2.4\n$HIDE www\n',
  'rev.zone': '$TTL 300\n@ SOA ns.file.example. hostmaster.file.example. 1 1d 2h 4w 60\n@ NS ns.file.example.\n',
}

/** A line that stands for each source: of what is served there, and what is not. */
const served: Readonly<Record<string, readonly [there: readonly string[], absent: readonly string[]]>> = {
  'internal file.example.': [['inner.', 'www.'], ['over.']],
  'external file.example.': [['www.'], ['inner.']],
  'internal layers.example.': [['over.', 'inner.'], ['www.']],
  'external layers.example.': [['www.'], ['over.', 'inner.']],
  'internal derived.example.': [['www.', 'inner.'], []],
  'external derived.example.': [['ns.'], ['www.']],
  'internal 2.0.192.in-addr.arpa.': [['1.', '2.', '4.'], []],
}

t.test('every face is whole, at first, after a change in each, and after a restart', async (t) => {
  const site = new Site(folderOf(t, FILES))
  t.teardown(() => site.stop())
  await site.start()
  const look = (when: string) => {
    const { status } = site.server.signing!
    const seen = status.map(({ zone, face }) => {
      const name = `${face.name.view} ${nameText(face.name.origin)}`
      if (face.signed === undefined || zone.keys.kind !== 'good') return `${name} is not signed: ${face.trouble?.code}`
      const fault = faultOf(face.signed, zone.keys.keys, Math.floor(Date.now() / 1000), 1)
      t.equal(fault, undefined, `${when}: ${name}`)
      const owners = new Set(zoneLines(face.signed).map((line) => line.slice(0, line.indexOf('.') + 1)))
      const [there, absent] = served[name] ?? [[], []]
      for (const owner of there) t.ok(owners.has(owner), `${when}: ${name} has ${owner}`)
      for (const owner of absent) t.notOk(owners.has(owner), `${when}: ${name} has no ${owner}`)
      return name
    })
    t.same(seen.sort(), Object.keys(served).sort(), when)
  }
  look('at first')
  for (const zone of ZONES.slice(0, 3)) {
    const rrset = {
      name: `told.${zone}.`,
      type: 'A',
      ttl: 60,
      changetype: 'REPLACE',
      records: [{ content: '192.0.2.9' }],
    }
    const options = { zone, views: ['internal'], rrsets: [rrset] }
    t.match(await told(operatedOf(site.server), everybody, { verb: 'change', options }), { kind: 'one' }, zone)
  }
  await site.restart()
  look('after a restart')
})
