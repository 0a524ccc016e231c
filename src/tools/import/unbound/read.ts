// Reads the local data of unbound.conf as views: its own views, and one for all other clients; with auth-zones, and who may ask.

import { addressFromText } from '../../../dns/address.ts'
import { nameText, readName } from '../../../dns/name-text.ts'
import { nameKey } from '../../../supply/faces/layer-records.ts'
import type { FaceRecord } from '../../../supply/faces/records.ts'
import { ALL_IPV4, ALL_IPV6, type Prefix } from '../../../views/prefix.ts'
import { readPrefix } from '../../../views/read-prefix.ts'
import { covers } from '../acl.ts'
import { prefixesOfRange } from '../address-ranges.ts'
import { type Attribute, type Clause, last, readClauses } from '../clause-conf.ts'
import { clientsByView, type Given, namesAbove, type SpokenView, viewStatements, type Zones } from '../faces.ts'
import { Faults, type Spot } from '../faults.ts'
import { type Declared, localZones, reverseName } from '../local-zones.ts'
import type { Lost } from '../named-config.ts'
import { readEndpoint, serverElement } from '../peer-words.ts'
import { PRIVATE_REVERSE } from '../private-reverse.ts'
import { isStarName, type Placed, type RecordLine, readRecordLines } from '../record-lines.ts'
import { elements, type Foreign, say } from '../spoken.ts'
import type { Statement } from '../statements.ts'
import {
  ACTIONS,
  ALIKE,
  AUTH_READ,
  BESIDES,
  CLAUSES,
  HIDING,
  isAboutResolving,
  SERVER_READ,
  UNLIKE,
  VIEW_READ,
} from './options.ts'

export function readUnbound(path: string, root = '/'): Foreign {
  const faults = new Faults()
  const clauses = readClauses(path, CLAUSES, faults, root)
  const reader = new UnboundReader(path, clauses, faults)
  const faces = new Map<string, readonly FaceRecord[]>()
  const statements = reader.statements(faces)
  faults.end()
  return {
    spoken: { statements: () => statements, faces, includesBeside: true },
    lost: reader.lost,
    made: reader.made,
    words: { named: 'unbound', 'listen-on': 'interface', 'match-clients': 'access-control' },
  }
}

/** The TTL of local data without one, and of unbound's own default zones (unbound.conf(5)). */
const TTL = 3600
const APEX = { soa: 'localhost. nobody.invalid. 1 3600 1200 604800 10800', ns: 'localhost.', ttl: 10800 }
const EVERYBODY = 'others'

type Local = { readonly zones: Zones; readonly any: boolean }

class UnboundReader {
  readonly lost: Lost[] = []
  readonly made: Lost[] = []
  readonly #clauses: readonly Clause[]
  readonly #faults: Faults
  readonly #server: Clause

  constructor(path: string, clauses: readonly Clause[], faults: Faults) {
    this.#clauses = clauses
    this.#faults = faults
    const servers = clauses.filter(({ kind }) => kind === 'server')
    const start = { file: path, line: 1, column: 1 }
    this.#server = { kind: 'server', at: servers[0]?.at ?? start, attributes: servers.flatMap((one) => one.attributes) }
  }

  statements(faces: Map<string, readonly FaceRecord[]>): Statement[] {
    this.#tellRest()
    const toAll = this.#local(this.#server, true)
    const own = this.#all('view').map((clause) => ({
      clause,
      name: this.#nameOf(clause),
      local: this.#local(clause, false),
    }))
    const clients = clientsByView(this.#given(own.map(({ name }) => name)))
    const elsewhere = this.#all('auth-zone').flatMap((clause) => this.#authZone(clause))
    const withFiles = (view: Omit<SpokenView, 'more'>): SpokenView => {
      const more = elsewhere.filter(({ key }) => !view.zones.has(key)).map(({ statement }) => statement)
      return { ...view, more }
    }
    const views = own.map(({ clause, name, local }) =>
      withFiles({
        // The view for all other clients has no name in unbound.conf.
        name: name.slice('view '.length),
        at: clause.at,
        clients: clients.get(name) ?? ['none'],
        zones: seenIn(local, toAll, last(clause, 'view-first')),
      }),
    )
    const rest = withFiles({
      name: EVERYBODY,
      at: this.#server.at,
      clients: clients.get(EVERYBODY) ?? ['none'],
      zones: toAll.zones,
    })
    return [this.#options(), ...this.#tls(), ...viewStatements([...views, rest], [], faces)]
  }

  #all(kind: string): Clause[] {
    return this.#clauses.filter((one) => one.kind === kind)
  }

  #nameOf(clause: Clause): string {
    const name = last(clause, 'name')?.words[0]
    if (name === undefined) this.#faults.add(clause.at, 'this view has no name')
    else if (this.#all('view').some((other) => other !== clause && last(other, 'name')?.words[0] === name))
      this.#faults.add(clause.at, `two views have the name "${name}"`)
    return `view ${name ?? ''}`
  }

  #local(clause: Clause, isServer: boolean): Local {
    const declared = new Map<string, Declaration>()
    for (const one of clause.attributes) if (one.key === 'local-zone') this.#declare(one, declared)
    const lines = clause.attributes.flatMap((one): RecordLine[] => {
      if (one.key === 'local-data') return [{ text: withTtl(one.words.join(' ')), at: one.at }]
      return one.key === 'local-data-ptr' ? this.#pointer(one) : []
    })
    const narrow = this.#narrow(clause)
    const inZone = (owner: Uint8Array) => namesAbove(owner).find((key) => declared.has(key) || narrow.has(key)) ?? ''
    const records = readRecordLines(lines, this.#faults)
      .filter((record) => this.#isPlain(record))
      .filter(({ owner }) => !narrow.has(inZone(owner)))
    for (const key of narrow) declared.delete(key)
    const redirected = records.flatMap((record) => this.#redirected(record, declared))
    const zones: Declared = new Map(
      [...declared, ...(isServer ? defaultZones(records, declared) : [])].filter(([, one]) => one.kind !== 'nodefault'),
    )
    const context = { apex: APEX, faults: this.#faults, made: this.made }
    return { zones: localZones([...records, ...redirected], zones, context), any: declared.size + records.length > 0 }
  }

  #isPlain({ owner, at }: Placed): boolean {
    const isWildcard = isStarName(owner)
    if (isWildcard)
      this.#lose(
        at,
        `"${nameText(owner)}" is left out: unbound gives it for no other name; for all names below, make a local-zone redirect`,
      )
    return !isWildcard
  }

  /** Zones that unbound shows only some clients of a view: here none of its clients gets them. */
  #narrow({ attributes }: Clause): Set<string> {
    const zones = new Set<string>()
    for (const { key, words, at } of attributes) {
      const what = words.at(-1) ?? ''
      if (key !== 'local-zone-tag' && !(key === 'local-zone-override' && HIDING.test(what))) continue
      const name = readName(words[0]!)
      if (typeof name === 'string') this.#faults.add(at, `"${words[0]}" is no name of a zone`)
      else zones.add(nameKey(name))
      this.#lose(
        at,
        `local-zone "${words[0]}" is left out, for some clients do not get it (${key}): make a view for those who do`,
      )
    }
    return zones
  }

  #declare({ words: [written = '', kind = ''], at }: Attribute, declared: Map<string, Declaration>): void {
    const name = readName(written)
    const why = UNLIKE[kind]
    if (typeof name === 'string') this.#faults.add(at, `"${written}" is no name of a zone`)
    else if (why !== undefined) this.#lose(at, `local-zone "${written}" ${kind}: ${why}`)
    else if (!ALIKE.has(kind)) this.#faults.add(at, `"${kind}" is no type of a local-zone`)
    if (typeof name === 'string' || !ALIKE.has(kind)) return
    if (BESIDES.has(kind))
      this.#lose(
        at,
        `local-zone "${written}" ${kind}: names of it that have no data here were asked of others, and do not exist now`,
      )
    declared.set(nameKey(name), { at, kind })
  }

  /** The wildcard of a redirect zone: all names below its apex have the apex's records. */
  #redirected(record: Placed, declared: ReadonlyMap<string, Declaration>): Placed[] {
    const above = namesAbove(record.owner)
    const zone = above.find((key) => declared.has(key))
    const kind = declared.get(zone ?? '')?.kind ?? ''
    if (kind !== 'redirect' && kind !== 'inform_redirect') return []
    if (zone !== above[0]) {
      this.#faults.add(
        record.at,
        `"${nameText(record.owner)}" lies below a local-zone of type redirect: unbound refuses that`,
      )
      return []
    }
    return [{ ...record, owner: Buffer.concat([Uint8Array.of(1, 0x2a), record.owner]) }]
  }

  /** `192.0.2.3 [TTL] name` */
  #pointer({ words, at }: Attribute): RecordLine[] {
    const [address = '', ...rest] = words.join(' ').split(/\s+/)
    const octets = addressFromText(address)
    const name = rest.at(-1)
    if (octets !== undefined && name !== undefined && rest.length <= 2 && (rest.length === 1 || /^\d+$/.test(rest[0]!)))
      return [{ text: `${reverseName(octets)} ${rest.length === 2 ? rest[0] : TTL} IN PTR ${name}`, at }]
    this.#faults.add(at, `cannot read "${words.join(' ')}": an address, perhaps a TTL, and a name have to stand here`)
    return []
  }

  /** By the longest prefix, who may ask and which view he gets. The default is this host alone (unbound.conf(5)). */
  #given(names: readonly string[]): Given[] {
    const access: { prefix: Prefix; may: boolean }[] = ['127.0.0.0/8', '::1'].map((text) => ({
      prefix: prefixOf(text)!,
      may: true,
    }))
    access.unshift(...[ALL_IPV4, ALL_IPV6].map((prefix) => ({ prefix, may: false })))
    const views: { prefix: Prefix; view: string }[] = []
    for (const { key, words, at } of this.#server.attributes) {
      if (key !== 'access-control' && key !== 'access-control-view') continue
      const prefix = prefixOf(words[0]!)
      const [, what = ''] = words
      if (prefix === undefined) this.#faults.add(at, `"${words[0]}" is no prefix`)
      else if (key === 'access-control') {
        if (!ACTIONS.has(what)) this.#faults.add(at, `"${what}" is no action of access-control`)
        access.push({ prefix, may: ACTIONS.get(what) === true })
      } else if (!names.includes(`view ${what}`)) this.#faults.add(at, `there is no view "${what}"`)
      else views.push({ prefix, view: `view ${what}` })
    }
    return [...access, ...views].map(({ prefix }) => {
      const may = longest(access, prefix)?.may === true
      return { prefix, view: may ? (longest(views, prefix)?.view ?? EVERYBODY) : undefined }
    })
  }

  #authZone(clause: Clause): { key: string; statement: Statement }[] {
    const written = last(clause, 'name')?.words[0]
    const name = written === undefined ? 'label-empty' : readName(written)
    if (typeof name === 'string') {
      this.#faults.add(clause.at, `this auth-zone has no name that can be read`)
      return []
    }
    for (const one of clause.attributes)
      if (!AUTH_READ.has(one.key))
        this.#lose(one.at, `"${one.key}: ${one.words.join(' ')}" of the auth-zone "${written}"`)
    if (last(clause, 'for-downstream')?.words[0] === 'no') {
      this.#lose(clause.at, `auth-zone "${written}" is for unbound's own questions alone`)
      return []
    }
    const file = last(clause, 'zonefile')
    const primaries = clause.attributes.filter(({ key }) => key === 'primary' || key === 'master')
    const servers = primaries.flatMap(({ words, at }) => {
      const [server = '', tls] = words[0]!.split('#')
      const endpoint = readEndpoint(server)
      if (endpoint === undefined)
        this.#lose(at, `primary "${words[0]}" of the auth-zone "${written}": write its address`)
      return endpoint === undefined ? [] : [serverElement(at, endpoint, { tls })]
    })
    const body = [
      say(clause.at, ['type', servers.length > 0 ? 'secondary' : 'primary']),
      ...(file === undefined ? [] : [say(file.at, ['file', file.words[0]!])]),
      ...(servers.length === 0 ? [] : [say(primaries[0]!.at, ['primaries'], servers)]),
    ]
    return [{ key: nameKey(name), statement: say(clause.at, ['zone', written!], body) }]
  }

  /** unbound.conf(5): unbound asks a primary with a name behind `#` over TLS, and checks the name. */
  #tls(): Statement[] {
    const primaries = this.#all('auth-zone').flatMap(({ attributes }) =>
      attributes.filter(({ key }) => key === 'primary' || key === 'master'),
    )
    return primaries.flatMap(({ words, at }) => {
      const [, name] = words[0]!.split('#')
      return name ? [say(at, ['tls', name], [say(at, ['remote-hostname', name])])] : []
    })
  }

  #options(): Statement {
    const { at, attributes } = this.#server
    const directory = last(this.#server, 'directory')
    const text = (key: string, named: string) => {
      const own = last(this.#server, key)
      return own === undefined ? [] : [say(own.at, [named, own.words[0]!])]
    }
    return say(
      at,
      ['options'],
      [
        ...(directory === undefined ? [] : [say(directory.at, ['directory', directory.words[0]!])]),
        say(at, ['recursion', 'no']),
        say(at, ['notify', 'no']),
        say(at, ['allow-transfer'], elements(at, ['none'])),
        ...text('port', 'port'),
        ...text('identity', 'hostname'),
        ...text('version', 'version'),
        ...this.#listen(attributes),
      ],
    )
  }

  #listen(attributes: readonly Attribute[]): Statement[] {
    const { at } = this.#server
    const written = attributes.filter(({ key }) => key === 'interface' || key === 'ip-address')
    // The default is the loopback (unbound.conf(5)).
    const own =
      written.length > 0
        ? written
        : ['127.0.0.1', '::1'].map((text): Attribute => ({ key: 'interface', words: [text], at }))
    const listed = own.flatMap((one) => {
      const endpoint = readEndpoint(one.words[0]!)
      if (endpoint === undefined) this.#lose(one.at, `interface "${one.words[0]}": write its addresses under "listen"`)
      return endpoint === undefined ? [] : [{ ...endpoint, at: one.at }]
    })
    return [false, true].flatMap((six) => {
      const key = six ? 'listen-on-v6' : 'listen-on'
      const these = listed.filter(({ address }) => address.includes(':') === six)
      if (these.length === 0) return [say(at, [key], elements(at, ['none']))]
      return these.map((one) =>
        say(one.at, [key, ...(one.port === undefined ? [] : ['port', one.port])], elements(one.at, [one.address])),
      )
    })
  }

  #tellRest(): void {
    this.#lose(
      this.#server.at,
      'recursion: unbound asked others for all that is not here, and Janus asks nobody; give clients a resolver',
    )
    for (const one of this.#server.attributes)
      if (!SERVER_READ.has(one.key) && !isAboutResolving(one.key))
        this.#lose(one.at, `"${one.key}: ${one.words.join(' ')}"`)
    for (const clause of this.#all('view'))
      for (const one of clause.attributes)
        if (!VIEW_READ.has(one.key)) this.#lose(one.at, `"${one.key}: ${one.words.join(' ')}" of a view`)
    for (const clause of this.#all('rpz')) this.#lose(clause.at, 'rpz: what it withholds from clients is answered')
  }

  #lose({ file, line }: Spot, why: string): void {
    this.lost.push({ file, line, why })
  }
}

type Declaration = { readonly at: Spot; readonly kind: string; readonly needsNothing?: boolean }

/**
 * The zones of a view. unbound.conf(5), view-first: yes also asks the zones for all where the view has none for the name; no asks its own
 * alone.
 */
function seenIn(own: Local, toAll: Local, viewFirst: Attribute | undefined): Zones {
  if (!own.any) return toAll.zones
  if (viewFirst?.words[0] !== 'yes') return own.zones
  const rest = [...toAll.zones].filter(
    ([key]) => !namesAbove(Buffer.from(key, 'latin1')).some((name) => own.zones.has(name)),
  )
  return new Map([...own.zones, ...rest])
}

/** unbound's own default zones in which local data lies: the import does not report the SOA and NS that it makes for them. */
function defaultZones(records: readonly Placed[], declared: ReadonlyMap<string, Declaration>): [string, Declaration][] {
  const keys = new Map(PRIVATE_REVERSE.map((text) => [nameKey(readName(text) as Uint8Array), text]))
  const found = new Map<string, Declaration>()
  for (const { owner, at } of records) {
    const key = namesAbove(owner).find((name) => declared.has(name) || keys.has(name))
    if (key !== undefined && !declared.has(key)) found.set(key, { at, kind: 'static', needsNothing: true })
  }
  return [...found]
}

/** The record with a TTL. A number behind the owner, or behind the class, is one. */
function withTtl(text: string): string {
  const [, owner = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(text.trim()) ?? []
  const words = rest.split(/\s+/)
  const has = [words[0], /^(in|ch|hs)$/i.test(words[0] ?? '') ? words[1] : undefined].some((word) =>
    /^\d/.test(word ?? ''),
  )
  return `${owner} ${has ? '' : `${TTL} `}${rest}`
}

function prefixOf(text: string): Prefix | undefined {
  const read = readPrefix(/[-&]/.test(text) ? '' : (prefixesOfRange(text)?.[0] ?? ''))
  return read.kind === 'prefixes' ? read.prefixes[0] : undefined
}

function longest<T extends { readonly prefix: Prefix }>(all: readonly T[], prefix: Prefix): T | undefined {
  let found: T | undefined
  for (const one of all) if (covers(one.prefix, prefix) && one.prefix.bits >= (found?.prefix.bits ?? 0)) found = one
  return found
}
