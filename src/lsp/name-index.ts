// Indexes the names in a zone file by place: who owns each record, which words are names, and where it includes other files. We read
// each version of the text anew, so the index keeps places in the octets, and makes no more of them than somebody asks for.

import { MAX_NAME } from '../dns/name.ts'
import { nameKey } from '../dns/name-key.ts'
import { parseName } from '../dns/name-text.ts'
import { Octets } from '../dns/octets.ts'
import { parseRdata } from '../dns/rdata/rdata.ts'
import { appendUnescaped } from '../dns/rdata/strings.ts'
import { eachTold, tellsNames } from '../dns/rdata/told.ts'
import { Words } from '../dns/rdata/words.ts'
import { MAX_WRITTEN_TTL, parseTtl } from '../dns/ttl.ts'
import { typeFromBytes } from '../dns/types.ts'
import { Header } from '../text/zonefile/header.ts'
import { Scanner } from '../text/zonefile/scanner.ts'
import type { Source } from '../text/zonefile/source.ts'

/** The octets of a file that hold a word. */
export type Span = { readonly start: number; readonly end: number }

/** One record. */
export type Entry = {
  /** The owner, by nameKey(). */
  readonly owner: string
  readonly type: number
  /** The TTL; -1 where the file gives none. */
  readonly ttl: number
  readonly typeAt: Span
  /** From behind the type to the end of the last word. */
  readonly rdataAt: Span
  /** The views that a $VIEW above it names; undefined where the record is for all. */
  readonly views: Section
  /** Whether the record comes beside those for all views, and not in their place. */
  readonly adds: boolean
}

export type Section = readonly string[] | undefined

/** The records for all views that a $HIDE leaves out. */
export type Hidden = { readonly name: string; readonly type: number; readonly views: Section }

/** A word that is a name; `entry`: the record that has it, if one does. */
export type NameWord = Span & {
  readonly role: 'owner' | 'told'
  readonly name: string
  readonly origin: Uint8Array
  readonly entry: Entry | undefined
}

export type Included = Span & {
  readonly source: Source
  readonly origin: Uint8Array
  readonly ttl: number
  readonly views: Section
}

export type FileNames = {
  readonly source: Source
  readonly entries: readonly Entry[]
  /** In the order of the file. */
  readonly words: readonly NameWord[]
  readonly included: readonly Included[]
  readonly hidden: readonly Hidden[]
  /** The origins, each with the place from which it completes relative names. */
  readonly origins: readonly { readonly start: number; readonly origin: Uint8Array }[]
}

export function readNames(source: Source, origin: Uint8Array, ttl = -1): FileNames {
  const reader = new Reader(source, origin, ttl)
  reader.read()
  return reader
}

class Reader implements FileNames {
  readonly source: Source
  readonly entries: Entry[] = []
  readonly words: NameWord[] = []
  readonly included: Included[] = []
  readonly hidden: Hidden[] = []
  readonly origins: { readonly start: number; readonly origin: Uint8Array }[]
  #origin: Uint8Array
  #ttl: number
  #owner: string | undefined
  #views: Section
  #adds = false
  readonly #header = new Header()
  readonly #name = new Octets(MAX_NAME)
  readonly #rdata = new Octets(512)

  constructor(source: Source, origin: Uint8Array, ttl: number) {
    this.source = source
    this.#origin = origin
    this.#ttl = ttl
    this.origins = [{ start: 0, origin }]
  }

  read(): void {
    const { bytes, size, begin } = this.source
    const scanner = new Scanner(bytes, size, begin)
    const words = new Words()
    while (scanner.next(words)) {
      if (scanner.flaw !== 'none' || words.count === 0) continue
      if (!scanner.indented && bytes[words.start[0]!] === DOLLAR) this.#directive(words, scanner.entryStart)
      else this.#record(words, scanner.indented ? -1 : 0)
    }
  }

  #directive(words: Words, start: number): void {
    const name = words.text(0).toUpperCase()
    if (words.count < 2) return
    if (name === '$ADD') {
      const before = this.#owner
      this.#adds = true
      this.#record(words, 1)
      this.#adds = false
      this.#owner = before
    } else if (name === '$HIDE') this.#hide(words)
    else if (name === '$VIEW') this.#views = viewsIn(words)
    else if (name === '$TTL') this.#ttl = ttlOf(words, 1)
    else if (name === '$ORIGIN') {
      if (this.#take(words, 1, 'told', undefined) === undefined) return
      this.#origin = this.#name.view().slice()
      this.origins.push({ start, origin: this.#origin })
    } else if (name === '$INCLUDE') this.#include(words)
  }

  #hide(words: Words): void {
    const name = this.#take(words, 1, 'told', undefined)
    if (name === undefined) return
    const type = words.count > 2 ? typeFromBytes(words.bytes, words.start[2]!, words.end[2]!) : 0
    this.hidden.push({ name, type, views: this.#views })
  }

  #include(words: Words): void {
    const written = new Octets(64)
    if (!appendUnescaped(words, 1, written)) return
    const source = this.source.include(new TextDecoder().decode(written.view()))
    if ('rule' in source) return
    const hasOrigin = words.count > 2 && this.#take(words, 2, 'told', undefined) !== undefined
    const origin = hasOrigin ? this.#name.view().slice() : this.#origin
    this.included.push({ ...spanOf(words, 1), source, origin, ttl: this.#ttl, views: this.#views })
  }

  /** `owner`: the word that is the owner, or -1 where the record takes the owner of the one above. */
  #record(words: Words, owner: number): void {
    const named = owner < 0 ? this.#owner : this.#parse(words, owner)
    this.#owner = named
    const header = this.#header
    header.read(words, owner < 0 ? 0 : owner + 1)
    const at = header.type
    const type = at < words.count ? typeFromBytes(words.bytes, words.start[at]!, words.end[at]!) : -1
    if (named === undefined) return
    const ttl = header.ttl < 0 ? this.#ttl : ttlOf(words, header.ttl)
    const about = { owner: named, type, ttl, views: this.#views, adds: this.#adds }
    const entry = type < 0 ? undefined : { ...about, typeAt: spanOf(words, at), rdataAt: rest(words, at) }
    if (entry) this.entries.push(entry)
    if (owner >= 0) this.#push(words, owner, 'owner', named, entry)
    if (entry && tellsNames(type)) this.#told(words, entry, at + 1)
  }

  #told(words: Words, entry: Entry, first: number): void {
    const rdata = this.#rdata
    rdata.clear()
    words.next = first
    words.origin = this.#origin
    if (!parseRdata(entry.type, words, rdata) || words.text(first) === '\\#') return
    eachTold(entry.type, rdata.bytes, 0, rdata.length, {
      address: () => {},
      name: (_, word) => {
        if (first + word < words.count) this.#take(words, first + word, 'told', entry)
      },
    })
  }

  #take(words: Words, word: number, role: NameWord['role'], entry: Entry | undefined): string | undefined {
    const name = this.#parse(words, word)
    if (name !== undefined) this.#push(words, word, role, name, entry)
    return name
  }

  #push(words: Words, word: number, role: NameWord['role'], name: string, entry: Entry | undefined): void {
    this.words.push({ ...spanOf(words, word), role, name, origin: this.#origin, entry })
  }

  #parse(words: Words, word: number): string | undefined {
    this.#name.clear()
    const wrong = parseName(words.bytes, words.start[word]!, words.end[word]!, this.#origin, this.#name)
    return wrong === undefined ? nameKey(this.#name.view()) : undefined
  }
}

function viewsIn(words: Words): Section {
  const names = Array.from({ length: words.count - 1 }, (_, i) => words.text(i + 1))
  return names.includes('*') ? undefined : names
}

function ttlOf(words: Words, word: number): number {
  return parseTtl(words.bytes, words.start[word]!, words.end[word]!, MAX_WRITTEN_TTL)
}

function spanOf(words: Words, word: number): Span {
  return { start: words.start[word]!, end: words.end[word]! }
}

function rest(words: Words, type: number): Span {
  const last = words.count - 1
  return last === type
    ? { start: words.end[type]!, end: words.end[type]! }
    : { start: words.start[type + 1]! - words.quoted[type + 1]!, end: words.end[last]! + words.quoted[last]! }
}

const DOLLAR = 0x24
