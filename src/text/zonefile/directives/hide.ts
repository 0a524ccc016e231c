// $HIDE name [type]: leaves out all rrsets of the layer below at the name, or the one of the type; `$HIDE lab.*` leaves out all names below
// lab too.

import { MAX_NAME } from '../../../dns/name.ts'
import { nameFlaw, parseName } from '../../../dns/name-text.ts'
import { Octets } from '../../../dns/octets.ts'
import { isMetaType, typeFromBytes } from '../../../dns/types.ts'
import { inQuotes } from '../quotes.ts'
import { say } from '../says.ts'
import type { Directive } from './directive.ts'

export const hide: Directive = {
  name: '$HIDE',
  usage: '$HIDE printer',
  words: [1, 2],
  run(words, reading) {
    const { layers, records, line } = reading
    if (layers === undefined) return reading.askForLayers()
    const { bytes, start, end, quoted } = words
    if (quoted[1]) return inQuotes(words, 1, 'name')
    if (words.count > 2 && quoted[2]) return inQuotes(words, 2, 'type')
    const below = bytes[end[1]! - 2] === DOT && bytes[end[1]! - 1] === ASTERISK && end[1]! - start[1]! > 2
    const name = new Octets(MAX_NAME)
    const wrong = parseName(bytes, start[1]!, below ? end[1]! - 2 : end[1]!, records.origin, name)
    if (wrong !== undefined)
      return {
        word: 1,
        rule: 'bad-name',
        message: say('name-unreadable', { name: words.text(1), why: nameFlaw(wrong, records.origin) }),
      }
    const type = words.count > 2 ? typeFromBytes(bytes, start[2]!, end[2]!) : 0
    if (type < 0 || (type > 0 && isMetaType(type)))
      return {
        word: 2,
        rule: 'unknown-type',
        message: say('hide-no-type', { type: words.text(2) }),
      }
    layers.hide(name.view().slice(), below, type, line)
    return undefined
  },
}

const DOT = 0x2e
const ASTERISK = 0x2a
