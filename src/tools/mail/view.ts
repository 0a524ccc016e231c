// The mail of one view: its gateway, and the hosts that its MX records name.

import { isWithin, sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import type { MailSetting } from '../../text/config/one-source.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Place } from '../../text/findings/problem.ts'
import { NameFinder } from '../../zone/name-finder.ts'
import { NONE, type Node, type Zone } from '../../zone/zone.ts'
import { ZoneSet } from '../../zone/zone-set.ts'
import { type Addresses, addressesOf, mailHosts, mxAt } from './hosts.ts'
import type { Gateway, MailZone, WayHost } from './proof.ts'

type Member = {
  readonly zone: string
  readonly served: Zone | undefined
  readonly text: NonNullable<MailZone['subject']>['text'] | undefined
}

/** Where a name's MX records stand. */
type Entry = { readonly member: number; readonly zone: string; readonly node: Node }

type ViewMail = { readonly hosts: readonly WayHost[]; readonly at: Place | undefined }

const suffixes = new Suffixes()

export class MailView {
  readonly name: string
  readonly index: number
  readonly public: boolean
  readonly finder: NameFinder
  readonly gateway: Gateway | undefined
  /** In the order of the configuration. */
  readonly members: readonly Member[]
  readonly #set: ZoneSet
  #last: (Entry & { readonly mail: ViewMail }) | undefined
  readonly #own: readonly Uint8Array[]
  /** Zones whose files we could not read to the end: the rest may have what seems missing. */
  readonly #unsure: readonly Uint8Array[]

  constructor({ views, zones }: Settings, mail: MailSetting, faces: ReadonlyMap<FaceSetting, MailZone>, view: number) {
    this.index = view
    this.name = views[view]!.name
    this.public = views[view]!.public
    const members = zones.flatMap((zone) => {
      const face = zone.faces.find((face) => face.view === view)
      const file = face && faces.get(face)
      return file ? [{ zone, file }] : []
    })
    this.members = members.map(({ zone, file: { subject } }) => ({
      ...{ zone: zone.name, served: subject?.zone, text: subject?.text },
    }))
    this.#set = new ZoneSet(members.map(({ zone, file }) => ({ apex: zone.origin, zone: file.subject?.zone })))
    this.finder = new NameFinder(this.#set)
    this.#unsure = members.flatMap(({ zone, file }) => (file.subject?.complete === false ? [zone.origin] : []))
    this.#own = mail.gateways.find((one) => one.view === view)?.names ?? []
    const named = this.#own.map((name) => ({
      name: nameText(name),
      addresses: this.#sure(name, addressesOf(this.finder, name)),
    }))
    this.gateway = named.length > 0 ? { view: this.name, public: this.public, names: named } : undefined
  }

  /** The mail of a name; undefined where the view has no MX for it. */
  mailOf(owner: Uint8Array): ViewMail | undefined {
    const entry = this.entryAt(owner)
    if (entry === undefined) return undefined
    if (this.#last?.member === entry.member && this.#last.node === entry.node) return this.#last.mail
    const mail = this.#mailAt(entry)
    this.#last = { ...entry, mail }
    return mail
  }

  /** Where the name's MX records stand; undefined where it has none. */
  entryAt(owner: Uint8Array): Entry | undefined {
    const name = suffixes.set(owner, 0)
    const member = this.#set.enclosing(name)
    const { zone, served } = this.members[member] ?? {}
    const node = served?.find(name, 0) ?? -1
    return node < 0 || mxAt(served!, node) === NONE ? undefined : { member, zone: zone!, node }
  }

  /** Whether the name's MX records are in this member, and not in a zone below. */
  isAt(member: number, owner: Uint8Array): boolean {
    return this.entryAt(owner)?.member === member
  }

  /** The name as the zone spells it. */
  nameAt({ member, node }: Entry): Uint8Array {
    return this.members[member]!.served!.name(node)
  }

  #mailAt({ member, node }: Entry): ViewMail {
    const { served, text } = this.members[member]!
    const hosts = mailHosts(this.finder, served!, mxAt(served!, node))
    const told = hosts.map(({ target, line, ...host }) => {
      const at = text!.fileLine(line)
      const addresses = this.#sure(target, host.addresses)
      return { ...host, addresses, target: nameText(target), isGateway: this.#isGateway(target, addresses), ...at }
    })
    return { hosts: told, at: hosts[0] && text!.place(hosts[0].line, 'entry').place }
  }

  isUnsure(name: Uint8Array): boolean {
    return this.#unsure.some((origin) => isWithin(name, 0, origin, 0))
  }

  #sure(name: Uint8Array, addresses: Addresses): Addresses {
    return addresses.state === 'none' && this.isUnsure(name) ? { ...addresses, state: 'refused' } : addresses
  }

  /** Whether the host is a gateway: by its name, or because all its addresses are those of gateways. */
  #isGateway(target: Uint8Array, { ipv4, ipv6 }: Addresses): boolean {
    if (this.#own.some((name) => sameName(name, 0, target, 0))) return true
    const own = new Set(this.gatewayAddresses)
    const addresses = [...ipv4, ...ipv6]
    return addresses.length > 0 && addresses.every((address) => own.has(address))
  }

  get gatewayAddresses(): string[] {
    return this.gateway?.names.flatMap(({ addresses }) => [...addresses.ipv4, ...addresses.ipv6]) ?? []
  }
}
