// Finds what a record of a zone file leaves to the records below it (RFC 1035 §5.1): its owner, where they begin with a blank, and its
// TTL, where they have none and no $TTL came before. A repair may delete a line that leaves nothing. In doubt we say that it leaves both.

import { Class } from '../dns/classes.ts'
import { Words } from '../dns/rdata/words.ts'
import { MAX_WRITTEN_TTL, parseTtl } from '../dns/ttl.ts'
import { isMetaType, typeFromBytes } from '../dns/types.ts'
import { contentOf } from '../text/zonefile/content.ts'
import { Header } from '../text/zonefile/header.ts'
import { Scanner } from '../text/zonefile/scanner.ts'

export type Left = {
  /** The line holds the whole record and nothing else. */
  readonly alone: boolean
  readonly owner: boolean
  readonly ttl: boolean
}

/** An owner or a TTL is `open` until an entry below takes it (`taken`) or gives another (`free`). */
type Fate = 'open' | 'taken' | 'free'
type Fates = { owner: Fate; ttl: Fate }

/** What the records on `lines` leave, by line. Records that begin on a line of `gone` count as deleted. */
export function carriedOver(
  text: Uint8Array,
  lines: ReadonlySet<number>,
  gone: ReadonlySet<number>,
): ReadonlyMap<number, Left> {
  const content = contentOf(text)
  if ('rule' in content) return new Map()
  const found = new Map<number, Fates & { readonly alone: boolean }>()
  const entry = new Entry()
  const scanner = new Scanner(content.bytes, content.size, content.begin)
  let open: Fates[] = []
  let hasDefault = false
  while (scanner.next(entry.words)) {
    if (gone.has(scanner.entryLine)) continue
    entry.read(scanner)
    for (const fates of open) {
      if (fates.owner === 'open') fates.owner = entry.owner
      if (fates.ttl === 'open') fates.ttl = entry.ttl
    }
    if (open.length > 0) open = open.filter(({ owner, ttl }) => owner === 'open' || ttl === 'open')
    hasDefault ||= entry.setsDefault
    if (!entry.isRecord) continue
    for (let line = scanner.entryLine; line < scanner.line; line++) {
      if (!lines.has(line)) continue
      const fates: Fates = {
        owner: scanner.indented ? 'free' : 'open',
        ttl: hasDefault || !entry.hasTtl ? 'free' : 'open',
      }
      found.set(line, Object.assign(fates, { alone: entry.isAlone(scanner) }))
      open.push(fates)
    }
  }
  return new Map([...found].map(([line, { alone, owner, ttl }]) => [line, { alone, ...left(owner, ttl) }]))
}

/** At the end of a file its last TTL goes on into the file that includes it; its last owner does not (RFC 1035 §5.1). */
function left(owner: Fate, ttl: Fate): Omit<Left, 'alone'> {
  return { owner: owner === 'taken', ttl: ttl !== 'free' }
}

/** One entry of the file, and what it does with the owner and the TTL that come down to it. Reused from entry to entry. */
class Entry {
  readonly words = new Words()
  isRecord = false
  hasTtl = false
  /** A `$TTL`, which gives a TTL to all records below that have none. */
  setsDefault = false
  owner: Fate = 'open'
  ttl: Fate = 'open'
  readonly #header = new Header()

  read({ flaw, indented }: Scanner): void {
    const { words } = this
    const isDirective = !indented && words.count > 0 && words.bytes[words.start[0]!] === 0x24
    this.isRecord = flaw === 'none' && !isDirective
    this.hasTtl = false
    this.setsDefault = false
    this.owner = 'taken'
    this.ttl = 'taken'
    // The parser refuses a directive in quotes: it does nothing here.
    if (flaw !== 'none' || (isDirective && words.quoted[0])) return
    if (isDirective) this.#readDirective(words.text(0).toUpperCase())
    else this.#readRecord(indented)
  }

  /** Any other directive takes the owner: an included file may begin with a blank, and we do not ask what $VIEW does with records. */
  #readDirective(name: string): void {
    const { words } = this
    if (name === '$ORIGIN' || name === '$TTL' || name === '$GENERATE') this.owner = 'open'
    if (name === '$ORIGIN') this.ttl = 'open'
    this.setsDefault = name === '$TTL' && words.count === 2 && this.#isTtl(1)
    if (this.setsDefault) this.ttl = 'free'
  }

  #readRecord(indented: boolean): void {
    const { words } = this
    const header = this.#header
    header.read(words, indented ? 0 : 1)
    this.hasTtl = header.ttl >= 0
    if (!indented) this.owner = 'free'
    // The parser carries no TTL over from a record that it cannot read as far as its type.
    if (header.ttl < 0 || !this.#isTtl(header.ttl) || header.type >= words.count) return
    if (header.class >= 0 && header.classCode !== Class.IN) return
    const type = typeFromBytes(words.bytes, words.start[header.type]!, words.end[header.type]!)
    if (type >= 0 && !isMetaType(type)) this.ttl = 'free'
  }

  #isTtl(word: number): boolean {
    const { bytes, start, end, quoted } = this.words
    return !quoted[word] && parseTtl(bytes, start[word]!, end[word]!, MAX_WRITTEN_TTL) >= 0
  }

  isAlone({ line, entryLine }: Scanner): boolean {
    const { bytes, end, count } = this.words
    if (line !== entryLine + 1) return false
    let p = end[count - 1]!
    while (bytes[p] !== 0x0a && bytes[p] !== 0x0d) if (bytes[p++] === SEMICOLON) return false
    return true
  }
}

const SEMICOLON = 0x3b
