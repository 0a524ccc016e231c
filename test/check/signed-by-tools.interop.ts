// What ldns-signzone and dnssec-signzone make of zones of every shape has no fault that we find in chains and signatures.

import t from 'tap'
import { rebased } from '../peers/shrink.ts'
import { signAll } from '../peers/signed.ts'
import { canSign, Signer } from '../peers/signer.ts'
import { labelsText } from '../support/name.ts'
import fc from '../support/properties.ts'
import { inquiries } from '../support/world.ts'
import { problemsOf } from './harness.ts'

const WORLDS = 48
const LOOKED_FOR = /^(nsec3?-chain|rrsig-(wrong|missing|orphan)|dnskey-\w+|ttl-zero)$/

t.test('signed zones are whole', { skip: !canSign && 'the signing tools are missing' }, async (t) => {
  const signer = await Signer.create()
  t.teardown(() => signer.close())
  const sample = fc.sample(inquiries({ min: 1, max: 1 }), { numRuns: WORLDS })
  const signed = await signAll(signer, rebased(sample))
  t.ok(signed.inquiries.length > WORLDS / 2, 'most zones can be signed')
  let zones = 0
  for (const zone of signed.inquiries.flatMap(({ world }) => world.zones)) {
    const text = signed.textOf(zone)
    const found = problemsOf(text, { origin: labelsText(zone.origin) }).filter(({ rule }) => LOOKED_FOR.test(rule))
    zones++
    if (found.length > 0)
      t.strictSame(
        found.map(({ message }) => message),
        [],
        text,
      )
  }
  t.ok(zones >= signed.inquiries.length, `${zones} zones`)
})
