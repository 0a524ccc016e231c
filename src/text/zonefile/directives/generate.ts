// $GENERATE range owner [ttl] [class] type rdata: one record for each number of the range, as BIND has it. template.ts fills `$` and `${…}`
// in owner and rdata.

import { Octets } from '../../../dns/octets.ts'
import { type Refusal, Words } from '../../../dns/rdata/words.ts'
import type { Said } from '../../../dns/said.ts'
import { say as sayRdata } from '../../../dns/says.ts'
import { Header } from '../header.ts'
import { endsOnLine } from '../hints.ts'
import { headerInQuotes, inQuotes } from '../quotes.ts'
import type { RecordReader } from '../record-reader.ts'
import { say } from '../says.ts'
import { Scanner } from '../scanner.ts'
import type { Directive, Reading } from './directive.ts'
import { expand, negative, readTemplate, type Template } from './template.ts'

export const generate: Directive = {
  name: '$GENERATE',
  usage: '$GENERATE 1-100 host$ A 192.0.2.$',
  words: [4, Number.POSITIVE_INFINITY],
  run(words, reading) {
    if (words.quoted[RANGE]) return inQuotes(words, RANGE, 'range')
    if (words.quoted[OWNER]) return inQuotes(words, OWNER, 'owner')
    const range = readRange(words.text(RANGE), reading)
    if ('message' in range) return range
    const header = new Header()
    header.read(words, RANGE + 2)
    const last = words.count - 1
    if (header.type < last && words.quoted[header.type]) return headerInQuotes(words, header.type)
    if (header.type !== last - 1) return misplaced(words, header)
    const owner = readTemplate(words, OWNER)
    if ('message' in owner) return owner
    const rdata = readTemplate(words, last)
    if ('message' in rdata) return rdata
    if (negative(owner, range.start)) return negativeNumber(words, OWNER)
    if (negative(rdata, range.start)) return negativeNumber(words, last)
    return run(words, reading, range, owner, rdata)
  },
}

const RANGE = 1
const OWNER = 2

type Range = { readonly start: number; readonly stop: number; readonly step: number }

/** Makes the records. Stops at the first that cannot be read: the others would be wrong in the same way. */
function run(words: Words, reading: Reading, range: Range, owner: Template, rdata: Template): Refusal | undefined {
  const { records, line, used, limits } = reading
  const last = words.count - 1
  const carried = records.carried()
  const text = new Octets(256)
  const made = new Words()
  let wrong: Refusal | undefined
  for (let value = range.start; value <= range.stop && !wrong; value += range.step) {
    text.clear()
    expand(owner, value, text)
    for (let word = OWNER + 1; word < last; word++) {
      text.u8(BLANK)
      text.append(words.bytes, words.start[word]!, words.end[word]!)
    }
    text.u8(BLANK)
    expand(rdata, value, text)
    text.u8(LINE_FEED)
    used.made += text.length
    if (used.made > limits.made) {
      wrong = badRange(words.text(RANGE), say('made-too-much', { most: limits.made }))
      break
    }
    wrong = readOne(new Scanner(text.bytes, text.length - 1), made, records, line)
    // Word n of the made record is word n + 2 of the directive; all words of its rdata are the last one.
    if (wrong) {
      const message = say('generated-at', { message: wrong.message, value })
      wrong = { ...wrong, word: Math.min(wrong.word + OWNER, last), message }
    }
  }
  records.restore(carried)
  return wrong
}

function readOne(scanner: Scanner, made: Words, records: RecordReader, line: number): Refusal | undefined {
  const unreadable: Refusal = { word: made.count, rule: 'syntax', message: say('generated-unreadable') }
  if (!scanner.next(made) || scanner.flaw !== 'none') return unreadable
  // The owner expanded to nothing, or begins with a blank: the record would have none of its own.
  if (scanner.indented) return { ...unreadable, word: 0 }
  records.forgetSpelling()
  return records.read(made, false, line)
}

function readRange(text: string, { limits, used }: Reading): Range | Refusal {
  const match = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text)
  if (!match) return badRange(text, say('need-range'))
  const range = { start: Number(match[1]), stop: Number(match[2]), step: Number(match[3] ?? 1) }
  if (Math.max(range.start, range.stop, range.step) > MAX_NUMBER)
    return badRange(text, say('number-too-large', { most: MAX_NUMBER }))
  if (range.start > range.stop) return badRange(text, say('range-backwards'))
  if (range.step === 0) return badRange(text, say('range-without-step'))
  const count = Math.floor((range.stop - range.start) / range.step) + 1
  if (count > limits.generate) return badRange(text, say('range-too-long', { count, most: limits.generate }))
  used.generated += count
  if (used.generated > limits.generated) {
    return badRange(text, say('zone-generates-too-many', { most: limits.generated }))
  }
  return range
}

function badRange(text: string, why: Said): Refusal {
  return { word: RANGE, rule: 'generate-range', message: say('range-unreadable', { range: text, why }) }
}

function negativeNumber(words: Words, word: number): Refusal {
  const message = say('negative-number', { text: words.text(word) })
  return { word, rule: 'generate-range', message }
}

function misplaced(words: Words, header: Header): Refusal {
  if (header.type >= words.count - 1) {
    return { word: words.count - 1, rule: 'syntax', message: say('generate-incomplete') }
  }
  const behind = words.text(header.type + 2)
  const mark = /^(#|\/\/|--)/.exec(behind)?.[0]
  if (mark !== undefined) {
    const message = say('word-comment-mark', { word: behind, mark })
    const edit = endsOnLine(words, header.type + 2) ? { text: `; ${behind}` } : undefined
    return { word: header.type + 2, rule: 'syntax', message, fix: sayRdata('comment-mark'), edit }
  }
  const rdata = Array.from({ length: words.count - header.type - 1 }, (_, i) => words.text(header.type + 1 + i)).join(
    ' ',
  )
  const message = say('generate-several-words', { rdata })
  return { word: header.type + 2, rule: 'syntax', message, fix: say('put-in-quotes', { text: rdata }) }
}

const MAX_NUMBER = 0x7fffffff
const BLANK = 0x20
const LINE_FEED = 0x0a
