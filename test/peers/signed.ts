// Worlds with signed zones, each world in another manner.

import { labelsText } from '../support/name.ts'
import type { Inquiry, WorldZone } from '../support/world.ts'
import { zoneText } from '../support/world.ts'
import { type Manner, manners, type Signer } from './signer.ts'

const AT_A_TIME = 4

/** The worlds of which all zones could be signed, and the signed texts by zone. */
export async function signAll(
  signer: Signer,
  inquiries: readonly Inquiry[],
): Promise<{ inquiries: Inquiry[]; textOf: (zone: WorldZone) => string }> {
  const texts = new Map<WorldZone, string>()
  const signWorld = async ({ world }: Inquiry, i: number): Promise<boolean> => {
    const signed = await Promise.all(
      world.zones.map((zone) => {
        const text = zoneText(zone)
        return signer.sign(labelsText(zone.origin).slice(0, -1), text, mannerFor(i, text))
      }),
    )
    world.zones.forEach((zone, z) => {
      if (signed[z] !== undefined) texts.set(zone, signed[z])
    })
    return !signed.includes(undefined)
  }
  const kept: Inquiry[] = []
  for (let i = 0; i < inquiries.length; i += AT_A_TIME) {
    const some = inquiries.slice(i, i + AT_A_TIME)
    const done = await Promise.all(some.map((inquiry, k) => signWorld(inquiry, i + k)))
    kept.push(...some.filter((_, k) => done[k]))
  }
  return { inquiries: kept, textOf: (zone) => texts.get(zone)! }
}

/** ldns-signzone does not escape a quotation mark in a name, so that nobody can read what it writes. */
function mannerFor(i: number, text: string): Manner {
  const manner = manners[i % manners.length]!
  return text.includes('\\034') ? { ...manner, tool: 'dnssec-signzone' } : manner
}
