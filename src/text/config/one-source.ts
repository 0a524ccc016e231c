// Reads the keys of one-source-schema.ts: settings about faces that stand beside the zones.

import { typeCode } from '../../dns/types.ts'
import { formatPrefix, type Prefix } from '../../views/prefix.ts'
import { readPrefix } from '../../views/read-prefix.ts'
import type { Place } from '../findings/problem.ts'
import type { NamePattern } from './matches-name.ts'
import { absoluteName, namePattern } from './name-pattern.ts'
import { reverseZones } from './reverse-zones.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { ViewSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import { type Tree, treeAt } from './tree.ts'
import { findView } from './view-name.ts'

export type OneSourceSettings = {
  readonly mail: MailSetting | undefined
  readonly reverse: readonly ReverseSetting[]
  /** Networks beside private ones whose addresses no public view may show. */
  readonly inside: readonly Prefix[]
  readonly expectedDifferences: readonly ReviewedSetting[]
  readonly allowedLeaks: readonly ReviewedSetting[]
}

export type MailSetting = {
  /** The gateways of each view: absolute names in wire form. */
  readonly gateways: readonly { readonly view: number; readonly names: readonly Uint8Array[]; readonly place: Place }[]
  readonly ipv6: boolean
}

export type ReverseSetting = {
  readonly prefix: Prefix
  readonly text: string
  readonly views: readonly number[]
  /** The zones for the names of its addresses, in wire form. */
  readonly zones: readonly Uint8Array[]
  readonly place: Place
}

/** A finding that somebody has looked at and found right. */
export type ReviewedSetting = {
  readonly zone: Uint8Array | undefined
  readonly name: NamePattern | undefined
  readonly type: number | undefined
  /** Empty: all. */
  readonly views: readonly number[]
  readonly reason: string
  /** `2027-03-31`: the last day on which it holds. */
  readonly until: string | undefined
  readonly place: Place
}

export function readOneSource(
  source: SourceText,
  tree: Tree,
  file: ConfigFile,
  views: readonly ViewSetting[],
): OneSourceSettings {
  return {
    mail: file.mail && readMail(source, tree, file.mail, views),
    reverse: readReverse(source, tree, views),
    inside: file.inside.flatMap((text, i) => onePrefix(source, text, treeAt(tree, 'inside', i)?.span ?? [0, 0]) ?? []),
    expectedDifferences: file['expected-differences'].flatMap((item, i) =>
      readReviewed(source, treeAt(tree, 'expected-differences', i)!, item, item.views ?? [], 'views', views),
    ),
    allowedLeaks: file['allowed-leaks'].flatMap((item, i) =>
      readReviewed(source, treeAt(tree, 'allowed-leaks', i)!, item, item.view ? [item.view] : [], 'view', views),
    ),
  }
}

function readMail(
  source: SourceText,
  tree: Tree,
  mail: NonNullable<ConfigFile['mail']>,
  views: readonly ViewSetting[],
): MailSetting {
  const section = treeAt(tree, 'mail', 'gateways')
  const entries = section?.kind === 'map' ? section.entries : []
  const gateways = entries.flatMap(({ key, keySpan, value }) => {
    const view = findView(source, views, key, keySpan)
    const items = value.kind === 'list' ? value.items : [value]
    const names = items.flatMap((item) => absoluteName(source, item))
    if (view === undefined || names.length === 0) return []
    return [{ view, names, place: source.place(value.span) }]
  })
  return { gateways, ipv6: mail.ipv6 }
}

function readReverse(source: SourceText, tree: Tree, views: readonly ViewSetting[]): ReverseSetting[] {
  const section = treeAt(tree, 'reverse')
  if (section?.kind !== 'map') return []
  return section.entries.flatMap(({ key, keySpan, value }): ReverseSetting[] => {
    const prefix = onePrefix(source, key, keySpan)
    const items = value.kind === 'list' ? value.items : []
    const indexes = items.flatMap((item) => {
      const view = findView(source, views, item.kind === 'scalar' ? String(item.value) : '', item.span)
      return view === undefined ? [] : [view]
    })
    if (prefix === undefined) return []
    const zones = reverseZones(prefix)
    if (!Array.isArray(zones)) {
      source.report('bad-reverse', keySpan, say('reverse-impossible', { prefix: key, why: zones }), {
        fix: say('write-shorter-prefix'),
      })
      return []
    }
    return [{ prefix, text: formatPrefix(prefix), views: indexes, zones, place: source.place(keySpan) }]
  })
}

/** The prefix; undefined, and a report, where it is none or several (`any`). */
export function onePrefix(source: SourceText, text: string, span: Span): Prefix | undefined {
  const read = readPrefix(text)
  if (read.kind === 'prefixes' && read.prefixes.length === 1) return read.prefixes[0]
  if (read.kind === 'host-bits')
    source.report('prefix-host-bits', span, say('prefix-host-bits', { prefix: text }), {
      fix: say('write-network-or-address', { network: read.network, address: read.address }),
    })
  else if (read.kind === 'prefixes')
    source.report('prefix-syntax', span, say('prefix-of-all', { prefix: text }), {
      fix: say('write-prefix-or-two'),
    })
  else
    source.report('prefix-syntax', span, say('prefix-no-length', { prefix: text }), {
      fix: say('write-one-prefix'),
    })
  return undefined
}

function readReviewed(
  source: SourceText,
  tree: Tree,
  item: Pick<ConfigFile['expected-differences'][number], 'zone' | 'name' | 'type' | 'reason' | 'until'>,
  viewNames: readonly string[],
  viewKey: string,
  views: readonly ViewSetting[],
): ReviewedSetting[] {
  const span = (key: string) => treeAt(tree, key)?.span ?? tree.span
  const indexes = viewNames.flatMap((name) => findView(source, views, name, span(viewKey)) ?? [])
  const zone = item.zone === undefined ? [undefined] : absoluteName(source, treeAt(tree, 'zone')!)
  const name = item.name === undefined ? [undefined] : namePattern(source, treeAt(tree, 'name')!)
  const type = item.type === undefined ? undefined : typeCode(item.type)
  if (item.type !== undefined && type === undefined)
    source.report('bad-review', span('type'), say('review-no-type', { type: item.type }), {
      fix: say('write-type'),
    })
  if (item.until !== undefined && !isDate(item.until))
    source.report('bad-review', span('until'), say('review-no-date', { date: item.until }), {
      fix: say('write-date'),
    })
  if (item.zone === undefined && item.name === undefined && item.type === undefined)
    source.report('bad-review', tree.span, say('review-of-all'), {
      fix: say('narrow-review'),
    })
  if (zone.length === 0 || name.length === 0) return []
  const { reason, until } = item
  return [{ zone: zone[0], name: name[0], type, views: indexes, reason, until, place: source.place(tree.span) }]
}

/** Whether the text is a day that exists, written like 2027-03-31. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
