// $ORIGIN name: completes relative names below it (RFC 1035 §5.1).

import { isWithin, MAX_NAME, ROOT } from '../../../dns/name.ts'
import { nameFlaw, nameText, parseName } from '../../../dns/name-text.ts'
import { Octets } from '../../../dns/octets.ts'
import type { Refusal, Words } from '../../../dns/rdata/words.ts'
import { inQuotes } from '../quotes.ts'
import { say } from '../says.ts'
import type { Directive, Reading } from './directive.ts'

export const origin: Directive = {
  name: '$ORIGIN',
  usage: '$ORIGIN dept.univ.example.',
  words: [1, 1],
  run(words, reading) {
    const name = readOrigin(words, 1, reading.records.origin)
    if ('message' in name) return name
    reading.setOrigin(name, isDoubtful(words, 1, reading))
    return undefined
  },
}

/**
 * Whether the origin is hardly meant: it is relative, and with a final dot would be a name of the zone, so that it has the zone's name
 * twice. Warns of it. An origin relative to a doubtful one is doubtful too, without another warning.
 */
export function isDoubtful(words: Words, word: number, reading: Reading): boolean {
  const written = readOrigin(words, word, ROOT)
  if ('message' in written || endsWithDot(words, word)) return false
  const { apex, records } = reading
  if (records.origin[0] === 0 || apex[0] === 0 || !isWithin(written, 0, apex, 0)) return reading.isOriginDoubtful
  const text = words.text(word)
  const completed = readOrigin(words, word, records.origin)
  const message = say('origin-without-dot', {
    written: text,
    completed: 'message' in completed ? text : nameText(completed),
  })
  reading.warn(
    {
      rule: 'origin-dot',
      severity: 'warning',
      message,
      fix: say('put-dot'),
      rfc: 'RFC 1035 §5.1',
      edit: { text: `${text}.` },
    },
    word,
  )
  return true
}

function endsWithDot({ bytes, end }: Words, word: number): boolean {
  return bytes[end[word]! - 1] === DOT
}

const DOT = 0x2e

/** The word as a name. The present origin completes a relative one, as in BIND; NSD and Knot refuse it. */
export function readOrigin(words: Words, word: number, present: Uint8Array): Uint8Array | Refusal {
  if (words.quoted[word]) return inQuotes(words, word, 'origin')
  const out = new Octets(MAX_NAME)
  const wrong = parseName(words.bytes, words.start[word]!, words.end[word]!, present, out)
  if (wrong === undefined) return out.view().slice()
  return {
    word,
    rule: 'bad-name',
    message: say('origin-unreadable', { name: words.text(word), why: nameFlaw(wrong, present) }),
  }
}
