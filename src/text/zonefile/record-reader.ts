// Makes one record of one entry's words. It remembers what entries leave to those after them: origin, owner and TTL (RFC 1035 §5.1).

import { Class, className } from '../../dns/classes.ts'
import { MAX_NAME, sameName } from '../../dns/name.ts'
import { nameFlaw, parseName } from '../../dns/name-text.ts'
import { Octets } from '../../dns/octets.ts'
import { parseRdata } from '../../dns/rdata/rdata.ts'
import type { Refusal, Words } from '../../dns/rdata/words.ts'
import { MAX_TTL, MAX_WRITTEN_TTL, parseTtl } from '../../dns/ttl.ts'
import { isMetaType, Type, typeFromBytes } from '../../dns/types.ts'
import { Header } from './header.ts'
import { commentHabit, noType, unknownType } from './hints.ts'
import { say } from './says.ts'
import type { RecordSink } from './sink.ts'
import { addUnread, type Unread } from './unread.ts'

/** The owner that the next entry starts from. $INCLUDE and $GENERATE put back the one that was there before, as BIND does. */
export type Carried = { readonly owner: Uint8Array; readonly state: OwnerState }

/** All that earlier entries leave to one with an owner of its own. A TTL is -1 where none was given. */
export type Defaults = { readonly origin: Uint8Array; readonly defaultTtl: number; readonly lastTtl: number }

/** `bad`: the owner could not be read, which was reported; we drop the records of entries that carry it over. */
export type OwnerState = 'none' | 'known' | 'bad'

export class RecordReader {
  /** Completes relative names. A new array for each new origin. */
  origin: Uint8Array
  /** From $TTL (RFC 2308 §4), or from the SOA where nothing else gives one, or assumed after an error; -1 where there is none. */
  defaultTtl = -1
  /** Whether the record read last is an SOA that took its TTL from its own minimum. */
  tookMinimum = false
  records = 0
  readonly #apex: Uint8Array
  readonly #sink: RecordSink
  readonly #header = new Header()
  readonly #owner = new Octets(MAX_NAME)
  readonly #rdata = new Octets(4096)
  #state: OwnerState = 'none'
  /** The last TTL that a record gave, -1 where none did. */
  #lastTtl = -1
  // Where the present owner was read, so that we need not read the same owner twice; #ownerEnd is -1 where that is unknown. We write
  // references only where they change: while V8 marks, as during most of a long file, each write is slow.
  #ownerBytes: Uint8Array | undefined
  #ownerOrigin: Uint8Array | undefined
  #ownerStart = 0
  #ownerEnd = -1

  constructor(origin: Uint8Array, sink: RecordSink) {
    this.origin = origin
    this.#apex = origin
    this.#sink = sink
  }

  /**
   * Reads the entry and hands its record to the sink, or says why it cannot. `line` is the record's line for the sink; the
   * words before `first` are a directive's.
   */
  read(words: Words, indented: boolean, line: number, first = 0): Refusal | undefined {
    if (indented) {
      if (this.#state === 'none') return noOwner
    } else {
      if (first === 0 && isMarked(words, first)) return this.#readMarked(words, line)
      const wrong = this.takeOwner(words, first)
      if (wrong) return wrong
    }
    return this.#takeRecord(words, indented ? first : first + 1, line)
  }

  /** Reads an entry that begins as comments of other languages do: it is one, unless all of it can be read as a record. */
  #readMarked(words: Words, line: number): Refusal | undefined {
    const habit = commentHabit(words)
    if (habit && !this.#isRecord(words, 1)) return habit
    const wrong = this.takeOwner(words) ?? this.#takeRecord(words, 1, line)
    if (!wrong || !habit) return wrong
    // The lines below may belong to the name that is commented out: only their writer knows.
    return this.#unreadable({ ...habit, edit: undefined })
  }

  /** Whether a type stands where one belongs. */
  #isRecord(words: Words, first: number): boolean {
    return typeAfter(words, first, this.#header) >= 0
  }

  /** Where the entry is a comment, the lines below it have no owner. */
  #unreadable(wrong: Refusal): Refusal {
    if (wrong.comment) {
      this.#state = 'bad'
      this.#ownerEnd = -1
    }
    return wrong
  }

  /** Notes which names the refused entry was about: its owner, and perhaps names below. False where its words do not tell. */
  noteMissed(unread: Unread, words: Words, indented: boolean, { comment }: Refusal): boolean {
    // The entry was no record, and none below has lost its owner.
    if (comment && this.#state !== 'bad') return true
    if (this.#state !== 'known') return false
    const type = typeAfter(words, indented ? 0 : 1, this.#header)
    // Without a type the blanks before the owner may be too many, or those before the type too few.
    if (type < 0 && (indented || typeAfter(words, 0, this.#header) >= 0)) return false
    const owner = this.#owner.view()
    const delegates = type === Type.NS && !sameName(owner, 0, this.#apex, 0)
    addUnread(unread, owner, type < 0 || delegates || type === Type.DNAME)
    return true
  }

  /** The defaults for an entry with an owner of its own. */
  get defaults(): Defaults {
    return { origin: this.origin, defaultTtl: this.defaultTtl, lastTtl: this.#lastTtl }
  }

  set defaults({ origin, defaultTtl, lastTtl }: Defaults) {
    this.origin = origin
    this.defaultTtl = defaultTtl
    this.#lastTtl = lastTtl
  }

  /** Call it before the octets change in which the owner was read. */
  forgetSpelling(): void {
    this.#ownerEnd = -1
  }

  carried(): Carried {
    return { owner: this.#owner.view().slice(), state: this.#state }
  }

  restore(carried: Carried): void {
    this.#state = carried.state
    this.#ownerEnd = -1
    this.#owner.clear()
    this.#owner.append(carried.owner)
    if (carried.state === 'known') this.#sink.owner(this.#owner.bytes, 0)
  }

  /** Takes a word, the first by default, as the owner of this entry and of those that carry it over. */
  takeOwner(words: Words, word = 0): Refusal | undefined {
    if (this.#isSameOwner(words, word)) return undefined
    this.#owner.clear()
    this.#ownerEnd = -1
    const start = words.start[word]!
    const end = words.end[word]!
    const wrong = parseName(words.bytes, start, end, this.origin, this.#owner)
    if (wrong !== undefined) {
      this.#state = 'bad'
      return {
        word,
        rule: 'bad-name',
        message: say('owner-unreadable', { owner: words.text(word), why: nameFlaw(wrong, this.origin) }),
      }
    }
    this.#state = 'known'
    if (this.#ownerBytes !== words.bytes) this.#ownerBytes = words.bytes
    if (this.#ownerOrigin !== this.origin) this.#ownerOrigin = this.origin
    this.#ownerStart = start
    this.#ownerEnd = end
    this.#sink.owner(this.#owner.bytes, 0)
    return undefined
  }

  #isSameOwner(words: Words, word: number): boolean {
    const { bytes } = words
    if (this.#ownerEnd < 0 || bytes !== this.#ownerBytes || this.origin !== this.#ownerOrigin) return false
    let p = words.end[word]!
    let q = this.#ownerEnd
    const start = words.start[word]!
    if (p - start !== q - this.#ownerStart) return false
    while (p > start) if (bytes[--p] !== bytes[--q]) return false
    return true
  }

  #takeRecord(words: Words, first: number, line: number): Refusal | undefined {
    const header = this.#header
    header.read(words, first)
    if (header.type >= words.count) return this.#unreadable(noType(words, first, header))
    if (header.class >= 0 && header.classCode !== Class.IN) return wrongClass(header)
    const at = header.type
    const type = words.quoted[at] ? -1 : typeFromBytes(words.bytes, words.start[at]!, words.end[at]!)
    if (type < 0) return this.#unreadable(unknownType(words, first, header))
    if (isMetaType(type)) return metaType(words, at)
    let ttl = -1
    let wrong: Refusal | undefined
    if (header.ttl >= 0) {
      ttl = parseTtl(words.bytes, words.start[header.ttl]!, words.end[header.ttl]!, MAX_WRITTEN_TTL)
      if (ttl < 0) return badTtl(words, header.ttl)
      this.#lastTtl = ttl
    }
    const rdata = this.#rdata
    rdata.clear()
    words.next = at + 1
    if (words.origin !== this.origin) words.origin = this.origin
    if (!parseRdata(type, words, rdata)) return words.refusal
    if (ttl < 0) {
      ttl = this.#missingTtl(type)
      if (ttl < 0) {
        // We report it once, and read on as if there were a $TTL.
        wrong = noTtl(at)
        ttl = this.defaultTtl = ASSUMED_TTL
      }
    }
    if (this.#state === 'bad') return wrong
    this.records++
    this.#sink.record(type, ttl, rdata.bytes, rdata.length, line)
    return wrong
  }

  /**
   * $TTL first (RFC 2308 §4), then the last TTL written (RFC 1035 §5.1), then the SOA's own minimum, as in BIND; -1 where there is none.
   */
  #missingTtl(type: number): number {
    if (this.defaultTtl >= 0) return this.defaultTtl
    if (this.#lastTtl >= 0) return this.#lastTtl
    if (type !== Type.SOA) return -1
    const { bytes, length } = this.#rdata
    const minimum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(length - 4)
    this.tookMinimum = true
    this.defaultTtl = minimum > MAX_TTL ? 0 : minimum
    return this.defaultTtl
  }
}

const ASSUMED_TTL = 3600
const HASH = 0x23
const SLASH = 0x2f

/** Whether the word begins as comments of other languages do. */
function isMarked(words: Words, word: number): boolean {
  const mark = words.bytes[words.start[word]!]
  return mark === HASH || mark === SLASH
}

/** The type of a record whose TTL and class begin at the word `first`; negative where none stands there. */
function typeAfter(words: Words, first: number, header: Header): number {
  header.read(words, first)
  const { type } = header
  if (type >= words.count || words.quoted[type]) return -1
  return typeFromBytes(words.bytes, words.start[type]!, words.end[type]!)
}

const noOwner: Refusal = {
  word: 0,
  rule: 'no-owner',
  message: say('no-owner-before'),
  fix: say('write-owner'),
}

/** Janus has zones of class IN only. */
function wrongClass(header: Header): Refusal {
  const message = say('class-not-in', { class: className(header.classCode) })
  return { word: header.class, rule: 'wrong-class', message, fix: say('write-in') }
}

/** RFC 6895 §3.1: such types stand in questions and messages, never in a zone. */
function metaType(words: Words, word: number): Refusal {
  const message = say('type-in-messages', { type: words.text(word) })
  return { word, rule: 'meta-type', message, fix: say('delete-line') }
}

function badTtl(words: Words, word: number): Refusal {
  const message = say('ttl-unreadable', { ttl: words.text(word), need: say('need-ttl', { most: MAX_TTL }) })
  return { word, rule: 'bad-ttl', message }
}

function noTtl(word: number): Refusal {
  const message = say('no-ttl-given')
  return { word, rule: 'no-ttl', message, fix: say('add-ttl-line', { ttl: '1h' }) }
}
