// Finds lines of a text that lead to other files, views and servers: a user who may not see all of these must leave the lines as they are.
// The reader of zone files finds them, and nothing that only resembles it.

import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Words } from '../../dns/rdata/words.ts'
import { Type, typeName } from '../../dns/types.ts'
import type { TextJob } from '../../supply/loader/read-job.ts'
import { contentOf } from '../../text/zonefile/content.ts'
import { parseLayers } from '../../text/zonefile/parser.ts'
import { Scanner } from '../../text/zonefile/scanner.ts'
import type { LayerSink } from '../../text/zonefile/sink.ts'
import { type Disk, readConfined, type Source } from '../../text/zonefile/source.ts'
import { equalKey } from '../../zone/same.ts'

/** Directives that read other files, are for other views, or stand for many lines. */
const RESERVED: ReadonlySet<string> = new Set(['$VIEW', '$INCLUDE', '$GENERATE'])

/** The reserved directives of a text in their order, each with all of its words. */
export function reservedDirectives(text: Uint8Array): readonly string[] {
  const content = contentOf(text)
  if ('rule' in content) return []
  const scanner = new Scanner(content.bytes, content.size, content.begin)
  const words = new Words()
  const found: string[] = []
  while (scanner.next(words)) {
    if (words.count === 0 || !RESERVED.has(words.text(0).toUpperCase())) continue
    found.push(JSON.stringify(Array.from({ length: words.count }, (_, word) => words.text(word))))
  }
  return found
}

/** Types that give a name, or all below it, to other servers or names. */
const DELEGATING: ReadonlySet<number> = new Set([Type.NS, Type.DS, Type.DNAME])

/** The delegations and DNAMEs that a job's files have below the zone's name, in each view for which they have lines. */
export function delegationsOf({ path, origin, layered }: TextJob, disk: Disk): ReadonlySet<string> {
  const found = new Delegations(origin)
  const layers = layered?.always ? layered.faces.map(({ over }) => [path, ...over]) : [[path]]
  for (const files of layers) {
    const sources = files
      .map((file) => readConfined(file, disk))
      .filter((source): source is Source => !('rule' in source))
    if (sources.length > 0) parseLayers(sources, { origin }, found)
    found.section = undefined
  }
  return found.all
}

class Delegations implements LayerSink {
  readonly all = new Set<string>()
  readonly views = undefined
  section: readonly string[] | undefined
  adding = false
  readonly #apex: Uint8Array
  #owner: Uint8Array

  constructor(apex: Uint8Array) {
    this.#apex = apex
    this.#owner = apex
  }

  owner(name: Uint8Array, at: number): void {
    this.#owner = name.slice(at)
  }

  record(type: number, _ttl: number, rdata: Uint8Array, length: number): void {
    if (!DELEGATING.has(type)) return
    this.#add(this.#owner, type, equalKey(type, rdata, 0, length))
  }

  nextFile(): void {
    this.section = undefined
  }

  hide(name: Uint8Array, _below: boolean, type: number): void {
    if (DELEGATING.has(type)) this.#add(name, type, 'hidden')
  }

  #add(owner: Uint8Array, type: number, what: string): void {
    if (sameName(owner, 0, this.#apex, 0)) return
    const views = [...(this.section ?? [])].sort().join(' ')
    this.all.add(`${nameText(owner).toLowerCase()} ${typeName(type)} ${what} ${views}`)
  }
}
