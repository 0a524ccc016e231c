// Reads the keys of sign-schema.ts: which zones Janus signs, and how.

import { sameName } from '../../dns/name.ts'
import type { Said } from '../../dns/said.ts'
import { warnOfChains } from './chained-secondaries.ts'
import { guess } from './guess.ts'
import { readEndpoint } from './listen.ts'
import { absoluteName } from './name-pattern.ts'
import { isDate } from './one-source.ts'
import { type PeerAddress, whyNotAsked } from './peers.ts'
import { say } from './says.ts'
import type { ConfigFile } from './schema.ts'
import type { SecondarySetting } from './secondaries.ts'
import type { ViewSetting, ZoneSetting } from './settings.ts'
import { readChildren } from './sign-children.ts'
import { chainOf, MARGIN_DAYS, type SignSetting } from './sign-setting.ts'
import type { SourceText, Span } from './source-text.ts'
import { type Entry, itemsAt, type Tree, textOf, treeAt } from './tree.ts'
import { findView } from './view-name.ts'
import { readZoneName } from './zones.ts'

const DAY = 86_400_000
/** The longest validity. RFC 6781 §4.4.2: with a longer one an attacker can replay old data for longer. */
const LONGEST_DAYS = 366
/** Janus warns so many days before the last day on which a face may be unsigned. */
const NOTICE_DAYS = 14

type Known = {
  readonly views: readonly ViewSetting[]
  readonly zones: readonly ZoneSetting[]
  readonly secondaries: readonly SecondarySetting[]
}

type UnsignedFace = { readonly origin: Uint8Array; readonly view: string; readonly zone: string; readonly span: Span }

/** `now`: milliseconds since 1970. */
export function readSign(
  source: SourceText,
  tree: Tree,
  file: Pick<ConfigFile, 'sign'>,
  known: Known,
  now = Date.now(),
): SignSetting[] {
  const unsigned = itemsAt(tree, 'unsigned-faces').flatMap((entry) => readUnsigned(source, entry, known, now))
  const section = treeAt(tree, 'sign')
  const entries = section?.kind === 'map' ? section.entries : []
  const seen = new Map<ZoneSetting, Entry>()
  const all = entries.flatMap((entry) => {
    const zone = zoneOf(source, entry, known.zones)
    if (zone === undefined) return []
    if (zone.faces.some(({ source: from }) => from.kind === 'list' && from.list.leases !== undefined)) {
      const message = say('sign-leases', { zone: zone.name, line: zone.place.line })
      source.report('bad-sign', entry.keySpan, message, { fix: say('sign-files-alone') })
      return []
    }
    const first = seen.get(zone)
    if (first !== undefined) {
      const related = { span: first.keySpan, message: say('listed-here') }
      source.report('bad-sign', entry.keySpan, say('sign-twice', { zone: zone.name }), {
        related,
        fix: say('keep-one'),
      })
      return []
    }
    seen.set(zone, entry)
    const written = file.sign[entry.key]
    if (written === undefined || written === false) return []
    const its = unsigned.filter(({ origin }) => sameName(origin, 0, zone.origin, 0)).map(({ view }) => view)
    return [readOne(source, entry, zone, { written, unsigned: its }, known)]
  })
  for (const { origin, zone, span } of unsigned)
    if (!all.some((one) => sameName(one.origin, 0, origin, 0)))
      source.report('unsigned-face', span, say('unsigned-idle', { zone }), { fix: say('delete-it-here') })
  return all
}

function zoneOf(source: SourceText, entry: Entry, zones: readonly ZoneSetting[]): ZoneSetting | undefined {
  const { key, keySpan } = entry
  const origin = readZoneName(source, entry)
  if (origin === undefined) return undefined
  const zone = zones.find((one) => sameName(one.origin, 0, origin, 0))
  if (zone === undefined) {
    const near = guess(
      key,
      zones.map(({ name }) => (key.endsWith('.') ? name : name.replace(/\.$/, ''))),
    )
    const fix = near === undefined ? say('name-zone') : say('guess-quoted', { guess: near })
    source.report('bad-sign', keySpan, say('sign-no-zone', { zone: key }), { fix })
  }
  return zone
}

type Written = { readonly written: ConfigFile['sign'][string]; readonly unsigned: readonly string[] }

function readOne(
  source: SourceText,
  { keySpan, value }: Entry,
  zone: ZoneSetting,
  { written, unsigned }: Written,
  { views, secondaries }: Known,
): SignSetting {
  const { name, origin, faces } = zone
  const given = typeof written === 'object' ? written : DEFAULTS
  const denial = treeAt(value, 'denial')
  const denials = denial?.kind === 'map' ? denial.entries : []
  for (const { key, keySpan: at } of denials) {
    const view = findView(source, views, key, at)
    if (view !== undefined && !faces.some((face) => face.view === view))
      source.report('bad-sign', at, say('sign-no-face', { zone: name, view: key }), { fix: say('name-view-of-zone') })
    if (unsigned.includes(key))
      source.report('unsigned-face', at, say('sign-denial-idle', { zone: name, view: key }), {
        fix: say('delete-one-of-two'),
      })
  }
  const forms = new Map(typeof given.denial === 'string' ? [] : Object.entries(given.denial))
  const usual = typeof given.denial === 'string' ? given.denial : 'nsec'
  const isMade = (view: string) =>
    !unsigned.includes(view) && (forms.get(view) ?? usual) !== chainOf(forms.get(view) ?? usual)
  if (denial !== undefined) warnOfChains(source, denial.span, zone, isMade, secondaries)
  const validity = treeAt(value, 'validity')
  if (validity !== undefined && (given.validity < 2 * MARGIN_DAYS * DAY || given.validity > LONGEST_DAYS * DAY))
    source.report('bad-sign', validity.span, say('sign-validity', { least: 2 * MARGIN_DAYS, most: LONGEST_DAYS }), {
      fix: say('write-validity', { days: 2 * MARGIN_DAYS }),
      rfc: 'RFC 6781 §4.4.2',
    })
  const ttl = treeAt(value, 'dnskey-ttl')
  if (ttl !== undefined && (given['dnskey-ttl'] < 1000 || given['dnskey-ttl'] > LONGEST_TTL))
    source.report('bad-sign', ttl.span, say('sign-dnskey-ttl'), { fix: say('write-dnskey-ttl') })
  const lifetime = treeAt(value, 'zsk-lifetime')
  const life = given['zsk-lifetime']
  if (lifetime !== undefined && life !== 'never' && (life < SHORTEST_LIFE || life > LONGEST_LIFE))
    source.report('bad-sign', lifetime.span, say('sign-lifetime'), {
      fix: say('write-lifetime'),
      rfc: 'RFC 6781 §3.3',
    })
  return {
    ...{ name, origin, keys: given.keys, algorithm: given.algorithm, zonemd: given.zonemd, unsigned },
    denial: usual,
    denials: forms,
    validity: Math.floor(given.validity / 1000),
    dnskeyTtl: Math.floor(given['dnskey-ttl'] / 1000),
    zskLifetime: life === 'never' ? undefined : Math.floor(life / 1000),
    parents: treeAt(value, 'parents') && itemsAt(value, 'parents').flatMap((item) => serverAt(source, item)),
    children: readChildren(source, value, { zone: name, origin }, given.children, (item) => serverAt(source, item)),
    place: source.place(keySpan),
  }
}

/** With a longer TTL, exchanging a key would take longer than that. */
const LONGEST_TTL = DAY

/** A roll takes twice the longest TTL of the zone, and must be over before the next begins. */
const SHORTEST_LIFE = 7 * DAY
const LONGEST_LIFE = 3660 * DAY

const DEFAULTS = {
  keys: 'csk',
  algorithm: 13,
  denial: 'nsec',
  zonemd: false,
  children: {},
  validity: 2 * MARGIN_DAYS * DAY,
  'dnskey-ttl': 3_600_000,
  'zsk-lifetime': 90 * DAY,
} as const

const SERVER_PORT = 53

function serverAt(source: SourceText, item: Tree): PeerAddress[] {
  const read = readEndpoint(textOf(item), SERVER_PORT)
  const refused = (why: Said, fix: Said): [] => {
    source.report('bad-sign', item.span, say('peer-address-unusable', { address: textOf(item), why }), { fix })
    return []
  }
  if ('reason' in read) return refused(read.reason, read.fix)
  const unasked = whyNotAsked(read, SERVER_PORT)
  return unasked === undefined ? [read] : refused(unasked.why, unasked.fix)
}

function readUnsigned(source: SourceText, entry: Tree, { views, zones }: Known, now: number): UnsignedFace[] {
  const [zoneItem, viewItem, untilItem] = [treeAt(entry, 'zone')!, treeAt(entry, 'view')!, treeAt(entry, 'until')!]
  reportEnd(source, untilItem, now)
  const view = findView(source, views, textOf(viewItem), viewItem.span)
  return absoluteName(source, zoneItem).flatMap((origin) => {
    const zone = zones.find((one) => sameName(one.origin, 0, origin, 0))
    if (view === undefined) return []
    if (zone?.faces.some((face) => face.view === view))
      return [{ origin, view: views[view]!.name, zone: textOf(zoneItem), span: zoneItem.span }]
    source.report('bad-sign', zoneItem.span, say('sign-no-face', { zone: textOf(zoneItem), view: textOf(viewItem) }), {
      fix: say('name-view-of-zone'),
    })
    return []
  })
}

/** Reports a last day that is no date or is over, and warns of one that comes soon. */
function reportEnd(source: SourceText, item: Tree, now: number): void {
  const text = textOf(item)
  if (!isDate(text)) {
    source.report('bad-sign', item.span, say('review-no-date', { date: text }), { fix: say('write-date') })
    return
  }
  const left = Math.ceil((Date.parse(`${text}T00:00:00Z`) + DAY - now) / DAY)
  if (left <= 0) source.report('bad-sign', item.span, say('unsigned-over', { date: text }), { fix: say('sign-face') })
  else if (left <= NOTICE_DAYS)
    source.report('unsigned-face', item.span, say('unsigned-ends', { date: text }), { fix: say('sign-face') })
}
