// $TTL span: sets the TTL of records below it that have none of their own (RFC 2308 §4).

import { MAX_TTL, MAX_WRITTEN_TTL, parseTtl } from '../../../dns/ttl.ts'
import { inQuotes } from '../quotes.ts'
import { say } from '../says.ts'
import type { Directive } from './directive.ts'

export const ttl: Directive = {
  name: '$TTL',
  usage: '$TTL 1h',
  words: [1, 1],
  run(words, { records }) {
    if (words.quoted[1]) return inQuotes(words, 1, 'TTL')
    const seconds = parseTtl(words.bytes, words.start[1]!, words.end[1]!, MAX_WRITTEN_TTL)
    if (seconds >= 0) {
      records.defaultTtl = seconds
      return undefined
    }
    const need = say('need-ttl', { most: MAX_TTL })
    return { word: 1, rule: 'bad-ttl', message: say('ttl-unreadable', { ttl: words.text(1), need }) }
  },
}
