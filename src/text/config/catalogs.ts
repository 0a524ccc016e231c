// Reads the key of catalogs-schema.ts: lists of zones that servers pass on to each other (RFC 9432).

import { isWithin, sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import type { Place } from '../findings/problem.ts'
import { guess } from './guess.ts'
import { sameKey } from './key-name.ts'
import type { NamePattern } from './matches-name.ts'
import { namePattern } from './name-pattern.ts'
import type { PrimarySetting } from './primaries.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { SecondarySetting } from './secondaries.ts'
import type { ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import { type Entry, itemsAt, type Tree, textOf, treeAt } from './tree.ts'
import type { KeySetting } from './tsig.ts'
import { isUnusable } from './unusable.ts'
import { findView } from './view-name.ts'
import { readZoneName } from './zones.ts'

export type CatalogSetting = ProducedCatalog | ConsumedCatalog

type AnyCatalog = {
  /** With its final dot, in the case in which it is written. */
  readonly name: string
  /** In wire form. */
  readonly origin: Uint8Array
  /** Index of the view, and its name. */
  readonly view: number
  readonly viewName: string
  readonly place: Place
}

/** A catalog that Janus makes. */
export type ProducedCatalog = AnyCatalog & {
  readonly kind: 'produced'
  /** Names of secondaries, one at least. */
  readonly consumers: readonly string[]
}

/** Another server's catalog, whose members become faces of the view. */
export type ConsumedCatalog = AnyCatalog & {
  readonly kind: 'consumed'
  readonly primary: string
  /** Undefined: all. */
  readonly zones: readonly NamePattern[] | undefined
  /** Names of primaries by group. */
  readonly groups: ReadonlyMap<string, string>
  /** Percent of the members that may go at once. */
  readonly removalLimit: number
}

export type CatalogsKnown = {
  readonly views: readonly ViewSetting[]
  readonly zones: readonly ZoneSetting[]
  readonly primaries: readonly PrimarySetting[]
  readonly secondaries: readonly SecondarySetting[]
  readonly tsig: readonly KeySetting[]
}

/** Octets that a member's label and the word "zones" take in front of a catalog's name. */
const MEMBER_OCTETS = 1 + 20 + 6
const MOST_OCTETS = 255

export function readCatalogs(
  source: SourceText,
  tree: Tree,
  file: ConfigFile['catalogs'],
  known: CatalogsKnown,
): CatalogSetting[] {
  const section = treeAt(tree, 'catalogs')
  const seen = new Map<string, Span>()
  const catalogs = (section?.kind === 'map' ? section.entries : []).flatMap((entry): Placed[] => {
    const written = file[entry.key]
    const origin = readZoneName(source, entry)
    if (written === undefined || origin === undefined || !isNew(source, seen, origin, entry)) return []
    return new Reader(source, entry, origin, known).read(written)
  })
  reportSharedMembers(source, catalogs)
  return catalogs.map(({ setting }) => setting)
}

function isNew(source: SourceText, seen: Map<string, Span>, origin: Uint8Array, { key, keySpan }: Entry): boolean {
  const folded = nameText(origin).toLowerCase()
  const first = seen.get(folded)
  if (first === undefined) seen.set(folded, keySpan)
  else
    source.report('bad-catalog', keySpan, say('catalog-twice', { catalog: key }), {
      related: { span: first, message: say('listed-here') },
      fix: say('keep-one'),
    })
  return first === undefined
}

type Placed = { readonly setting: CatalogSetting; readonly entry: Entry }

class Reader {
  readonly #source: SourceText
  readonly #entry: Entry
  readonly #origin: Uint8Array
  readonly #known: CatalogsKnown

  constructor(source: SourceText, entry: Entry, origin: Uint8Array, known: CatalogsKnown) {
    this.#source = source
    this.#entry = entry
    this.#origin = origin
    this.#known = known
  }

  read(written: ConfigFile['catalogs'][string]): Placed[] {
    const { key, keySpan, value } = this.#entry
    this.#checkName()
    const at = treeAt(value, 'view')!
    const view = findView(this.#source, this.#known.views, textOf(at), at.span)
    if (['produce', 'primary'].some((one) => this.#source.wasDropped(value.span, one))) return []
    if ((written.produce === undefined) === (written.primary === undefined)) {
      this.#refuse(keySpan, say('catalog-of-nobody', { catalog: key }), say('give-produce-or-primary'))
      return []
    }
    if (view === undefined) return []
    const any = {
      name: nameText(this.#origin),
      origin: this.#origin,
      view,
      viewName: this.#known.views[view]!.name,
      place: this.#source.place(keySpan),
    }
    const setting: CatalogSetting =
      written.produce === undefined
        ? {
            ...any,
            kind: 'consumed',
            primary: written.primary!,
            zones: this.#patterns(view),
            groups: this.#groups(view),
            removalLimit: written['removal-limit'],
          }
        : { ...any, kind: 'produced', consumers: this.#consumers(view) }
    if (setting.kind === 'consumed') this.#checkPrimary(treeAt(value, 'primary')!, view)
    return [{ setting, entry: this.#entry }]
  }

  #checkName(): void {
    const { key, keySpan } = this.#entry
    const inside = this.#known.zones.find(({ origin }) => isWithin(origin, 0, this.#origin, 0))
    if (inside !== undefined) {
      const message = say('catalog-is-zone', { catalog: key, zone: inside.name })
      this.#refuse(keySpan, message, say('name-catalog-otherwise'))
    } else if (this.#origin.length === 1 || this.#origin.length + MEMBER_OCTETS > MOST_OCTETS)
      this.#refuse(keySpan, say('catalog-name-unfit', { catalog: key }), say('name-catalog-otherwise'))
  }

  /** Secondaries with a key: Janus shows the catalog only to signed questions. */
  #consumers(view: number): string[] {
    const { value } = this.#entry
    const [views, all] = [this.#known.views, this.#known.secondaries]
    const names = new Set<string>()
    const items = itemsAt(value, 'produce')
    if (items.length === 0)
      this.#refuse(treeAt(value, 'produce')!.span, say('catalog-for-nobody'), say('name-consumers'))
    for (const key of ['zones', 'groups', 'removal-limit']) {
      const other = treeAt(value, key)
      if (other) this.#refuse(other.span, say('produced-beside', { key }), say('take-key-out', { key }))
    }
    for (const item of items) {
      const name = textOf(item)
      const secondary = all.find((one) => one.name === name)
      const viewName = views[view]!.name
      if (secondary === undefined) this.#unknown(item, 'secondary', all)
      else if (!secondary.views.includes(view)) {
        const message = say('consumer-of-other-view', { secondary: name, view: viewName })
        this.#refuse(item.span, message, say('add-view-to-secondary', { view: viewName, secondary: name }))
      } else if (secondary.keys === 'none')
        this.#refuse(item.span, say('consumer-without-key', { secondary: name }), say('delete-key-none'))
      else names.add(name)
    }
    return [...names]
  }

  #patterns(view: number): readonly NamePattern[] | undefined {
    const { value } = this.#entry
    const list = treeAt(value, 'zones')
    if (list === undefined) return undefined
    if (list.kind === 'list' && list.items.length === 0)
      this.#refuse(list.span, say('catalog-admits-nothing'), say('name-zones-or-all'))
    return itemsAt(value, 'zones').flatMap((item) => {
      const patterns = namePattern(this.#source, item)
      const own = this.#known.zones.find(
        ({ origin, faces }) =>
          patterns.some(({ self, name }) => self && sameName(name, 0, origin, 0)) &&
          faces.some((face) => face.view === view),
      )
      if (own !== undefined) {
        const message = say('member-is-zone', { zone: own.name, view: this.#known.views[view]!.name })
        this.#refuse(item.span, message, say('take-member-out'))
      }
      return patterns
    })
  }

  #groups(view: number): ReadonlyMap<string, string> {
    const section = treeAt(this.#entry.value, 'groups')
    const entries = section?.kind === 'map' ? section.entries : []
    for (const { key, keySpan, value } of entries) {
      // RFC 9432 §4.3.2: a text names a group; we take no empty one.
      if (key === '') this.#refuse(keySpan, say('group-without-name'), say('name-group'))
      this.#checkPrimary(value, view)
    }
    return new Map(entries.map(({ key, value }) => [key, textOf(value)]))
  }

  /** The key with which Janus asks a primary decides which face it gets. */
  #checkPrimary(item: Tree, view: number): void {
    const { primaries, tsig, views } = this.#known
    const primary = primaries.find(({ name }) => name === textOf(item))
    if (primary === undefined) {
      this.#unknown(item, 'primary', primaries)
      return
    }
    const { key: text } = primary
    const key = text === undefined ? undefined : tsig.find((one) => sameKey(one.text, text))
    const viewName = views[view]!.name
    if (key === undefined || key.views.includes(viewName)) return
    const message = say('primary-key-of-other-view', { primary: primary.name, key: key.text, view: viewName })
    this.#refuse(item.span, message, say('name-key-of-view', { view: viewName }))
  }

  #unknown(item: Tree, what: 'primary' | 'secondary', all: readonly { readonly name: string }[]): void {
    const name = textOf(item)
    const near = guess(
      name,
      all.map((one) => one.name),
    )
    const example = `${name}: {address: [192.0.2.1]${what === 'secondary' ? ', views: [internal]' : ''}}`
    const isPrimary = what === 'primary'
    if (isUnusable(this.#source, isPrimary ? 'primaries' : 'secondaries', name)) return
    const fix = near
      ? say('guess-quoted', { guess: near })
      : say(isPrimary ? 'add-to-primaries' : 'add-to-secondaries', { example })
    if (isPrimary)
      this.#source.report('unknown-primary', item.span, say('primary-not-named', { primary: name }), { fix })
    else this.#source.report('unknown-secondary', item.span, say('no-such-secondary', { secondary: name }), { fix })
  }

  #refuse(span: Span, message: Said, fix: Said): void {
    this.#source.report('bad-catalog', span, message, { fix })
  }
}

/** Reports zones that two catalogs list: a server takes a zone from the catalog that it saw first. */
function reportSharedMembers(source: SourceText, catalogs: readonly Placed[]): void {
  for (const [i, { setting, entry }] of catalogs.entries())
    for (const { setting: earlier, entry: first } of catalogs.slice(0, i)) {
      if (earlier.view !== setting.view) continue
      const shared = sharedBy(earlier, setting)
      if (shared === undefined) continue
      source.report('bad-catalog', entry.keySpan, shared, {
        related: { span: first.keySpan, message: say('listed-here') },
        fix: say(shared.code.startsWith('catalog-') ? 'name-catalog-otherwise' : 'keep-one'),
      })
    }
}

function sharedBy(one: CatalogSetting, other: CatalogSetting): Said | undefined {
  if (one.kind === 'produced' && other.kind === 'produced') {
    // A server that may have the one would learn from its answers that the other is there.
    if (isWithin(other.origin, 0, one.origin, 0)) return say('catalog-below-other', { catalog: one.name })
    if (isWithin(one.origin, 0, other.origin, 0)) return say('catalog-above-other', { catalog: one.name })
    const secondary = one.consumers.find((name) => other.consumers.includes(name))
    return secondary === undefined ? undefined : say('consumer-of-two', { secondary, view: one.viewName })
  }
  if (one.kind !== 'consumed' || other.kind !== 'consumed') return undefined
  const exact = (one.zones ?? []).filter(({ self }) => self)
  const both = exact.find(({ name }) => other.zones?.some(({ self, name: its }) => self && sameName(name, 0, its, 0)))
  return both && say('member-of-two', { zone: nameText(both.name), view: one.viewName })
}
