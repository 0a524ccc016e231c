// $INCLUDE file [origin]: reads another file's entries as if they stood here (RFC 1035 §5.1). Afterwards origin and owner are what they
// were before; $TTL stays as the file leaves it. source.ts decides which files it may reach.

import { Octets } from '../../../dns/octets.ts'
import { appendUnescaped } from '../../../dns/rdata/strings.ts'
import type { Refusal, Words } from '../../../dns/rdata/words.ts'
import type { Said } from '../../../dns/said.ts'
import { say } from '../says.ts'
import type { Source } from '../source.ts'
import type { Directive, Reading } from './directive.ts'
import { isDoubtful, readOrigin } from './origin.ts'

export const include: Directive = {
  name: '$INCLUDE',
  usage: '$INCLUDE hosts.inc [origin]',
  words: [1, 2],
  run(words, reading) {
    const { records } = reading
    const written = fileName(words)
    if (written === undefined)
      return { word: 1, rule: 'syntax', message: say('file-name-unreadable', { name: words.text(1) }) }
    const source = reading.source.include(written)
    if ('rule' in source) return { word: 1, ...source }
    const wrong = chain(source, reading.open) ?? exhausted(source, reading)
    if (wrong) return wrong
    const before = records.origin
    const inner = words.count > 2 ? readOrigin(words, 2, before) : before
    if ('message' in inner) return inner
    const carried = records.carried()
    const wasDoubtful = reading.isOriginDoubtful
    reading.setOrigin(inner, words.count > 2 ? isDoubtful(words, 2, reading) : wasDoubtful)
    reading.readFile(source)
    reading.setOrigin(before, wasDoubtful)
    records.restore(carried)
    return undefined
  },
}

/** The name of the file. In quotes it may have blanks; escapes are those of any other word. */
function fileName(words: Words): string | undefined {
  const out = new Octets(64)
  if (!appendUnescaped(words, 1, out) || out.length === 0) return undefined
  const name = new TextDecoder().decode(out.view())
  return name.includes('\0') ? undefined : name
}

function chain(source: Source, open: readonly Source[]): Refusal | undefined {
  const from = open.findIndex(({ identity }) => identity === source.identity)
  if (from < 0) return undefined
  const files = [...open.slice(from).map(({ file }) => file), source.file].join(' -> ')
  return {
    word: 1,
    rule: 'include-loop',
    message: say('includes-itself', { file: source.file, files }),
    fix: say('delete-include'),
  }
}

/** Why the limits allow no more: files that each include another twice would double the text with every step. */
function exhausted(source: Source, { open, used, limits, included }: Reading): Refusal | undefined {
  used.includes++
  used.bytes += source.size
  if (included.has(source.identity)) used.made += source.size
  included.add(source.identity)
  let why: Said | undefined
  if (open.length >= limits.depth) why = say('includes-too-deep', { depth: limits.depth })
  else if (used.includes > limits.includes) why = say('includes-too-many', { most: limits.includes })
  else if (used.bytes > limits.bytes) why = say('zone-text-too-large', { most: limits.bytes })
  else if (used.made > limits.made) why = say('made-too-much', { most: limits.made })
  return why && { word: 1, rule: 'include-limit', message: say('include-refused', { file: source.file, why }) }
}
