// Worlds whose zones are signed, each world in another manner.

import { labelsText } from '../support/name.ts'
import type { Inquiry, WorldZone } from '../support/world.ts'
import { zoneText } from '../support/world.ts'
import { type Manner, manners, type Signer } from './signer.ts'

/** The worlds of which all zones could be signed, and the signed texts by zone. */
export async function signAll(
  signer: Signer,
  inquiries: readonly Inquiry[],
): Promise<{ inquiries: Inquiry[]; textOf: (zone: WorldZone) => string }> {
  const texts = new Map<WorldZone, string>()
  const kept: Inquiry[] = []
  for (const [i, inquiry] of inquiries.entries()) {
    const signed = await Promise.all(
      inquiry.world.zones.map((zone) => {
        const text = zoneText(zone)
        return signer.sign(labelsText(zone.origin).slice(0, -1), text, mannerFor(i, text))
      }),
    )
    if (signed.includes(undefined)) continue
    kept.push(inquiry)
    inquiry.world.zones.forEach((zone, z) => {
      texts.set(zone, signed[z]!)
    })
  }
  return { inquiries: kept, textOf: (zone) => texts.get(zone)! }
}

/** ldns-signzone does not escape a quotation mark in a name, so that nobody can read what it writes. */
function mannerFor(i: number, text: string): Manner {
  const manner = manners[i % manners.length]!
  return text.includes('\\034') ? { ...manner, tool: 'dnssec-signzone' } : manner
}
