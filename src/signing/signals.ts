// A parent that takes the first DS of a zone by itself wants the zone's servers to confirm the keys, under their own names, in zones that
// are signed already (RFC 9615). If such a name lies in a zone that Janus signs, that zone confirms the keys while the parent has no DS:
// only in views of strangers, and by what both zones show in the same view.
//
//   keys take a step, or the DS is seen ---.
//   servers get other names (edited) ------+--> what is due --> the zones that hold these names are signed with it
//   a zone comes, goes, is withdrawn ------'

import { isWithin, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { ownSet } from '../sign/own-sets.ts'
import { say } from '../sign/says.ts'
import { namingSets } from '../sign/sign-zone.ts'
import { signalName } from '../sign/signal-name.ts'
import { isHidden, type Signal } from '../sign/signal-sets.ts'
import { lowerName } from '../sign/signed-data.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { ViewSetting } from '../text/config/settings.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import { nextAbove } from './next-above.ts'
import type { Looks } from './rolling.ts'
import type { SignalPlace, SignalState } from './signal-place.ts'
import type { SignedFace } from './signed-face.ts'
import type { SigningRecord } from './signing-record.ts'
import type { ZoneSigning } from './zone-signing.ts'
import type { ZonesToSign } from './zones-to-sign.ts'

export type SignalsOptions = {
  readonly zones: Pick<ZonesToSign, 'of' | 'views' | 'isLeft'>
  readonly faces: ReadonlyMap<string, SignedFace>
  readonly record: Pick<SigningRecord, 'has'>
  readonly looksOf: (zone: ZoneSigning) => Looks | undefined
  /** Called when zones have to be signed with other signals. */
  readonly onDue: () => void
}

/** A server of a zone in one view. */
type Place = {
  readonly server: Uint8Array
  /** Undefined if the name would be too long, or if nobody could validate records there. */
  readonly owner: Uint8Array | undefined
  /** The face that holds the name, whether Janus signs it or not. */
  readonly holder: FaceName | undefined
  readonly state: Exclude<SignalState, 'shown' | 'hidden'>
}

/** A zone as one view shows it, with the places for all its servers. */
type Told = { readonly name: FaceName; readonly text: string; readonly places: readonly Place[] }

export class Signals {
  readonly #options: SignalsOptions
  /** By face, as are the two below: zones whose keys may be confirmed. */
  #told = new Map<string, Told>()
  /** Zones that may confirm them. */
  #held = new Map<string, { readonly of: FaceName; readonly owner: Uint8Array }[]>()
  #contents = new Map<string, Zone>()
  #known: ReadonlySet<string> = new Set()

  constructor(options: SignalsOptions) {
    this.#options = options
  }

  /** `faces`: all faces with their contents. */
  use(faces: readonly { readonly name: FaceName; readonly served: Zone | undefined }[]): void {
    const { zones } = this.#options
    this.#known = new Set(faces.map(({ name }) => faceKey(name)))
    const outside = faces.filter(({ name }) => isOutside(name.view, zones.views) && zones.of(name) !== undefined)
    this.#contents = new Map(outside.flatMap(({ name, served }) => (served ? [[faceKey(name), served]] : [])))
    this.#told = new Map()
    this.#held = new Map()
    for (const { name, served } of outside) {
      if (served === undefined) continue
      const servers = serversIn(served)
      const places = servers.map((server) => this.#placeOf(name, server))
      this.#told.set(faceKey(name), { name, text: textOf(servers), places })
      for (const { owner, holder, state } of places) {
        if (owner === undefined || holder === undefined || state !== 'awaited') continue
        const key = faceKey(holder)
        const held = this.#held.get(key)
        if (held === undefined) this.#held.set(key, [{ of: name, owner }])
        else held.push({ of: name, owner })
      }
    }
  }

  /** Call it when a face's content has changed, or first came: a zone from a primary comes later than its configuration. */
  edited(name: FaceName, zone: Zone): void {
    const { zones, onDue } = this.#options
    if (!isOutside(name.view, zones.views) || zones.of(name) === undefined) return
    const key = faceKey(name)
    this.#contents.set(key, zone)
    if (this.#told.get(key)?.text !== textOf(serversIn(zone))) onDue()
  }

  /** What the face says of other zones. `before`: the face as last signed. */
  of(holder: FaceName, before: Zone | undefined): Signal[] {
    return (this.#held.get(faceKey(holder)) ?? []).flatMap(({ of, owner }): Signal[] => {
      const zone = this.#options.zones.of(of)
      if (zone === undefined || !this.#isOpen(zone, of)) return []
      const there = before === undefined ? [] : setsAt(before, owner)
      // The keys cannot be read: what they said before stays.
      if (zone.keys.kind !== 'good') return there.length === 0 ? [] : [{ owner, sets: there }]
      if (before !== undefined && there.length === 0 && this.#options.looksOf(zone) === undefined) return []
      const sets = namingSets(of.origin, zone.keys.keys, zone.setting.dnskeyTtl)
      return sets.length === 0 ? [] : [{ owner, sets }]
    })
  }

  /** For people: whose keys stand at the name. */
  noteOf(holder: FaceName, owner: Uint8Array): Said | undefined {
    const held = this.#held.get(faceKey(holder))?.find((one) => sameName(one.owner, 0, owner, 0))
    return held && say('made-of-keys-until', { zone: nameText(held.of.origin) })
  }

  /** For people and metrics; undefined if there is nothing to say of the face. */
  statusOf(name: FaceName): readonly SignalPlace[] | undefined {
    const zone = this.#options.zones.of(name)
    const told = this.#told.get(faceKey(name))
    if (zone === undefined || told === undefined || !this.#isOpen(zone, name) || !isNaming(zone)) return undefined
    return told.places.map((place) => placeOf(zone.setting.name, place, this.#stateOf(place)))
  }

  #stateOf({ owner, holder, state }: Place): SignalState {
    if (state !== 'awaited') return state
    const content = this.#contents.get(faceKey(holder!))
    if (content !== undefined && isHidden(content, owner!)) return 'hidden'
    const signed = this.#options.faces.get(faceKey(holder!))?.signed
    return signed !== undefined && setsAt(signed, owner!).length > 0 ? 'shown' : 'awaited'
  }

  #placeOf({ view, origin }: FaceName, server: Uint8Array): Place {
    // RFC 9615 §4.4: nobody can validate records below the missing DS.
    if (isWithin(server, 0, origin, 0)) return { server, owner: undefined, holder: undefined, state: 'inside' }
    const name = signalName(origin, server)
    if (name === undefined) return { server, owner: undefined, holder: undefined, state: 'long' }
    const owner = lowerName(name)
    const holder = nextAbove(view, owner, this.#known)
    if (holder === undefined) return { server, owner, holder, state: 'elsewhere' }
    return { server, owner, holder, state: this.#options.zones.of(holder) === undefined ? 'unsigned' : 'awaited' }
  }

  /** Whether the parent may have no DS yet, so that the signals count. */
  #isOpen(zone: ZoneSigning, { view, origin }: FaceName): boolean {
    const { zones, faces, record, looksOf } = this.#options
    const { setting, keys, isLeaving } = zone
    if (setting.parents?.length === 0 || isLeaving || zones.isLeft(origin)) return false
    // The face may have new keys and be served unsigned for a moment.
    if (!record.has(setting.name) && faces.get(faceKey({ view, origin }))?.signed === undefined) return false
    const above = nextAbove(view, origin, this.#known)
    // Janus puts the DS into that parent itself.
    if (above !== undefined && zones.of(above) !== undefined) return false
    if (keys.kind === 'good' && keys.record.keys.some(({ records }) => records !== undefined && isSeen(records.ds)))
      return false
    // Zones above that other views have here do not count: strangers do not see them.
    return looksOf(zone)?.parents.some(({ kind, here }) => kind === 'there' && here === undefined) !== true
  }
}

/** Whether the view is for strangers; the only view counts as that. */
export function isOutside(view: string, views: readonly ViewSetting[]): boolean {
  const its = views.find(({ name }) => name === view)
  if (its === undefined) return false
  return its.public || (views.length === 1 && its.prefixes.some(({ bits }) => bits === 0))
}

function placeOf(zone: string, { server: wire, owner, holder }: Place, state: SignalState): SignalPlace {
  const server = nameText(wire)
  const names = {
    ...{ server, state },
    ...(owner && { name: nameText(owner) }),
    ...(holder && { holder: nameText(holder.origin) }),
  }
  switch (state) {
    case 'shown':
    case 'awaited':
      return names
    case 'hidden':
      return { ...names, why: say('signal-hidden', { holder: names.holder!, name: names.name! }) }
    case 'unsigned':
      return { ...names, why: say('signal-unsigned', { holder: names.holder!, zone, server }) }
    case 'elsewhere':
      return { ...names, why: say('signal-elsewhere', { zone, server }) }
    case 'inside':
      return { ...names, why: say('signal-inside', { zone, server }) }
    case 'long':
      return { ...names, why: say('signal-long', { zone, server }) }
    default:
      return state satisfies never
  }
}

type Life = NonNullable<
  Extract<ZoneSigning['keys'], { readonly kind: 'good' }>['record']['keys'][number]['records']
>['ds']

/** Whether the last look saw the DS at the parent. */
function isSeen({ state, seen, from }: Life): boolean {
  if (state === 'rumoured') return seen !== undefined
  return state === 'omnipresent' || (state === 'unretentive' && seen === undefined && from === undefined)
}

function isNaming({ keys }: ZoneSigning): boolean {
  return keys.kind !== 'good' || keys.keys.some(({ use }) => use.isNamed)
}

function serversIn(zone: Zone): Uint8Array[] {
  const set = zone.rrset(APEX, Type.NS)
  return set === NONE ? [] : ownSet(zone, set, Type.NS).records.map((rdata) => rdata.slice())
}

function textOf(servers: readonly Uint8Array[]): string {
  return servers.map((name) => nameText(name).toLowerCase()).join()
}

function setsAt(zone: Zone, owner: Uint8Array) {
  const node = zone.find(new Suffixes().set(owner, 0), 0)
  if (node === NONE) return []
  return [Type.CDS, Type.CDNSKEY].flatMap((type) => {
    const set = zone.rrset(node, type)
    if (set === NONE) return []
    const { ttl, records } = ownSet(zone, set, type)
    return [{ type, ttl, records: records.map((rdata) => rdata.slice()) }]
  })
}
