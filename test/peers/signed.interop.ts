// As differential.interop.ts with zones signed elsewhere, and DO in every question: RRSIGs and denial by NSEC, NSEC3 and NSEC3
// with opt-out.

import t from 'tap'
import { compare, comparison } from './comparison.ts'
import { signAll } from './signed.ts'
import { canSign, Signer } from './signer.ts'

const options = { ...comparison, skip: comparison.skip || (!canSign && 'the signing tools are not installed') }

t.test('what the peers agree on in signed zones, we answer too', options, async (t) => {
  const signer = await Signer.create()
  t.teardown(() => signer.close())
  await compare(t, async (worlds) => {
    const { inquiries, textOf } = await signAll(signer, worlds)
    return { inquiries, options: { dnssec: true, textOf } }
  })
})
