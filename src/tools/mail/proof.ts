// Proves the way of mail from the zones: outside, every mail domain leads to the gateway alone; inside, to the real hosts; each name
// resolves in its own view to an address that mail reaches; and no server is its own next hop.

import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import type { MailSetting } from '../../text/config/one-source.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Place, Saying, Severity } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import type { Node, Zone } from '../../zone/zone.ts'
import { type Addresses, addressesOf, isKnown, isRefused, type MailHost, mailNodes } from './hosts.ts'
import { say } from './says.ts'
import { type Coverage, spfCovers } from './spf-covers.ts'
import { MailView } from './view.ts'

export type MailProof = {
  readonly gateways: readonly Gateway[]
  /** In the order of zones and names. */
  readonly domains: readonly MailDomain[]
  /** What is wrong with the gateways themselves. */
  readonly findings: readonly MailFinding[]
}

export type Gateway = {
  readonly view: string
  readonly public: boolean
  readonly names: readonly { readonly name: string; readonly addresses: Addresses }[]
}

export type MailDomain = {
  readonly name: string
  readonly zone: string
  readonly ways: readonly Way[]
  /** Whether the policy that the world sees lets the gateways send; undefined where we do not know their addresses. */
  readonly spf: Coverage | undefined
  readonly findings: readonly MailFinding[]
}

/** Where one view sends mail. */
export type Way = {
  readonly view: string
  readonly public: boolean
  /** Whether gateways ask in this view where incoming mail goes on. */
  readonly gatewayAsks: boolean
  /** RFC 7505: the view says that the name takes no mail. */
  readonly nullMx: boolean
  /** Whether we could not read the view's zone that holds the name, and so know nothing of its mail there. */
  readonly refused: boolean
  /** None where the view has no MX for the name, or a null MX. */
  readonly hosts: readonly WayHost[]
}

export type WayHost = Omit<MailHost, 'target' | 'line'> & {
  readonly target: string
  readonly isGateway: boolean
  readonly file: string
  readonly line: number
}

export type MailFinding = {
  readonly rule: MailRule
  readonly severity: Severity
  readonly said: Saying
  readonly place: Place
}

export type MailRule = keyof typeof mailRules

const mailRules = {
  'mail-past-gateway': 'Outside, the MX of a mail domain is the gateway alone.',
  'mail-loop': 'Inside, no gateway is the next hop of itself.',
  'mail-unreachable': 'A mail host has an address in its view that mail can be sent to.',
  'mail-one-sided': 'A domain that takes mail from outside has a host inside, in the view in which the gateway asks.',
  'mail-spf': 'The policy that the world sees lets the gateways send.',
  'gateway-unreachable': 'A gateway has an address in its view.',
  'gateway-name': 'The name that configurations use leads to the gateway of the side that asks.',
} as const

/** What the proof needs of a zone, read or served. */
export type MailZone = {
  readonly subject?:
    | {
        readonly zone: Zone
        readonly complete: boolean
        readonly text: {
          readonly fileLine: (line: number) => { readonly file: string; readonly line: number }
          readonly place: (line: number, part: 'entry') => { readonly place: Place }
        }
      }
    | undefined
}

/** `domain`: only this one, wire form. */
export function proveMail(
  settings: Settings,
  mail: MailSetting,
  faces: ReadonlyMap<FaceSetting, MailZone>,
  domain?: Uint8Array,
): MailProof {
  const ways = new MailWays(settings, mail, faces)
  const places = domain === undefined ? [...ways.names()].filter((place) => place !== undefined) : ways.at(domain)
  const domains = places.map((place) => ways.prove(place))
  // For a single name, show its null MX too.
  const shown = domains.filter((one) => takesMail(one) || (domain && one.ways.some(({ nullMx }) => nullMx)))
  return { gateways: ways.gateways, domains: shown, findings: domain ? [] : ways.findings() }
}

/** Whether some view sends mail for the domain to a host. */
export function takesMail({ ways }: MailDomain): boolean {
  return ways.some(({ hosts }) => hosts.length > 0)
}

/** A name with MX records: the first view that has them, the zone there, and the node in that. */
export type MailPlace = {
  readonly owner: Uint8Array
  readonly zone: string
  readonly at: readonly [view: number, member: number, node: Node]
}

/** For a zone and the name of its apex, tells which nodes are wanted. */
export type MailFilter = (zone: Zone, apex: string) => (node: Node) => boolean

/** The mail of all views, found name by name: a page of names does not cost following all others. */
export class MailWays {
  readonly #views: readonly MailView[]
  readonly #mail: MailSetting

  constructor(settings: Settings, mail: MailSetting, faces: ReadonlyMap<FaceSetting, MailZone>) {
    this.#mail = mail
    this.#views = settings.views.map((_, view) => new MailView(settings, mail, faces, view))
  }

  get gateways(): readonly Gateway[] {
    return this.#views.flatMap(({ gateway }) => gateway ?? [])
  }

  findings(): MailFinding[] {
    return gatewayFindings(this.#mail, this.#views)
  }

  /** Each name once, from a place on; undefined now and then, where the caller may let other work run. */
  *names(from: MailPlace['at'] = [0, 0, 0], fits: MailFilter = all): Generator<MailPlace | undefined> {
    let [begin, member, node] = from
    for (; begin < this.#views.length; begin++, member = 0, node = 0) {
      const view = this.#views[begin]!
      for (; member < view.members.length; member++, node = 0) {
        const { zone: name, served } = view.members[member]!
        if (served === undefined) continue
        for (const one of mailNodes(served, node, fits(served, name))) {
          if (one === undefined) yield undefined
          else if (view.isAt(member, served.name(one)) && !this.#isBefore(begin, served.name(one)))
            yield { owner: served.name(one), zone: name, at: [begin, member, one] }
        }
        yield undefined
      }
    }
  }

  at(owner: Uint8Array): MailPlace[] {
    for (const [view, one] of this.#views.entries()) {
      const entry = one.entryAt(owner)
      if (entry !== undefined)
        return [{ owner: one.nameAt(entry), zone: entry.zone, at: [view, entry.member, entry.node] }]
    }
    return []
  }

  prove({ owner, zone }: MailPlace): MailDomain {
    return proveDomain(owner, zone, this.#views, this.#mail)
  }

  #isBefore(view: number, owner: Uint8Array): boolean {
    return this.#views.slice(0, view).some((one) => one.entryAt(owner) !== undefined)
  }
}

function all(): () => boolean {
  return () => true
}

function proveDomain(owner: Uint8Array, zone: string, views: readonly MailView[], mail: MailSetting): MailDomain {
  const name = nameText(owner)
  const inside = askedInside(views)
  const ways = views.map((view): Way => {
    const hosts = view.mailOf(owner)?.hosts
    const gatewayAsks = inside.includes(view)
    const refused = isRefused(view.finder, owner) || view.isUnsure(owner)
    return {
      view: view.name,
      public: view.public,
      gatewayAsks,
      nullMx: hosts?.length === 0,
      refused,
      hosts: hosts ?? [],
    }
  })
  const findings = ways.flatMap((way, i) => wayFindings(name, way, views[i]!, views, mail))
  const takesOutside = ways.some((way) => way.public && way.hosts.length > 0)
  const asked = ways.filter((way) => way.gatewayAsks)
  const placed = views.find((view) => view.public && view.mailOf(owner)?.at)
  const place = placed?.mailOf(owner)?.at
  if (place && takesOutside && asked.length > 0 && asked.every((way) => way.hosts.length === 0 && !way.refused)) {
    const where = asked.map((way) => way.view).join(', ')
    const lacks = say(asked.every((way) => way.nullMx) ? 'null-mx' : 'no-mx')
    findings.push({
      rule: 'mail-one-sided',
      severity: 'error',
      ...saying(say('mail-one-sided', { name, lacks, views: where }), say('give-mx')),
      place,
    })
  }
  const spf = spfOf(owner, views, findings, name)
  return { name, zone, ways, spf, findings }
}

/** Views in which gateways ask where mail goes on: the inner views with a gateway; where none has one, all inner views. */
function askedInside(views: readonly MailView[]): readonly MailView[] {
  const inside = views.filter((view) => !view.public)
  const withGateway = inside.filter(({ gateway }) => gateway)
  return withGateway.length > 0 ? withGateway : inside
}

function wayFindings(
  name: string,
  way: Way,
  view: MailView,
  views: readonly MailView[],
  { ipv6 }: MailSetting,
): MailFinding[] {
  const findings: MailFinding[] = []
  for (const { target, addresses, isGateway, file, line } of way.hosts) {
    const place: Place = { file, line, column: 1, length: 1 }
    if (way.public && view.gateway && !isGateway)
      findings.push({
        rule: 'mail-past-gateway',
        severity: 'error',
        ...saying(
          say('mail-past-gateway', { name, view: view.name, target }),
          say('write-gateway', { gateway: view.gateway.names[0]!.name }),
        ),
        place,
      })
    if (way.gatewayAsks && isLoop(target, addresses, views))
      findings.push({
        rule: 'mail-loop',
        severity: 'error',
        ...saying(say('mail-loop', { name, view: view.name, target }), say('name-mail-host')),
        place,
      })
    const reachable = addresses.ipv4.length > 0 || (ipv6 && addresses.ipv6.length > 0)
    if (!reachable && isKnown(addresses))
      findings.push({
        rule: 'mail-unreachable',
        severity: 'error',
        ...saying(
          say('mail-unreachable', { name, target, lack: lack(addresses), view: view.name }),
          say('give-address', { target }),
        ),
        place,
      })
  }
  return findings
}

function lack({ state, ipv6 }: Addresses): Said {
  if (state === 'alias') return say('alias-for-address')
  return say(ipv6.length > 0 ? 'ipv6-only' : 'no-address')
}

/** Whether the target is a gateway of any view, by name or by address. */
function isLoop(target: string, { ipv4, ipv6 }: Addresses, views: readonly MailView[]): boolean {
  const names = views.flatMap(({ gateway }) => gateway?.names.map(({ name }) => name.toLowerCase()) ?? [])
  const addresses = new Set(views.flatMap(({ gatewayAddresses }) => gatewayAddresses))
  return names.includes(target.toLowerCase()) || [...ipv4, ...ipv6].some((address) => addresses.has(address))
}

/** Checks the policy in the first public view with a gateway: mail leaves from the gateway's addresses. */
function spfOf(
  owner: Uint8Array,
  views: readonly MailView[],
  findings: MailFinding[],
  name: string,
): Coverage | undefined {
  const view = views.find(({ public: isPublic, gateway }) => isPublic && gateway)
  const place = view?.mailOf(owner)?.at
  if (view === undefined || place === undefined || view.gatewayAddresses.length === 0) return undefined
  view.finder.find(owner, 0)
  const { zone, node } = view.finder
  if (zone === undefined) return undefined
  const answers = view.gatewayAddresses.map((address) => ({
    address,
    covered: spfCovers(view.finder, zone, node, owner, address),
  }))
  const bare = answers.filter(({ covered }) => covered === 'no').map(({ address }) => address)
  if (bare.length > 0)
    findings.push({
      rule: 'mail-spf',
      severity: 'warning',
      ...saying(
        say('mail-spf', { name, view: view.name, addresses: bare.join(', ') }),
        say('add-to-policy', {
          terms: bare.map((address) => `${address.includes(':') ? 'ip6' : 'ip4'}:${address}`).join(' '),
        }),
      ),
      place,
    })
  const all = answers.map(({ covered }) => covered)
  return all.includes('none') ? 'none' : all.includes('no') ? 'no' : all.includes('unknown') ? 'unknown' : 'yes'
}

/** Checks that each gateway has an address in its view, and that a public gateway's name, asked inside, leads to the gateways there. */
function gatewayFindings(mail: MailSetting, views: readonly MailView[]): MailFinding[] {
  const findings: MailFinding[] = []
  for (const { view, names, place } of mail.gateways) {
    const own = views[view]!
    for (const name of names) {
      const addresses = addressesOf(own.finder, name)
      const reachable = addresses.ipv4.length > 0 || (mail.ipv6 && addresses.ipv6.length > 0)
      if (!reachable && isKnown(addresses))
        findings.push({
          rule: 'gateway-unreachable',
          severity: 'error',
          ...saying(
            say('gateway-unreachable', { name: nameText(name), lack: lack(addresses), view: own.name }),
            say('give-gateway-address'),
          ),
          place,
        })
      if (!own.public) continue
      for (const inside of views) {
        if (inside.public || inside.gateway === undefined) continue
        const seen = addressesOf(inside.finder, name)
        const wanted = new Set(inside.gatewayAddresses)
        const found = [...seen.ipv4, ...seen.ipv6]
        if (found.length === 0 || found.every((address) => wanted.has(address))) continue
        findings.push({
          rule: 'gateway-name',
          severity: 'warning',
          ...saying(
            say('gateway-name', { name: nameText(name), addresses: found.join(', '), view: inside.name }),
            say('give-gateway-addresses', { gateways: inside.gateway.names.map((one) => one.name).join(', ') }),
          ),
          place,
        })
      }
    }
  }
  return findings
}
