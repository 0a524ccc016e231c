// Signatures are made in ranges, by whoever takes them and in whatever order: the image comes out the same.

import t from 'tap'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { Blanks } from '../../src/sign/blanks.ts'
import { sealZone } from '../../src/sign/seal-zone.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { draftZone, signZone } from '../../src/sign/sign-zone.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'
import { signSideBySide } from '../../src/signing/side-by-side.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { content, HEAD } from '../support/contents.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'

const DAY = 86_400
const NOW = 1_800_000_000
/** Whose signatures are the same each time. */
const csk = zoneKeyOf('csk', 15, signingAlgorithms.get(15)!.make())

function inputFor(text: string, denial: 'nsec' | 'nsec3', zonemd = true) {
  const schedule = { validity: 14 * DAY, margin: 7 * DAY }
  const plan = {
    keys: [csk],
    denial,
    dnskeyTtl: 3600,
    schedule,
    zonemd,
    cds: 'keys' as const,
    children: [],
    signals: [],
  }
  return { ...plan, content: zoneOf('example.com.', text), stores: [], now: NOW }
}

const octets = ({ image }: Zone) => Buffer.from(new Uint8Array(image))

for (const denial of ['nsec', 'nsec3'] as const)
  t.test(`whoever signs which names, and when, the zone is the same: ${denial}`, async () => {
    const cuts = fc.array(fc.nat(40), { maxLength: 5 })
    fc.assert(
      fc.property(content, cuts, fc.infiniteStream(fc.nat()), (text, places, random) => {
        const input = inputFor(text, denial)
        const { zone: draft, made } = draftZone(input)
        const bounds = [0, ...places.map((place) => Math.min(place, draft.nodes)).sort((a, b) => a - b), draft.nodes]
        const ranges = bounds.slice(1).map((to, i) => ({ from: bounds[i]!, to, turn: random.next().value }))
        const threads = [new Blanks(draft, [csk]), new Blanks(draft, [csk])]
        let count = 0
        for (const { from, to, turn } of ranges.sort((a, b) => a.turn - b.turn))
          count += threads[turn % 2]!.fill(from, to)
        if (count !== made) throw new Error(`${count} signatures and not ${made}`)
        const { zone } = sealZone(draft, input, 7)
        if (!octets(zone).equals(octets(signZone(input, 7).zone))) throw new Error('the image is another one')
        const fault = faultOf(zone, [csk], NOW, 1)
        if (fault !== undefined) throw new Error(fault)
      }),
      { numRuns: 60 },
    )
  })

t.test('any number of threads makes the same zone', async (t) => {
  const hosts = Array.from({ length: 1200 }, (_, i) => `h${i} A 192.0.2.${i % 250}\n`).join('')
  const input = inputFor(HEAD + hosts, 'nsec', false)
  const alone = octets(signZone(input, 7).zone)
  for (const threads of [1, 2, 3]) {
    const { zone: draft, made } = draftZone(input)
    const progress = new Int32Array(new SharedArrayBuffer(8))
    await signSideBySide(draft, [csk], made, progress, threads)
    t.same([...progress], [made, made], `${threads} threads tell how far they are`)
    t.ok(octets(sealZone(draft, input, 7).zone).equals(alone), `${threads} threads`)
  }
})

t.test('what a thread cannot sign is told to who asked for it', async (t) => {
  const lost = { ...csk, key: undefined }
  const { zone, made } = draftZone({ ...inputFor(HEAD, 'nsec', false), keys: [lost] })
  for (const threads of [1, 2]) await t.rejects(signSideBySide(zone, [lost], made, undefined, threads), /is lost/)
})
