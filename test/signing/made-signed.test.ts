// A face that is made of another and signed: what a message changes of the other one comes signed, and the whole validates.

import t from 'tap'
import { printZone } from '../../src/supply/faces/print.ts'
import { change, followed } from '../support/remade-site.ts'
import { fault, isSigned, shown, startedSite } from '../support/signed-site.ts'

const config = `
listen: [{address: "127.0.0.1:0", view: internal}]
views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: {internal: in.zone, external: {from: internal, rules: [{hide: [intra, inner]}]}}}
sign: {univ.example: {parents: []}}
`

t.test('a change inside comes outside signed, after a restart too', async (t) => {
  const site = await startedSite(t, config)
  const serial = shown(site, 'external').serial
  t.match(await change(site, 'internal', 'univ.example', 'new.univ.example A 192.0.2.77'), { kind: 'one' })
  t.match(await change(site, 'internal', 'univ.example', 'inner.univ.example A 10.0.0.77'), { kind: 'one' })
  const holds = (when: string) => {
    const zone = shown(site, 'external')
    const text = printZone(zone, 'external')
    t.match(text, /^new\S* .*192\.0\.2\.77$/m, `${when}: the record is there`)
    t.match(text, /^new\S* .*RRSIG\s+A /m, `${when}: with its signature`)
    t.notMatch(text, /10\.0\.0\.(5|77)|^(inner|intra)\b/m, `${when}: the rules hold`)
    t.ok(isSigned(zone), `${when}: all of it is signed`)
    t.equal(fault(site), undefined, `${when}: every signature and denial is right`)
  }
  for (const end = Date.now() + 60_000; !printZone(shown(site, 'external'), 'external').includes('192.0.2.77'); ) {
    if (Date.now() > end) throw new Error('it never came outside')
    await followed(site)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await followed(site)
  holds('at once')
  t.ok(shown(site, 'external').serial > serial, 'with a serial above the one before')
  await site.restart()
  holds('after a restart')
})
