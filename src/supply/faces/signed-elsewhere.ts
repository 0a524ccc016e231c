// Finds zones that were signed before they came here. Janus has none of their keys: a change or addition would have no signature, so it
// leaves them alone, and reports that.

import { Type } from '../../dns/types.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import type { ZoneText } from '../../text/zonefile/zone-text.ts'
import { APEX } from '../../zone/zone.ts'
import type { LayeredRecords } from './layers.ts'
import { say } from './says.ts'

export const SIGNED_ELSEWHERE = 'signed-elsewhere'
const REVERSE_SIGNED = 'reverse-signed'

/** Reports a layer that gives or hides something over a layer in which the zone's SOA is signed. */
export function overSigned(layers: Pick<LayeredRecords, 'builder' | 'hidden' | 'layer'>, text: ZoneText): Problem[] {
  const { records, ownerNode, type, line } = layers.builder
  let signature = 0
  while (signature < records && !(type[signature] === SOA_SIGNATURE && ownerNode[signature] === APEX)) signature++
  if (signature === records) return []
  const layer = layers.layer(signature)
  let over = 0
  while (over < records && layers.layer(over) <= layer) over++
  const at = over < records ? line[over] : layers.hidden.find((hide) => hide.layer > layer)?.line
  if (at === undefined) return []
  const related = text.place(line[signature]!, 'entry')
  return [
    {
      rule: SIGNED_ELSEWHERE,
      severity: 'error',
      ...saying(say('lies-over-signed'), say('sign-afterwards'), say('the-signature')),
      ...text.place(at, 'entry'),
      related: { place: related.place, source: related.source },
    },
  ]
}

/** The type of a record in ZoneBuilder. */
const SOA_SIGNATURE = Type.RRSIG + (Type.SOA << 16)

/** Reports PTRs that Janus does not add: it serves the zone as its file has it. */
export function notCompleted(
  zone: string,
  seal: 'RRSIG' | 'ZONEMD',
  missing: number,
  place: Problem['place'],
): Problem {
  const why = say(seal === 'RRSIG' ? 'signed-elsewhere' : 'has-digest')
  const message = missing === 1 ? say('add-ptr', { zone, why }) : say('add-ptrs', { count: missing, zone, why })
  return {
    rule: REVERSE_SIGNED,
    severity: 'warning',
    ...saying(message, say('write-ptrs')),
    place,
  }
}
