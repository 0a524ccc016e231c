// Reads the key of updates-schema.ts: who may change zones by messages.

import { isWithin, ROOT, sameName } from '../../dns/name.ts'
import { nameText, readName } from '../../dns/name-text.ts'
import { isMetaType, Type, typeCode, typeName } from '../../dns/types.ts'
import { formatPrefix, type Prefix } from '../../views/prefix.ts'
import type { Place } from '../findings/problem.ts'
import { matchesName, type NamePattern } from './matches-name.ts'
import { namePattern } from './name-pattern.ts'
import { onePrefix } from './one-source.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { ListenSetting, ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import { itemsAt, type Tree, textOf, treeAt } from './tree.ts'
import { findKey, type KeySetting } from './tsig.ts'
import { readUpdateName, type UpdateName } from './update-name.ts'
import { findView } from './view-name.ts'
import { quotedViews, viewsOf } from './who-gets.ts'

/** One rule: all that it states must hold. */
export type UpdateRule = {
  /** Name of the TSIG key; undefined: none is needed. */
  readonly key: string | undefined
  /** Undefined: anywhere, with the key. */
  readonly from: readonly Prefix[] | undefined
  readonly zones: readonly NamePattern[]
  /** Undefined: all. */
  readonly names: readonly UpdateName[] | undefined
  /** Undefined: the types that people edit. */
  readonly types: readonly number[] | undefined
  /** Names of views; undefined: all that the key is for. */
  readonly views: readonly string[] | undefined
  /** Milliseconds that a record lasts if its message asks for no lease; undefined: for ever. */
  readonly lease: number | undefined
  /** The longest that is granted; undefined: whatever is asked for. */
  readonly maxLease: number | undefined
  /** A client without a key must have shown that its address is its own. */
  readonly proof: boolean
  readonly place: Place
}

/** Types that only signing makes: no message changes them, whatever a rule says. */
export const NEVER_BY_MESSAGE: ReadonlySet<number> = new Set([Type.NSEC, Type.NSEC3, Type.RRSIG])

export type UpdatesKnown = {
  readonly views: readonly ViewSetting[]
  readonly zones: readonly ZoneSetting[]
  readonly listen: readonly ListenSetting[]
  readonly tsig: readonly KeySetting[]
}

export function readUpdates(
  source: SourceText,
  tree: Tree,
  file: ConfigFile['updates'],
  known: UpdatesKnown,
): UpdateRule[] {
  return itemsAt(tree, 'updates').map((entry, i) => {
    const written = file[i]!
    const from = treeAt(entry, 'from') && clientsAt(source, entry)
    const key = treeAt(entry, 'key')
    const named = treeAt(entry, 'views') && viewsAt(source, entry, known.views)
    const found = key && findKey(source, known.tsig, textOf(key), key.span)
    if (key === undefined) reportUnkeyed(source, entry, written.proof, from)
    const got = found?.views ?? viewsOfClients(from ?? [], known)
    const views = key === undefined || found !== undefined ? reachedViews(source, entry, got, named) : named
    const zones = zonesAt(source, entry, known.zones, views)
    return {
      key: key && textOf(key),
      from,
      zones,
      names: treeAt(entry, 'names') && namesAt(source, entry, { zones, served: known.zones, key: found?.text }),
      types: treeAt(entry, 'types') && typesAt(source, entry),
      views: named,
      ...leasesAt(source, entry, written),
      proof: written.proof === 'required',
      place: source.place(entry.span),
    }
  })
}

function clientsAt(source: SourceText, entry: Tree): Prefix[] {
  return itemsAt(entry, 'from').flatMap((item) => onePrefix(source, textOf(item), item.span) ?? [])
}

function viewsAt(source: SourceText, entry: Tree, views: readonly ViewSetting[]): string[] {
  return itemsAt(entry, 'views').flatMap((item) => {
    const index = findView(source, views, textOf(item), item.span)
    return index === undefined ? [] : [views[index]!.name]
  })
}

function reportUnkeyed(
  source: SourceText,
  entry: Tree,
  proof: 'required' | 'off',
  from: readonly Prefix[] | undefined,
): void {
  const list = treeAt(entry, 'from')
  if (from === undefined || list === undefined) {
    source.report('update-by-anybody', entry.span, say('update-by-anybody'), { fix: say('give-from-or-key') })
    return
  }
  if (proof === 'off')
    source.report('update-unproven', treeAt(entry, 'proof')!.span, say('update-unproven'), {
      fix: say('update-let-proof-be'),
    })
  const wide = from.find(({ bits }) => bits === 0)
  if (wide !== undefined)
    source.report('update-by-anybody', list.span, say('update-from-everywhere', { prefix: formatPrefix(wide) }), {
      fix: say('give-from-or-key'),
    })
}

function viewsOfClients(from: readonly Prefix[], known: UpdatesKnown): string[] {
  return [...new Set(from.flatMap((prefix) => viewsOf(prefix, known)))]
}

/** Names of the views that somebody can change by the rule. */
function reachedViews(
  source: SourceText,
  entry: Tree,
  got: readonly string[],
  named: readonly string[] | undefined,
): readonly string[] {
  const reached = named === undefined ? got : named.filter((view) => got.includes(view))
  // Errors in the named views have been reported already.
  if (named === undefined || named.length === 0 || reached.length > 0 || got.length === 0) return reached
  const span = treeAt(entry, 'views')!.span
  source.report('bad-update', span, say('update-of-other-views', { views: quotedViews(got) }), {
    fix: say('name-view-of-rule'),
  })
  return reached
}

function zonesAt(
  source: SourceText,
  entry: Tree,
  zones: readonly ZoneSetting[],
  views: readonly string[] | undefined,
): readonly NamePattern[] {
  return itemsAt(entry, 'zones').flatMap((item) => {
    const patterns = namePattern(source, item)
    for (const pattern of patterns)
      reportUnchangeable(
        source,
        item,
        zones.filter(({ origin }) => matchesName(pattern, origin)),
        views,
      )
    return patterns
  })
}

function reportUnchangeable(
  source: SourceText,
  item: Tree,
  zones: readonly ZoneSetting[],
  views: readonly string[] | undefined,
): void {
  const zone = textOf(item)
  if (zones.length === 0) {
    source.report('bad-update', item.span, say('update-of-no-zone', { zone }), { fix: say('name-zone') })
    return
  }
  // Errors in the views have been reported already.
  if (views === undefined || views.length === 0) return
  const faces = zones.flatMap(({ faces }) => faces.filter(({ viewName }) => views.includes(viewName)))
  if (faces.length === 0)
    source.report('bad-update', item.span, say('update-not-in-views', { zone, views: quotedViews(views) }), {
      fix: say('update-name-view'),
    })
  else if (faces.every((face) => face.source.kind === 'primary'))
    source.report('bad-update', item.span, say('update-of-primary', { zone }), { fix: say('update-the-primary') })
}

type ForNames = {
  readonly zones: readonly NamePattern[]
  readonly served: readonly ZoneSetting[]
  readonly key: string | undefined
}

function namesAt(source: SourceText, entry: Tree, about: ForNames): UpdateName[] {
  const zones = about.served.filter(({ origin }) => about.zones.some((pattern) => matchesName(pattern, origin)))
  return itemsAt(entry, 'names').flatMap((item) => {
    const read = readUpdateName(textOf(item))
    if ('flaw' in read) {
      source.report('bad-update', item.span, say('update-name-unusable', { name: textOf(item), why: read.flaw }), {
        fix: say('write-update-name'),
      })
      return []
    }
    reportOutside(source, item, read, zones, about.key)
    return [read]
  })
}

/** Reports a name that lies in no zone of the rule. */
function reportOutside(
  source: SourceText,
  item: Tree,
  name: UpdateName,
  zones: readonly ZoneSetting[],
  key: string | undefined,
): void {
  if (zones.length === 0) return
  const outside = (wire: Uint8Array) => !zones.some(({ origin }) => isWithin(wire, 0, origin, 0))
  if (name.kind === 'self') {
    const own = key === undefined ? undefined : readName(key, ROOT)
    if (key === undefined)
      source.report('bad-update', item.span, say('self-without-key'), { fix: say('update-give-key') })
    else if (typeof own !== 'object' || outside(own))
      source.report('bad-update', item.span, say('self-outside', { key }), { fix: say('name-key-in-zone') })
  }
  if (name.kind === 'absolute' && outside(name.name))
    source.report('bad-update', item.span, say('update-name-outside', { name: textOf(item) }), {
      fix: say('write-update-name'),
    })
  // A name that ends with the zone's name is probably meant in full.
  if (name.kind !== 'exact' && name.kind !== 'below') return
  const full = Uint8Array.of(...name.labels, 0)
  const twice = zones.find(({ origin }) => isWithin(full, 0, origin, 0) && !sameName(origin, 0, ROOT, 0))
  if (twice !== undefined)
    source.report(
      'bad-update',
      item.span,
      say('update-name-in-full', { name: textOf(item), zone: nameText(twice.origin) }),
      {
        fix: say('write-update-name'),
      },
    )
}

function typesAt(source: SourceText, entry: Tree): number[] {
  return itemsAt(entry, 'types').flatMap((item) => {
    const type = typeCode(textOf(item))
    if (type !== undefined && NEVER_BY_MESSAGE.has(type)) {
      source.report('bad-update', item.span, say('update-type-of-signing', { type: typeName(type) }), {
        fix: say('update-leave-type-out'),
      })
      return []
    }
    if (type !== undefined && !isMetaType(type)) return [type]
    source.report('bad-update', item.span, say('update-no-type', { type: textOf(item) }), { fix: say('write-type') })
    return []
  })
}

function leasesAt(
  source: SourceText,
  entry: Tree,
  { lease, 'max-lease': most }: ConfigFile['updates'][number],
): Pick<UpdateRule, 'lease' | 'maxLease'> {
  if (lease !== undefined && most !== undefined && lease > most)
    source.report('bad-update', spanOf(entry, 'lease'), say('update-lease-over-max'), {
      related: { span: spanOf(entry, 'max-lease'), message: say('max-lease-here') },
      fix: say('update-shorten-lease'),
    })
  return { lease, maxLease: most ?? lease }
}

function spanOf(entry: Tree, key: string): Span {
  return treeAt(entry, key)?.span ?? entry.span
}
