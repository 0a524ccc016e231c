// Reads the key of lists-schema.ts: lists of addresses and names.

import { resolve } from 'node:path'
import { addressFromText } from '../../dns/address.ts'
import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { LIST_FORMATS, type ListFormat } from '../../lists/formats.ts'
import type { Place } from '../findings/problem.ts'
import { guess } from './guess.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import type { PathSetting } from './sources.ts'
import { type Entry, itemsAt, type Tree, textOf, treeAt } from './tree.ts'
import { findKey, type KeySetting } from './tsig.ts'
import { isForStrangers } from './unkeyed.ts'
import { findView } from './view-name.ts'
import { readZoneName } from './zones.ts'

/** Times of entries are in milliseconds, TTLs in seconds. */
export type ListSetting = {
  /** The name of the list's zone, with its final dot, in the case in which it is written. */
  readonly name: string
  /** In wire form. */
  readonly origin: Uint8Array
  /** In the order of the configuration; empty where messages add all entries. */
  readonly files: readonly ListFileSetting[]
  readonly ttl: number
  readonly negativeTtl: number
  /** Whether the configuration has negative-ttl: it then goes before what files say. */
  readonly negativeTtlGiven: boolean
  /** Indices of the views that are shown the list, in their order. */
  readonly views: readonly number[]
  /** How long an added entry lasts if its message asks for nothing else. Missing: nobody may add entries. */
  readonly leases?: number
  /** The longest that an added entry may last; set where `leases` is. */
  readonly max?: number
  /** Names of TSIG keys, as `tsig` writes them. */
  readonly writers: readonly string[]
  /** The most entries of all files together, and the most added ones. */
  readonly maxEntries: { readonly files: number; readonly leases: number }
  /** The four octets of the address that an entry without a value gets. */
  readonly code: Uint8Array
  readonly place: Place
}

export type ListFileSetting = { readonly file: PathSetting; readonly format: ListFormat }

type Known = {
  readonly folder: string
  readonly views: readonly ViewSetting[]
  readonly zones: readonly ZoneSetting[]
  readonly tsig: readonly KeySetting[]
}

type Written = ConfigFile['lists'][string]

const DAY = 86_400_000
const MAX_ENTRIES = { files: 10_000_000, leases: 1_000_000 } as const
/** Seconds. Short for leases: a client that has just asked should soon see an address that was added. */
const NEGATIVE_TTL = { files: 10, leases: 5 } as const

/** The zones that answer for the lists. */
export function listZones(lists: readonly ListSetting[], views: readonly ViewSetting[]): ZoneSetting[] {
  return lists.map((list) => {
    const { name, origin, place } = list
    const source = { kind: 'list', list } as const
    const faces = list.views.map((view) => ({ view, viewName: views[view]!.name, source, place }))
    return { name, origin, faces, place }
  })
}

export function readLists(source: SourceText, tree: Tree, file: ConfigFile['lists'], known: Known): ListSetting[] {
  const section = treeAt(tree, 'lists')
  const lists: ListSetting[] = []
  for (const entry of section?.kind === 'map' ? section.entries : []) {
    const written = file[entry.key]
    const origin = readZoneName(source, entry)
    if (written === undefined || origin === undefined || !isFree(source, entry, origin, { ...known, lists })) continue
    lists.push(new Reader(source, entry, known).read(written, origin))
  }
  return lists
}

/** Whether no zone and no other list has the name. */
function isFree(
  source: SourceText,
  { key, keySpan }: Entry,
  origin: Uint8Array,
  known: Known & { readonly lists: readonly ListSetting[] },
): boolean {
  const owner = [...known.zones, ...known.lists].find((one) => sameName(one.origin, 0, origin, 0))
  if (owner === undefined) return true
  source.report('bad-list', keySpan, say('list-is-zone', { list: key, line: owner.place.line }), {
    fix: say('name-list-otherwise'),
  })
  return false
}

class Reader {
  readonly #source: SourceText
  readonly #entry: Entry
  readonly #known: Known

  constructor(source: SourceText, entry: Entry, known: Known) {
    this.#source = source
    this.#entry = entry
    this.#known = known
  }

  read(written: Written, origin: Uint8Array): ListSetting {
    const { key, keySpan } = this.#entry
    const files = this.#files()
    const leased = written.leases !== undefined
    if (treeAt(this.#entry.value, 'files') === undefined && !leased)
      this.#refuse(keySpan, say('list-of-nothing', { list: key }), say('give-files-or-leases'))
    const kind = leased ? 'leases' : 'files'
    const most = written['max-entries']
    return {
      name: nameText(origin),
      origin,
      files,
      ttl: this.#seconds('ttl', written.ttl),
      negativeTtl: this.#seconds('negative-ttl', written['negative-ttl'] ?? NEGATIVE_TTL[kind] * 1000),
      negativeTtlGiven: written['negative-ttl'] !== undefined,
      views: this.#views(leased),
      ...(leased ? this.#lifetimes(written) : this.#requireLeases()),
      writers: this.#writers(),
      maxEntries: most === undefined ? MAX_ENTRIES : { files: most, leases: most },
      code: this.#code(written.code),
      place: this.#source.place(keySpan),
    }
  }

  #files(): ListFileSetting[] {
    const { value } = this.#entry
    const all = treeAt(value, 'format')
    const list = treeAt(value, 'files')
    const items = itemsAt(value, 'files')
    if (list !== undefined && items.length === 0) this.#refuse(list.span, say('list-no-file'), say('name-list-file'))
    if (all !== undefined && list === undefined) this.#refuse(all.span, say('format-of-no-file'), say('name-list-file'))
    const common = this.#format(all)
    return items.flatMap((item) => {
      const path = item.kind === 'map' ? treeAt(item, 'file') : item
      const own = item.kind === 'map' ? treeAt(item, 'format') : undefined
      // The schema has reported what is missing.
      if (path === undefined) return []
      const written = textOf(path)
      const file = { path: resolve(this.#known.folder, written), written, place: this.#source.place(path.span) }
      const format = own === undefined ? common : this.#format(own)
      if (format !== undefined) return [{ file, format }]
      const fix = say('give-list-format', { example: `{file: ${written}, format: ip4set}` })
      if (own === undefined && all === undefined)
        this.#refuse(item.span, say('list-without-format', { file: written }), fix)
      return []
    })
  }

  #format(tree: Tree | undefined): ListFormat | undefined {
    if (tree === undefined) return undefined
    const written = textOf(tree)
    const format = LIST_FORMATS.find((one) => one === written)
    if (format !== undefined) return format
    const near = guess(written, LIST_FORMATS)
    const fix = near
      ? say('guess-quoted', { guess: near })
      : say('list-formats-are', { formats: LIST_FORMATS.join(', ') })
    this.#refuse(tree.span, say('list-format-unknown', { format: written }), fix)
    return undefined
  }

  /** A TTL in whole seconds of at most 31 bits (RFC 2181 §8). */
  #seconds(key: string, ms: number): number {
    const most = 2 ** 31 - 1
    if (ms % 1000 === 0 && ms / 1000 <= most) return ms / 1000
    const at = treeAt(this.#entry.value, key)
    this.#refuse(at?.span ?? this.#entry.keySpan, say('list-ttl', { key }), say('write-seconds', { key }))
    return 0
  }

  /** By default all views; where entries end, those that strangers do not see: the world would learn who has just read mail. */
  #views(leased: boolean): number[] {
    const { views } = this.#known
    const { key, keySpan, value } = this.#entry
    const named = treeAt(value, 'views')
    if (named === undefined) {
      const shown = views.flatMap((_, view) =>
        leased && isForStrangers(views, view) && views.length > 1 ? [] : [view],
      )
      if (shown.length === 0 && views.length > 0)
        this.#refuse(keySpan, say('leases-all-public', { list: key }), say('name-list-views'))
      return shown
    }
    const items = itemsAt(value, 'views')
    if (items.length === 0) this.#refuse(named.span, say('list-for-nobody', { list: key }), say('name-list-views'))
    const indices = new Set<number>()
    for (const item of items) {
      const view = findView(this.#source, views, textOf(item), item.span)
      if (view === undefined) continue
      indices.add(view)
      if (leased && views[view]!.public)
        this.#source.report('list-in-public', item.span, say('leases-in-public', { view: views[view]!.name }), {
          fix: say('show-inside-only'),
        })
    }
    return [...indices].sort((a, b) => a - b)
  }

  #lifetimes(written: Written): { leases: number; max: number } {
    const { value } = this.#entry
    const leases = written.leases!
    const max = written.max ?? Math.max(DAY, leases)
    const span = (key: string) => (treeAt(value, key) ?? value).span
    if (leases < 1000) this.#refuse(span('leases'), say('lease-too-short'), say('write-longer-lease'))
    else if (max < leases) this.#refuse(span('max'), say('lease-over-max'), say('write-longer-max'))
    return { leases, max }
  }

  #requireLeases(): Record<string, never> {
    for (const key of ['max', 'writers']) {
      const other = treeAt(this.#entry.value, key)
      if (other !== undefined) this.#refuse(other.span, say('without-leases', { key }), say('give-leases', { key }))
    }
    return {}
  }

  #writers(): string[] {
    return itemsAt(this.#entry.value, 'writers').flatMap((item) => {
      const found = findKey(this.#source, this.#known.tsig, textOf(item), item.span)
      return found === undefined ? [] : [found.text]
    })
  }

  /** RFC 5782 §2.1: the code lies in 127.0.0.0/8. §5: 127.0.0.1 must never be listed; we take it for no code either. */
  #code(text: string): Uint8Array {
    const octets = addressFromText(text)
    if (octets?.length === 4 && octets[0] === 127 && !(octets[1] === 0 && octets[2] === 0 && octets[3] === 1))
      return octets
    const at = treeAt(this.#entry.value, 'code')!
    this.#refuse(at.span, say('list-code', { code: text }), say('write-list-code'))
    return new Uint8Array(4)
  }

  #refuse(span: Span, message: Said, fix: Said): void {
    this.#source.report('bad-list', span, message, { fix })
  }
}
