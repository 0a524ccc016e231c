// The secondaries of a running server: it tells them when a face changes, notes what they have as they fetch it, and asks them on request
// what they serve.

import { networkInterfaces } from 'node:os'
import { addressFromText } from '../dns/address.ts'
import { nameKey } from '../dns/name-key.ts'
import { nameFromText, nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { isNewerSerial } from '../dns/serial.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { endpointText, type ListenAddress } from '../net/endpoint.ts'
import { thisMoment } from '../system/clocks.ts'
import { canonicalKey } from '../text/config/key-name.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import type { SecondarySetting } from '../text/config/secondaries.ts'
import { askSoa } from '../transfer/ask-soa.ts'
import { type Compared, compare } from '../transfer/compare.ts'
import { Connections } from '../transfer/connection.ts'
import { Refusals } from '../transfer/fetch.ts'
import { Ledger, UNKNOWN } from '../transfer/ledger.ts'
import { Looks } from '../transfer/looks.ts'
import { Notifier, type Target, type Telling } from '../transfer/notifier.ts'
import type { Peer } from '../transfer/peer.ts'
import { english, say } from '../transfer/says.ts'
import { peersOf, secondariesOf } from '../transfer/secondaries.ts'
import { covers } from '../views/matching.ts'
import type { Generation } from '../views/view.ts'
import type { Version } from '../zone/listed-diff.ts'
import type { Zone } from '../zone/zone.ts'
import { consumersOf } from './catalog-consumers.ts'
import type { Fetched } from './desk/transfers.ts'
import type { Part } from './part.ts'
import type { BeforeSockets } from './part-table.ts'
import type { Produced } from './produced-catalogs.ts'
import { SerialAbove } from './serial-above.ts'

/** One face at one secondary. */
export type Copy = {
  readonly zone: string
  readonly view: string
  readonly peer: string
  readonly serial: number
  /** Serial that the secondary was seen to have; undefined: none yet. */
  readonly there: number | undefined
  readonly seen: Date | undefined
  readonly told: number | undefined
  /** The key that this server signs with for it. */
  readonly key: string | undefined
  /** Since when it has lacked what is served here. */
  readonly behindSince: Date | undefined
  readonly reason: Said | undefined
}

/** What one address of a secondary was found to serve. */
export type Checked = {
  readonly zone: string
  readonly view: string
  readonly peer: string
  readonly address: string
  readonly state: Compared['kind']
  readonly serial: number | undefined
  readonly reason: Said | undefined
}

export class Downstream implements Part {
  readonly #base: BeforeSockets
  readonly #ledger = new Ledger()
  readonly #notifier: Notifier
  readonly #refusals = new Refusals(Date.now)
  readonly #connections = new Connections()
  readonly #looks: Looks
  readonly #above: SerialAbove
  /** By face: the serial that secondaries were told last. */
  readonly #serials = new Map<string, number>()
  /** By face: when they were told, by the steady clock. */
  readonly #toldAt = new Map<string, number>()
  /** By face: the timer of one that is told when its second is over. */
  readonly #held = new Map<string, NodeJS.Timeout>()
  /** The secondaries that are told. */
  #toldTo: readonly SecondarySetting[] = []
  /** The addresses at which this server listens. */
  #bound: readonly ListenAddress[] = []

  constructor(base: BeforeSockets) {
    this.#base = base
    this.#notifier = new Notifier({
      targetsOf: (view, origin) => this.#targets(view, origin).filter(({ setting }) => setting.notify),
      zoneOf: (view, origin) => this.#zone(view, origin),
      onTold: (telling) => this.#told(telling),
    })
    this.#above = new SerialAbove(base)
    this.#looks = new Looks({
      askSoa: (apex, peer) => askSoa(apex, peer, this.#connections, this.#refusals),
      isWanted: ({ view, origin, peer }) => this.#ledger.of(peer.name, view, nameText(origin))?.there === undefined,
      onSeen: ({ view, origin, peer }, serial) => {
        const zone = this.#zone(view, origin)
        if (zone !== undefined) this.#has(peer.name, view, nameText(origin), serial, zone)
      },
    })
  }

  /** Sockets answer from now on: tells every secondary what is served (RFC 1996 §4.1). */
  start(bound: readonly ListenAddress[]): void {
    this.#bound = bound
    this.#switched(undefined)
  }

  /** Tells the secondaries of each face of which another zone is served. */
  switched(before: Generation): void {
    this.#switched(before)
  }

  #switched(before: Generation | undefined): void {
    this.#ledger.keepOnly(this.#pairs())
    if (differ(this.#toldTo, this.#settings.secondaries)) before = undefined
    this.#toldTo = this.#settings.secondaries
    const known = new Map((before?.views ?? []).map(({ name, zones }) => [name, new Set(zones.members.map(zoneOf))]))
    // Catalogs first: a secondary refuses word of a zone that no catalog has listed to it yet.
    for (const { setting, zone } of this.#catalogs()) this.#tellNewer(setting.viewName, zone, before === undefined)
    for (const { view, zone } of this.#served()) if (!known.get(view)?.has(zone)) this.#tell(view, zone)
  }

  /** Tells secondaries of a new version, but not of the same in a new image. Of a face that changes all the time they hear once a second. */
  edited(view: string, origin: Uint8Array): void {
    const zone = this.#zone(view, origin)
    if (zone === undefined) return
    const key = faceKey(view, zone)
    if (this.#held.has(key)) return
    const wait = (this.#toldAt.get(key) ?? Number.NEGATIVE_INFINITY) + SPACING - thisMoment().steady
    if (wait <= 0) {
      this.#tellNewer(view, zone)
      return
    }
    const timer = setTimeout(() => {
      this.#held.delete(key)
      this.edited(view, origin)
    }, wait).unref()
    this.#held.set(key, timer)
  }

  #tellNewer(view: string, zone: Zone, isNew = false): void {
    if (isNew || this.#serials.get(faceKey(view, zone)) !== zone.serial) this.#tell(view, zone)
  }

  fetched({ view, zone, client, key, serial }: Fetched): void {
    const setting = this.#settings.secondaries.find((one) => this.#isBy(one, view, client, key))
    if (setting !== undefined) this.#has(setting.name, view, zone, serial, this.#zone(view, nameFromText(zone)))
  }

  /** Gives each face at each of its secondaries. */
  *copies(): Generator<Copy> {
    for (const { view, zone } of this.#faces()) {
      const text = nameText(zone.apex)
      for (const setting of this.#secondariesOf(view, zone.apex)) {
        const { name } = setting
        const { there, seen, behindSince, told, reason } = this.#ledger.of(name, view, text) ?? UNKNOWN
        yield {
          ...{ zone: text, view, peer: name, serial: zone.serial, there, told },
          key: this.#keyOf(setting, view),
          seen: dateOf(seen),
          behindSince: there === zone.serial ? undefined : dateOf(behindSince),
          reason: keyless(reason, this.#textOf(setting, view), this.#keyOf(setting, view)),
        }
      }
    }
  }

  /** Tells the secondaries of these faces once more; gives how many addresses are told. */
  notify(isMeant: (zone: string, view: string) => boolean): number {
    const meant = this.#faces().filter(({ view, zone }) => isMeant(nameText(zone.apex), view))
    for (const { view, zone } of meant) this.#notifier.changed(view, zone.apex)
    return meant.reduce((sum, { view, zone }) => sum + this.#targets(view, zone.apex).length, 0)
  }

  /** Asks every secondary for every face, one after the other; not for catalogs, which no secondary shows to anybody. */
  async *check(isMeant: (zone: string, view: string) => boolean): AsyncGenerator<Checked> {
    const connections = new Connections()
    try {
      for (const { view, zone } of this.#served()) {
        const text = nameText(zone.apex)
        if (!isMeant(text, view)) continue
        for (const target of this.#targets(view, zone.apex)) {
          const { missing, peer } = target
          const found: Compared =
            missing === undefined
              ? await compare(this.#version(view, zone), peer, connections, this.#refusals)
              : { kind: 'failed', reason: missing }
          if (found.kind === 'failed') this.#ledger.failed(peer.name, view, text, found.reason)
          else this.#has(peer.name, view, text, found.serial, zone)
          if (found.kind === 'other-face') this.#ledger.failed(peer.name, view, text, found.reason)
          yield checkedOf(text, view, peer, found)
        }
      }
    } finally {
      connections.close()
    }
  }

  /** The newest version of the zone, and the living entries where it is a list. */
  #version(view: string, before: Zone): Version {
    const zone = this.#zone(view, before.apex) ?? before
    const leases = this.#base.early.leases?.leases
    const list = leases?.settingOf(zone.apex)
    return { zone, live: list && leases?.entriesOf(list)?.forSecondaries?.content(zone) }
  }

  #tell(view: string, zone: Zone): void {
    this.#serials.set(faceKey(view, zone), zone.serial)
    this.#toldAt.set(faceKey(view, zone), thisMoment().steady)
    for (const { name } of this.#secondariesOf(view, zone.apex))
      this.#ledger.changed(name, view, nameText(zone.apex), zone.serial)
    this.#notifier.changed(view, zone.apex)
  }

  /** The key's name as the configuration writes it. */
  #textOf({ keys }: SecondarySetting, view: string): string | undefined {
    return keys === 'none' ? undefined : keys.get(this.#settings.views.findIndex(({ name }) => name === view))
  }

  #keyOf(setting: SecondarySetting, view: string): string | undefined {
    const text = this.#textOf(setting, view)
    const key = text === undefined ? undefined : this.#base.keys.signingKey(text)
    return key && nameText(key.name).replace(/\.$/, '')
  }

  /** Notes the serial that a secondary has. `served`: the zone that it ought to have. */
  #has(peer: string, view: string, zone: string, serial: number, served: Zone | undefined): void {
    if (served !== undefined && isNewerSerial(serial, served.serial))
      void this.#above.raise({ view, origin: served.apex }, serial, peer)
    const isBehind = served !== undefined && served.serial !== serial
    const since = isBehind ? (this.#base.generations.servedSince.get(served)?.getTime() ?? Date.now()) : undefined
    this.#ledger.fetched(peer, view, zone, serial, since)
  }

  stop(): void {
    for (const timer of this.#held.values()) clearTimeout(timer)
    this.#notifier.stop()
    this.#looks.stop()
    this.#connections.close()
  }

  get #settings() {
    return this.#base.generations.latest
  }

  #catalogs(): readonly Produced[] {
    return this.#settings.secondaries.length === 0 ? [] : (this.#base.early.catalogs?.produced.all ?? [])
  }

  #secondariesOf(view: string, origin: Uint8Array): readonly SecondarySetting[] {
    const catalog = this.#base.early.catalogs?.produced.of(view, origin)
    const settings = this.#settings
    return catalog ? consumersOf(catalog.setting, settings) : secondariesOf(settings, view, origin)
  }

  /** Catalogs come first. */
  #faces(): readonly { readonly view: string; readonly zone: Zone }[] {
    return [...this.#catalogs().map(({ setting, zone }) => ({ view: setting.viewName, zone })), ...this.#served()]
  }

  #served(): readonly { readonly view: string; readonly zone: Zone }[] {
    if (this.#settings.secondaries.length === 0) return NO_FACES
    const { views } = this.#base.generations.current.generation
    return views.flatMap(({ name: view, zones }) =>
      zones.members.flatMap(({ zone, withheld }) => (zone === undefined || withheld ? [] : [{ view, zone }])),
    )
  }

  *#pairs(): Generator<readonly [peer: string, view: string, zone: string]> {
    for (const { view, zone } of this.#faces())
      for (const { name } of this.#secondariesOf(view, zone.apex)) yield [name, view, nameText(zone.apex)]
  }

  #zone(view: string, origin: Uint8Array): Zone | undefined {
    const catalog = this.#base.early.catalogs?.produced.of(view, origin)
    if (catalog !== undefined) return catalog.zone
    const zones = this.#base.generations.current.generation.views.find(({ name }) => name === view)?.zones
    const name = new Suffixes().set(origin, 0)
    const member = zones?.enclosing(name) ?? -1
    if (zones === undefined || member < 0 || zones.apexAt(member, name) !== 0) return undefined
    const { zone, withheld } = zones.member(member)!
    return withheld ? undefined : zone
  }

  #targets(view: string, origin: Uint8Array): readonly (Target & { readonly setting: SecondarySetting })[] {
    const settings = this.#settings
    const isFirst = this.#base.early.catalogs?.produced.of(view, origin) !== undefined
    return this.#secondariesOf(view, origin).flatMap((setting) =>
      peersOf(settings, setting, view, this.#base.keys.signingKey)
        .filter(({ peer }) => !this.#isOurs(peer.at))
        .map((one) => ({ ...one, view, origin, setting, isFirst })),
    )
  }

  /** Whether the address is ours: a server that tells itself asks itself for ever. */
  #isOurs({ address, port }: PeerAddress): boolean {
    return this.#bound.some((own) => {
      if (own.port !== port) return false
      return own.address === address || (WILDCARDS.has(own.address) && isLocal(address))
    })
  }

  #isBy({ views, keys, from }: SecondarySetting, view: string, client: string, key: string | undefined): boolean {
    const index = views.find((one) => this.#settings.views[one]?.name === view)
    if (index === undefined) return false
    const its = keys === 'none' ? undefined : keys.get(index)
    if (its !== undefined) return key !== undefined && canonicalKey(its) === canonicalKey(key)
    const octets = addressFromText(client)
    return octets !== undefined && from.some((prefix) => covers(prefix, octets))
  }

  #told({ target, serial, reason, last }: Telling): void {
    const { peer, view, origin } = target
    const zone = nameText(origin)
    const about = { zone, view, secondary: peer.name, address: peer.at.address, serial }
    if (reason === undefined) {
      this.#ledger.told(peer.name, view, zone, serial)
      this.#base.log.debug(about, 'a secondary took our NOTIFY')
      // A secondary shows a catalog to nobody, not even to us.
      if (this.#ledger.of(peer.name, view, zone)?.there === undefined && !target.isFirst) this.#looks.add(target)
      return
    }
    this.#ledger.failed(peer.name, view, zone, reason)
    if (last)
      this.#base.log.warn(
        { ...about, reason: english.text(reason) },
        'a secondary did not take our NOTIFY: it finds the change only when it asks by itself, after REFRESH of the SOA',
      )
  }
}

/** Why a secondary was not told. A missing key comes before what was tried last: without it nothing can go right. */
function keyless(reason: Said | undefined, wanted: string | undefined, key: string | undefined): Said | undefined {
  return wanted !== undefined && key === undefined ? say('peer-key-unusable', { key: wanted }) : reason
}

function checkedOf(zone: string, view: string, { name, at }: Peer, found: Compared): Checked {
  const serial = 'serial' in found ? found.serial : undefined
  const reason = 'reason' in found ? found.reason : undefined
  return { zone, view, peer: name, address: endpointText(at), state: found.kind, serial, reason }
}

const NO_FACES: readonly { readonly view: string; readonly zone: Zone }[] = []
/** Milliseconds between two messages about one face. */
const SPACING = 1000
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

function dateOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time)
}

function faceKey(view: string, { apex }: Zone): string {
  return `${view} ${nameKey(apex)}`
}

function differ(before: readonly SecondarySetting[], after: readonly SecondarySetting[]): boolean {
  return before !== after && textOf(before) !== textOf(after)
}

/** The settings as text, without their places in the configuration. */
function textOf(secondaries: readonly SecondarySetting[]): string {
  return JSON.stringify(secondaries, (key, part: unknown) =>
    key === 'place' ? undefined : part instanceof Map ? [...part] : part,
  )
}

function zoneOf({ zone }: { readonly zone?: Zone | undefined }): Zone | undefined {
  return zone
}

function isLocal(address: string): boolean {
  if (address.startsWith('127.')) return true
  return Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address))
}
