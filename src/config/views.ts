// The `views` section: names and prefixes, and what may be wrong between them.

import { sameName } from '../dns/name.ts'
import { nameFlawText, nameText, readName } from '../dns/name-text.ts'
import { ALL_IPV4, ALL_IPV6, formatPrefix, type Prefix, prefixKey } from '../views/prefix.ts'
import { readPrefix } from '../views/read-prefix.ts'
import type { ConfigFile } from './schema.ts'
import type { ListenSetting, ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import { type Tree, textOf, treeAt } from './tree.ts'

type Taken = { readonly prefix: Prefix; readonly text: string; readonly view: string; readonly span: Span }

/**
 * The views in the order of the file, with the prefixes that can be used; the others are reported. A view whose prefixes
 * do not fit the schema is there without any, so that nobody else calls it unknown. None at all: `views` cannot be used.
 */
export function readViews(source: SourceText, written: Tree, fitting: Tree, views: ConfigFile['views']): ViewSetting[] {
  const section = treeAt(written, 'views')
  if (section === undefined && source.misspelt.has('views')) return []
  if (section === undefined) return Object.entries(views).map(([name, list]) => defaultView(name, clientsOf(list)))
  if (section.kind !== 'map') return []
  if (section.entries.length === 0)
    source.report('no-views', section.span, 'cannot serve anybody: "views" names no view')
  const taken = new Map<string, Taken>()
  const settings = section.entries.map(({ key, keySpan }): ViewSetting => {
    checkName(source, key, keySpan)
    const prefixes = clientItems(fitting, key).flatMap((item) => readItem(source, item, key))
    const free = prefixes.filter((one) => takes(source, taken, one))
    const placed = free.map(({ prefix, span }) => ({ ...prefix, place: source.place(span) }))
    const isPublic = publicAt(fitting, key) ?? (section.entries.length > 1 && placed.some(({ bits }) => bits === 0))
    const refused = refusedNames(source, fitting, key)
    return {
      name: key,
      prefixes: placed,
      public: isPublic,
      ...(refused.length > 0 && { refused }),
      place: source.place(keySpan),
    }
  })
  warnOfOneFamily(source, taken)
  return settings
}

function refusedNames(source: SourceText, fitting: Tree, view: string): Uint8Array[] {
  const names = new Map<string, Uint8Array>()
  for (const item of refuseItems(fitting, view)) {
    const name = readName(textOf(item))
    if (typeof name === 'string')
      source.report('bad-zone-name', item.span, `cannot refuse "${textOf(item)}": ${nameFlawText(name)}`, {
        fix: 'write a domain name such as lab.univ.example',
      })
    else names.set(nameText(name).toLowerCase(), name)
  }
  return [...names.values()]
}

/** A name cannot be answered and refused: that of a zone which the view is shown. */
export function reportRefusedZones(
  source: SourceText,
  fitting: Tree,
  views: readonly ViewSetting[],
  zones: readonly ZoneSetting[],
): void {
  for (const [view, { name, refused = [] }] of views.entries())
    for (const apex of refused) {
      const zone = zones.find(({ origin }) => sameName(origin, 0, apex, 0))
      if (!zone?.faces.some((face) => face.view === view)) continue
      const item = refuseItems(fitting, name).find((item) => isNamed(item, apex))
      source.report(
        'refused-and-served',
        item?.span ?? [0, 0],
        `cannot refuse "${zone.name}": the view is shown the zone`,
        {
          fix: 'delete the name here, or the zone in this view',
        },
      )
    }
}

function refuseItems(fitting: Tree, view: string): readonly Tree[] {
  const list = treeAt(fitting, 'views', view, 'refuse')
  return list?.kind === 'list' ? list.items : []
}

function isNamed(item: Tree, apex: Uint8Array): boolean {
  const name = readName(textOf(item))
  return typeof name !== 'string' && sameName(name, 0, apex, 0)
}

/** A view that nobody reaches, or in which nobody finds anything, is most likely a slip. */
export function warnOfIdleViews(source: SourceText, written: Tree, listen: readonly ListenSetting[]): void {
  const [section, zones] = [treeAt(written, 'views'), treeAt(written, 'zones')]
  if (section?.kind !== 'map') return
  const faces = zones?.kind === 'map' ? zones.entries.map(({ value }) => value) : []
  for (const [view, { key, keySpan }] of section.entries.entries()) {
    const served = faces.length === 0 || faces.some((face) => face.kind !== 'map' || treeAt(face, key) !== undefined)
    if (!served && !refusesAll(written, key))
      source.report('view-unused', keySpan, `no zone is served in the view "${key}": its clients are refused`, {
        fix: 'give it a zone; where that is meant, write refuse: ["."] under it',
      })
    const reached = clientItems(written, key).length > 0 || listen.some((address) => address.view === view)
    if (!reached)
      source.report(
        'view-without-clients',
        keySpan,
        `nobody gets the view "${key}": it has no prefix and no listen address`,
        { fix: 'give it prefixes, or tie an address to it: listen: [{address: ..., view: ...}]' },
      )
  }
}

/** Whoever gets nothing by intent: a view that keeps its clients out. */
function refusesAll(tree: Tree, view: string): boolean {
  const refused = treeAt(tree, 'views', view, 'refuse')
  return refused?.kind === 'list' && refused.items.some((item) => textOf(item) === '.')
}

/** Where the prefixes of a view stand: under its name, or under "clients" there. A lone value counts as one. */
function clientItems(tree: Tree, view: string): readonly Tree[] {
  const value = treeAt(tree, 'views', view)
  const list = value?.kind === 'map' ? treeAt(value, 'clients') : value
  if (list === undefined) return []
  return list.kind === 'list' ? list.items : [list]
}

/** What the view says of itself; a single view for everybody is the inside as well. */
function publicAt(tree: Tree, view: string): boolean | undefined {
  const value = treeAt(tree, 'views', view)
  const said = value?.kind === 'map' ? treeAt(value, 'public') : undefined
  return said?.kind === 'scalar' ? said.value === true : undefined
}

function clientsOf(view: ConfigFile['views'][string]): readonly string[] {
  return Array.isArray(view) ? view : view.clients
}

function defaultView(name: string, clients: readonly string[]): ViewSetting {
  const prefixes = clients.map(readPrefix).flatMap((read) => (read.kind === 'prefixes' ? read.prefixes : []))
  return { name, prefixes, public: false }
}

/** `any` gives two prefixes. */
function readItem(source: SourceText, item: Tree, view: string): Taken[] {
  const { span } = item
  const text = textOf(item)
  const read = readPrefix(text)
  switch (read.kind) {
    case 'prefixes':
      return read.prefixes.map((prefix) => ({ prefix, text, view, span }))
    case 'host-bits':
      source.report('prefix-host-bits', span, `cannot use the prefix "${text}": it has bits set after its length`, {
        fix: `write ${read.network} for the network, or ${read.address} for the one address`,
      })
      return []
    case 'syntax':
      source.report('prefix-syntax', span, `cannot read the prefix "${text}": ${read.reason}`, {
        fix: 'write an address, an address with a length such as 192.0.2.0/24, or any',
      })
      return []
    default:
      return read satisfies never
  }
}

/** Whether the prefix was free. `any` twice is reported once, though it takes two prefixes. */
function takes(source: SourceText, taken: Map<string, Taken>, one: Taken): boolean {
  const key = prefixKey(one.prefix)
  const first = taken.get(key)
  if (first === undefined) {
    taken.set(key, one)
    return true
  }
  const bothAny = one.text === 'any' && first.text === 'any'
  if (bothAny && one.prefix.family === 6) return false
  const text = bothAny ? 'any' : formatPrefix(one.prefix)
  const related = { span: first.span, message: `${text} is given to "${first.view}" here` }
  if (first.view === one.view)
    source.report('duplicate-prefix', one.span, `${text} stands twice in "${one.view}"`, {
      related,
      fix: 'delete one of the two',
    })
  else
    source.report(
      'prefix-in-two-views',
      one.span,
      `cannot give ${text} to "${one.view}": it belongs to "${first.view}"`,
      { related, fix: 'keep it in one view, or write a longer prefix for the part that differs' },
    )
  return false
}

/** Names go into logs, metrics, zone files and keys of the configuration; three words have a meaning there. */
function checkName(source: SourceText, name: string, span: Span): void {
  if (/^[a-z][a-z0-9_-]{0,62}$/i.test(name) && !reserved.has(name.toLowerCase())) return
  const why = reserved.has(name.toLowerCase())
    ? 'the word has another meaning'
    : 'it is not a letter followed by letters, digits, "-" or "_"'
  source.report('bad-view-name', span, `cannot name a view "${name}": ${why}`, {
    fix: 'choose a name such as internal',
  })
}

const reserved = new Set(['any', 'all', 'views'])

/** Whoever writes 0.0.0.0/0 means everybody, and IPv6 clients are refused all the same. */
function warnOfOneFamily(source: SourceText, taken: ReadonlyMap<string, Taken>): void {
  const [four, six] = [taken.get(prefixKey(ALL_IPV4)), taken.get(prefixKey(ALL_IPV6))]
  const only = four && six ? undefined : (four ?? six)
  if (only === undefined) return
  const [has, lacks] = only === four ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4']
  source.report(
    'catch-all-one-family',
    only.span,
    `"${only.view}" takes every ${has} client, but no view takes every ${lacks} client`,
    {
      fix: `write any, or add ${only === four ? '"::/0"' : '0.0.0.0/0'}`,
    },
  )
}
