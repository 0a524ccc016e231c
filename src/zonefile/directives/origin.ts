// $ORIGIN name: what relative names below it are completed with (RFC 1035 §5.1).

import { MAX_NAME } from '../../dns/name.ts'
import { parseName } from '../../dns/name-text.ts'
import { Octets } from '../../dns/octets.ts'
import type { Refusal, Words } from '../../dns/rdata/words.ts'
import { inQuotes } from '../quotes.ts'
import type { Directive } from './directive.ts'

export const origin: Directive = {
  name: '$ORIGIN',
  usage: '$ORIGIN dept.univ.example.',
  words: [1, 1],
  run(words, { records }) {
    const name = readOrigin(words, 1, records.origin)
    if ('message' in name) return name
    records.origin = name
    return undefined
  },
}

/** The word as a name. A relative one is completed with the present origin, as in BIND; NSD and Knot refuse it. */
export function readOrigin(words: Words, word: number, present: Uint8Array): Uint8Array | Refusal {
  if (words.quoted[word]) return inQuotes(words, word, 'origin')
  const out = new Octets(MAX_NAME)
  const wrong = parseName(words.bytes, words.start[word]!, words.end[word]!, present, out)
  if (wrong === undefined) return out.view().slice()
  return { word, rule: 'bad-name', message: `cannot read origin "${words.text(word)}": ${wrong}` }
}
