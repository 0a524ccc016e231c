// What a reload brings of a signed zone: where few names are new the image that is served is amended, and in the end it is what signing all
// of the content anew would make of it, but for times and signatures.

import t from 'tap'
import { zoneLines } from '../support/signed.ts'
import {
  fault,
  INSIDE,
  SIGNED_CONFIG,
  setAhead,
  shown,
  signatures,
  startedSite,
  stopClock,
} from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'

t.afterEach(() => setAhead(undefined))

/** Without what differs from one signing to the next. */
const linesOf = (site: Site) =>
  zoneLines(shown(site, 'internal'))
    .filter((line) => !/ IN (RRSIG|SOA|DNSKEY|CDS|CDNSKEY) /.test(line))
    .sort()

const versions: Readonly<Record<string, string>> = {
  'a name': `${INSIDE}new A 10.0.0.9\n`,
  'another address': `${INSIDE}new A 10.0.0.10\n`,
  'a name below names that own nothing': `${INSIDE}x.y.z A 10.0.0.11\n`,
  'a delegation over names that are there': `${INSIDE}ent NS ns.ent\nns.ent A 10.0.0.12\n`,
  'a DNAME in the place of a name below': `${INSIDE.replace('*.wild TXT "x"\n', '')}wild DNAME t.example.net.\n`,
  'names beside each other': `${INSIDE}n1 A 10.0.0.13\nn2 A 10.0.0.13\nn3 A 10.0.0.13\n`,
  'all of it back': INSIDE,
  'a record at the top alone': `${INSIDE}@ MX 10 ns\n`,
  'another negative TTL': `${INSIDE.replace(' 4w 60', ' 4w 90')}new A 10.0.0.14\n`,
  'more names than are amended': `${INSIDE}${Array.from({ length: 600 }, (_, i) => `h${i} A 10.1.0.${i % 250}\n`).join('')}`,
  'one of them': `${INSIDE}${Array.from({ length: 599 }, (_, i) => `h${i} A 10.1.0.${i % 250}\n`).join('')}`,
}

for (const denial of ['nsec', 'nsec3'])
  t.test(`${denial}: each version is what it would be at first`, async (t) => {
    const config = SIGNED_CONFIG.replace('parents: []', `parents: [], denial: ${denial}`)
    stopClock()
    const site = await startedSite(t, config)
    const other = await startedSite(t, config)
    let serial = shown(site, 'internal').serial
    for (const [what, text] of Object.entries(versions)) {
      site.write('in.zone', text)
      await site.reload()
      other.write('in.zone', text)
      other.write('janus.yaml', config.replace('sign: {univ.example: {', 'sign: {univ.example: {dnskey-ttl: 2h, '))
      await other.reload()
      other.write('janus.yaml', config)
      await other.reload()
      t.same(linesOf(site), linesOf(other), what)
      t.equal(fault(site), undefined, what)
      t.equal(shown(site, 'internal').serial, ++serial, `${what}: one step`)
    }
    t.same(site.said, [])
    await site.server.rollBack()
    t.equal(fault(site), undefined, 'a rollback')
    t.match(linesOf(site).join('\n'), /h599\.univ\.example/)
  })

t.test('what is not new keeps its signature and its place in memory', async (t) => {
  stopClock()
  const site = await startedSite(t)
  const version = async (i: number) => {
    site.write('in.zone', `${INSIDE}new A 10.0.0.${i}\n`)
    await site.reload()
    return { zone: shown(site, 'internal'), all: new Set(signatures(shown(site, 'internal'))) }
  }
  const first = await version(1)
  const second = await version(2)
  t.equal(second.zone.image, first.zone.image, 'the image is amended')
  t.equal([...second.all].filter((line) => !first.all.has(line)).length, 2, 'of the address, and of the SOA')
})
