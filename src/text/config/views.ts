// Reads the `views` section: names and prefixes, and what may be wrong between them.

import { sameName } from '../../dns/name.ts'
import { nameFlaw, nameText, readName } from '../../dns/name-text.ts'
import { readClientCertificates } from '../../keys/certificate-pair.ts'
import { ALL_IPV4, ALL_IPV6, formatPrefix, type Prefix, prefixKey } from '../../views/prefix.ts'
import { readPrefix } from '../../views/read-prefix.ts'
import { pathAt } from './path-at.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { ListenSetting, ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import type { PathSetting } from './sources.ts'
import { type Tree, textOf, treeAt } from './tree.ts'

type Taken = { readonly prefix: Prefix; readonly text: string; readonly view: string; readonly span: Span }

/**
 * The views in the order of the file, with the prefixes that can be used; reports the others. A view whose prefixes do not fit the schema
 * is there without prefixes, so that no section calls it unknown. No views at all: the section is unusable.
 */
export function readViews(
  source: SourceText,
  written: Tree,
  fitting: Tree,
  views: ConfigFile['views'],
  folder: string,
): ViewSetting[] {
  const section = treeAt(written, 'views')
  if (section === undefined && source.misspelt.has('views')) return []
  if (section === undefined) return Object.entries(views).map(([name, list]) => defaultView(name, clientsOf(list)))
  if (section.kind !== 'map') return []
  if (section.entries.length === 0) source.report('no-views', section.span, say('no-views'))
  const taken = new Map<string, Taken>()
  const settings = section.entries.map(({ key, keySpan }): ViewSetting => {
    checkName(source, key, keySpan)
    const prefixes = clientItems(fitting, key).flatMap((item) => readItem(source, item, key))
    const free = prefixes.filter((one) => takes(source, taken, one))
    const placed = free.map(({ prefix, span }) => ({ ...prefix, place: source.place(span) }))
    const isPublic = publicAt(fitting, key) ?? (section.entries.length > 1 && placed.some(({ bits }) => bits === 0))
    const refused = refusedNames(source, fitting, key)
    const certificates = itemsIn(fitting, key, 'certificates').map((item) => clientsAt(source, item, folder))
    warnOfProof(source, fitting, key, placed)
    return {
      name: key,
      prefixes: placed,
      public: isPublic,
      ...(refused.length > 0 && { refused }),
      ...(certificates.length > 0 && { certificates }),
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
      source.report('bad-zone-name', item.span, say('refuse-name', { name: textOf(item), why: nameFlaw(name) }), {
        fix: say('write-lab-name'),
      })
    else names.set(nameText(name).toLowerCase(), name)
  }
  return [...names.values()]
}

/** Reports names that a view refuses although it has a zone of the name. */
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
      source.report('refused-and-served', item?.span ?? [0, 0], say('refused-and-served', { zone: zone.name }), {
        fix: say('delete-name-or-zone'),
      })
    }
}

function refuseItems(fitting: Tree, view: string): readonly Tree[] {
  return itemsIn(fitting, view, 'refuse')
}

function itemsIn(tree: Tree, view: string, key: string): readonly Tree[] {
  const list = treeAt(tree, 'views', view, key)
  return list?.kind === 'list' ? list.items : []
}

function clientsAt(source: SourceText, item: Tree, folder: string): PathSetting {
  const file = pathAt(source, item, folder)
  const flaw = source.finds(() => readClientCertificates(file.path).flaw)
  if (flaw !== undefined)
    source.report('bad-certificate', item.span, say('certificate-unusable', { file: file.written, why: flaw }), {
      fix: say('mend-client-certificates'),
    })
  return file
}

/** Warns of `proof` in a view for everybody: a client has no cookie when it first asks. */
function warnOfProof(source: SourceText, fitting: Tree, view: string, prefixes: readonly Prefix[]): void {
  const proof = treeAt(fitting, 'views', view, 'proof')
  if (proof === undefined || !prefixes.some(({ bits }) => bits === 0)) return
  source.report('proof-for-anybody', proof.span, say('proof-of-anybody', { view }), {
    fix: say('no-proof-of-anybody'),
  })
}

function isNamed(item: Tree, apex: Uint8Array): boolean {
  const name = readName(textOf(item))
  return typeof name !== 'string' && sameName(name, 0, apex, 0)
}

/** A list that does not say which views see it is there for all, or for all that are not public. */
function hasList(written: Tree, view: string): boolean {
  const section = treeAt(written, 'lists')
  const lists = section?.kind === 'map' ? section.entries : []
  return lists.some(({ value }) => {
    const named = treeAt(value, 'views')
    return named?.kind !== 'list' || named.items.some((item) => textOf(item) === view)
  })
}

function followsCatalog(written: Tree, view: string): boolean {
  const section = treeAt(written, 'catalogs')
  const catalogs = section?.kind === 'map' ? section.entries : []
  return catalogs.some(({ value }) => {
    const at = treeAt(value, 'view')
    return at !== undefined && textOf(at) === view && treeAt(value, 'primary') !== undefined
  })
}

/** Warns of views that nobody reaches, or that have no zone: most likely a slip. */
export function warnOfIdleViews(source: SourceText, written: Tree, listen: readonly ListenSetting[]): void {
  const [section, zones] = [treeAt(written, 'views'), treeAt(written, 'zones')]
  if (section?.kind !== 'map') return
  const faces = zones?.kind === 'map' ? zones.entries.map(({ value }) => value) : []
  for (const [view, { key, keySpan }] of section.entries.entries()) {
    const served = faces.length === 0 || faces.some((face) => face.kind !== 'map' || treeAt(face, key) !== undefined)
    if (!served && !refusesAll(written, key) && !followsCatalog(written, key) && !hasList(written, key))
      source.report('view-unused', keySpan, say('view-unused', { view: key }), {
        fix: say('give-zone-or-refuse'),
      })
    const reached =
      clientItems(written, key).length > 0 ||
      itemsIn(written, key, 'certificates').length > 0 ||
      listen.some((address) => address.view === view)
    if (!reached)
      source.report('view-without-clients', keySpan, say('view-for-nobody', { view: key }), {
        fix: say('give-prefixes', { example: '{address: ..., view: ...}' }),
      })
  }
}

/** Whether the view refuses the root, to keep its clients out on purpose. */
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

/** The view's own `public`; undefined where it has none. */
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
      source.report('prefix-host-bits', span, say('prefix-host-bits', { prefix: text }), {
        fix: say('write-network-or-address', { network: read.network, address: read.address }),
      })
      return []
    case 'syntax':
      source.report('prefix-syntax', span, say('prefix-unreadable', { prefix: text, why: read.reason }), {
        // As BIND writes it.
        fix: text.startsWith('!') ? say('write-instead-of-not', { prefix: text.slice(1).trim() }) : say('write-prefix'),
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
  const related = { span: first.span, message: say('prefix-given-here', { prefix: text, view: first.view }) }
  if (first.view === one.view)
    source.report('duplicate-prefix', one.span, say('prefix-twice', { prefix: text, view: one.view }), {
      related,
      fix: say('delete-one-of-two'),
    })
  else
    source.report(
      'prefix-in-two-views',
      one.span,
      say('prefix-of-other', { prefix: text, view: one.view, other: first.view }),
      { related, fix: say('keep-in-one-view') },
    )
  return false
}

/** Reports a name unfit for logs, metrics, zone files and keys of the configuration, or one of three words that mean something there. */
function checkName(source: SourceText, name: string, span: Span): void {
  if (/^[a-z][a-z0-9_-]{0,62}$/i.test(name) && !reserved.has(name.toLowerCase())) return
  const why = reserved.has(name.toLowerCase()) ? say('word-has-meaning') : say('no-view-word')
  source.report('bad-view-name', span, say('view-badly-named', { view: name, why }), {
    fix: say('choose-view-name'),
  })
}

const reserved = new Set(['any', 'all', 'views'])

/** Warns of everybody in one address family: a person who writes 0.0.0.0/0 means all clients, and Janus would refuse those over IPv6. */
function warnOfOneFamily(source: SourceText, taken: ReadonlyMap<string, Taken>): void {
  const [four, six] = [taken.get(prefixKey(ALL_IPV4)), taken.get(prefixKey(ALL_IPV6))]
  const only = four && six ? undefined : (four ?? six)
  if (only === undefined) return
  const [has, lacks] = only === four ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4']
  source.report(
    'catch-all-one-family',
    only.span,
    say('one-family-only', { view: only.view, has: has!, lacks: lacks! }),
    {
      fix: say('write-any-or-add', { prefix: only === four ? '"::/0"' : '0.0.0.0/0' }),
    },
  )
}
