// The file that keeps what Janus knows of catalogs and nothing else can make again: the last good lists of other servers' catalogs, which
// catalog has which zone, and the labels that stand for our zones in our catalogs.

import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { nameFromText, nameText } from '../dns/name-text.ts'
import { writeWholeAside } from '../system/write-whole.ts'
import { type CatalogMember, nameKey } from './member.ts'
import type { Owned } from './settle.ts'

/** A zone that is or was listed in one of our catalogs, and how often it has begun anew. */
export type Label = { readonly times: number; readonly isListed: boolean }

export type BookContents = {
  /** By bookKey(). */
  readonly lists: ReadonlyMap<string, { readonly serial: number; readonly members: readonly CatalogMember[] }>
  readonly owned: readonly Owned[]
  /** By bookKey(), then by the zone's key. */
  readonly labels: ReadonlyMap<string, ReadonlyMap<string, Label>>
}

export const EMPTY: BookContents = { lists: new Map(), owned: [], labels: new Map() }

const VERSION = 1

/** The key of a catalog in a view. */
export function bookKey(view: string, origin: Uint8Array): string {
  return `${view} ${nameText(origin).toLowerCase()}`
}

export class Book {
  readonly #path: string | undefined
  #contents: BookContents
  /** The write under way, and the newest contents whose write has not begun. */
  #writing: Promise<void> | undefined
  #isNewer = false
  /** Called with the reason when the file could not be written. */
  onFault: (reason: string) => void = () => {}

  private constructor(path: string | undefined, contents: BookContents) {
    this.#path = path
    this.#contents = contents
  }

  /** Opens the file. Gives a sentence if there is a file that nobody must overwrite. */
  static open(path: string): Book | string {
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Book(path, EMPTY) : String(error)
    }
    const contents = readContents(text)
    return typeof contents === 'string' ? contents : new Book(path, contents)
  }

  /** A book without a file, which ends with the process. */
  static inMemory(): Book {
    return new Book(undefined, EMPTY)
  }

  get contents(): BookContents {
    return this.#contents
  }

  /**
   * Takes the change at once and writes it later, whole or not at all. A crash in between leaves an older book, from which the same
   * follows again once the catalogs have come.
   */
  put(change: Partial<BookContents>): void {
    this.#contents = { ...this.#contents, ...change }
    if (this.#path === undefined) return
    this.#isNewer = true
    this.#writing ??= this.#write(this.#path)
  }

  /** Resolves when the file is up to date, or onFault() was told why not. */
  async written(): Promise<void> {
    await this.#writing
  }

  async #write(path: string): Promise<void> {
    // Several changes of one turn make one write.
    await setImmediate()
    while (this.#isNewer) {
      this.#isNewer = false
      try {
        await writeWholeAside(path, await textOf(this.#contents))
      } catch (error) {
        this.onFault(String(error))
      }
    }
    this.#writing = undefined
  }
}

type Json = {
  readonly version: number
  readonly lists: Record<
    string,
    { serial: number; members: [label: string, zone: string, groups: string[], coo?: string][] }
  >
  readonly owned: { view: string; zone: string; catalog: string; label: string; primary: string }[]
  readonly labels: Record<string, Record<string, [times: number, isListed: 0 | 1]>>
}

/** Works in pieces, with turns for others in between: there may be tens of thousands of zones. */
async function textOf(contents: BookContents): Promise<string> {
  const texts: string[] = []
  let begun = performance.now()
  for (const piece of pieces(contents)) {
    texts.push(piece)
    if (performance.now() - begun < SLICE) continue
    await setImmediate()
    begun = performance.now()
  }
  return texts.join('')
}

/** In milliseconds: how long a piece may take. */
const SLICE = 4

/** The contents as JSON. */
function* pieces({ lists, owned, labels }: BookContents): Generator<string> {
  yield `{"version":${VERSION},"lists":{`
  let comma = ''
  for (const [key, { serial, members }] of lists) {
    yield `${comma}${JSON.stringify(key)}:{"serial":${serial},"members":`
    yield* inBrackets(members, memberJson)
    yield '}'
    comma = ','
  }
  yield '},"owned":'
  yield* inBrackets(owned, ownedJson)
  yield ',"labels":{'
  comma = ''
  for (const [key, all] of labels) {
    yield `${comma}${JSON.stringify(key)}:{`
    let inner = ''
    for (const [zone, { times, isListed }] of all) {
      yield `${inner}${JSON.stringify(nameText(Buffer.from(zone, 'latin1')))}:[${times},${isListed ? 1 : 0}]`
      inner = ','
    }
    yield '}'
    comma = ','
  }
  yield '}}\n'
}

function* inBrackets<Item>(items: readonly Item[], json: (item: Item) => object): Generator<string> {
  yield '['
  for (const [i, item] of items.entries()) yield `${i > 0 ? ',' : ''}${JSON.stringify(json(item))}`
  yield ']'
}

function memberJson({ label, zone, groups, coo }: CatalogMember): readonly unknown[] {
  return [label, nameText(zone), [...groups], ...(coo ? [nameText(coo)] : [])]
}

function ownedJson(one: Owned): Json['owned'][number] {
  return { ...one, zone: nameText(one.zone), catalog: nameText(Buffer.from(one.catalog, 'latin1')) }
}

/** Gives a sentence if the text is no book of ours. */
function readContents(text: string): BookContents | string {
  try {
    const json = JSON.parse(text) as Json
    if (json.version !== VERSION) return `it has version ${json.version}, and this Janus writes version ${VERSION}`
    return fromJson(json)
  } catch (error) {
    return `it is damaged: ${error instanceof Error ? error.message : String(error)}`
  }
}

function fromJson({ lists, owned, labels }: Json): BookContents {
  return {
    lists: new Map(
      Object.entries(lists).map(([key, { serial, members }]) => [
        key,
        {
          serial,
          members: members.map(([label, zone, groups, coo]) => ({
            label,
            zone: nameFromText(zone),
            groups,
            coo: coo === undefined ? undefined : nameFromText(coo),
          })),
        },
      ]),
    ),
    owned: owned.map((one) => ({ ...one, zone: nameFromText(one.zone), catalog: nameKey(nameFromText(one.catalog)) })),
    labels: new Map(
      Object.entries(labels).map(([key, all]) => [
        key,
        new Map(
          Object.entries(all).map(([zone, [times, isListed]]) => [
            nameKey(nameFromText(zone)),
            { times, isListed: isListed === 1 },
          ]),
        ),
      ]),
    ),
  }
}
