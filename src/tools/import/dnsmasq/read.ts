// Reads dnsmasq.conf as views: one with its local names for its clients, and one with its auth-zones for the world, at the address of its
// auth-server.

import { existsSync, statSync } from 'node:fs'
import { addressFromText } from '../../../dns/address.ts'
import { nameText, readName } from '../../../dns/name-text.ts'
import { Type } from '../../../dns/types.ts'
import { nameKey } from '../../../supply/faces/layer-records.ts'
import type { FaceRecord } from '../../../supply/faces/records.ts'
import type { Prefix } from '../../../views/prefix.ts'
import { readPrefix } from '../../../views/read-prefix.ts'
import { covers } from '../acl.ts'
import { prefixesOfRange } from '../address-ranges.ts'
import { intoZones, namesAbove, type SpokenView, viewStatements, type Zones } from '../faces.ts'
import { Faults, type Spot } from '../faults.ts'
import { type Declared, localZones } from '../local-zones.ts'
import type { Lost } from '../named-config.ts'
import { PRIVATE_REVERSE } from '../private-reverse.ts'
import { isStarName, type Placed, type RecordLine, readRecordLines } from '../record-lines.ts'
import { elements, type Foreign, say } from '../spoken.ts'
import type { Statement } from '../statements.ts'
import { addressesBelow } from './addresses-below.ts'
import { below, filesIn, type Option, partsOf, readOptions } from './conf-lines.ts'
import { readHosts } from './hosts.ts'
import { dotted, type Host, hostOfOption, linesOfHost, recordsOfOption } from './option-records.ts'
import { OPTIONS_READ, QUIET } from './options.ts'

export function readDnsmasq(path: string, root = '/'): Foreign {
  const faults = new Faults()
  const reader = new DnsmasqReader(path, readOptions(path, faults, root), faults, root)
  const faces = new Map<string, readonly FaceRecord[]>()
  const statements = reader.statements(faces)
  faults.end()
  return {
    spoken: { statements: () => statements, faces },
    lost: reader.lost,
    made: reader.made,
    words: { named: 'dnsmasq', 'listen-on': 'listen-address', 'match-destinations': 'auth-server' },
  }
}

const INSIDE = 'inside'
const OUTSIDE = 'outside'
const ONLY = 'default'
/** Defaults of auth-ttl and auth-soa (dnsmasq(8)). */
const AUTH_TTL = 600
const AUTH_TIMES = '1200 180 1209600'

class DnsmasqReader {
  readonly lost: Lost[] = []
  readonly made: Lost[] = []
  readonly #options: readonly Option[]
  readonly #faults: Faults
  readonly #root: string
  readonly #start: Spot

  constructor(path: string, options: readonly Option[], faults: Faults, root: string) {
    this.#options = options
    this.#faults = faults
    this.#root = root
    this.#start = { file: path, line: 1, column: 1 }
  }

  statements(faces: Map<string, readonly FaceRecord[]>): Statement[] {
    this.#lose(
      this.#start,
      'recursion: dnsmasq asked others for all that is not here, and Janus asks nobody; give clients a resolver',
    )
    for (const { key, value, at } of this.#options)
      if (!OPTIONS_READ.has(key) && !QUIET.has(key)) this.#lose(at, value === '' ? key : `${key}=${value}`)
    this.#tellMissing()
    const all = readRecordLines(this.#lines(this.#ttl('local-ttl', 0)), this.#faults)
    for (const { owner, at } of all.filter(({ owner }) => isStarName(owner)))
      this.#lose(
        at,
        `"${nameText(owner)}" is left out: dnsmasq gives it for no other name; for all names below, write address=/NAME/ADDRESS`,
      )
    const records = all.filter((record) => !isStarName(record.owner))
    const server = this.#options.find(({ key }) => key === 'auth-server')
    const auth = server === undefined ? new Map() : this.#authZones(server, 'all')
    const isAuth = (owner: Uint8Array) => namesAbove(owner).some((key) => auth.has(key))
    const declared = [...this.#declared(records)].filter(([key]) => !isAuth(Buffer.from(key, 'latin1')))
    const addresses = this.#addresses()
    const atNames = addresses.filter(({ owner }) => !isStarName(owner))
    const under = addressesBelow(records, atNames, new Set(declared.map(([key]) => key)))
    const local = [...records, ...addresses, ...under].filter(({ owner }) => !isAuth(owner))
    const others = localZones(local, new Map(declared), {
      apex: {
        soa: 'localhost. nobody.invalid. 1 3600 1200 604800 10800',
        ns: 'localhost.',
        ttl: this.#ttl('local-ttl', 0),
      },
      faults: this.#faults,
      made: this.made,
    })
    // auth.c: dnsmasq's own clients get auth-zones as well, with addresses outside of the subnets too.
    const inside: Zones = new Map([...others, ...auth])
    const views: SpokenView[] = []
    if (server !== undefined) views.push(this.#outside(server))
    const at = this.#start
    if (inside.size > 0 || server === undefined)
      views.push({ name: server ? INSIDE : ONLY, at, clients: ['any'], zones: inside })
    return [this.#named(), ...viewStatements(views, [], faces)]
  }

  #tellMissing(): void {
    for (const { key, value, at } of [...this.#all('addn-hosts'), ...this.#all('hostsdir')])
      if (!existsSync(below(this.#root, value))) this.#lose(at, `${key}=${value}: there is no such file or folder`)
    if (this.#all('mx-target').length > 0) return
    for (const { value, at } of this.#all('mx-host'))
      if (partsOf(value).length < 2)
        this.#lose(at, `mx-host=${value}: its host is the machine that dnsmasq runs on; write it behind the name`)
  }

  #all(key: string): Option[] {
    return this.#options.filter((one) => one.key === key)
  }

  #ttl(key: string, otherwise: number): number {
    const own = this.#all(key).at(-1)
    if (own === undefined) return otherwise
    if (!/^\d{1,10}$/.test(own.value)) this.#faults.add(own.at, `"${own.value}" is no TTL in seconds`)
    return Number(own.value) || 0
  }

  /** The records of all options but `address`. */
  #lines(ttl: number): RecordLine[] {
    const defaults = { ttl, host: this.#all('mx-target').at(-1)?.value, domain: this.#domain() }
    const own = this.#options.flatMap((one) => recordsOfOption(one, defaults, this.#faults) ?? [])
    return [...own, ...this.#hosts(ttl).flatMap(linesOfHost)]
  }

  /** The domain for all addresses; one with a range behind it is for names from DHCP. */
  #domain(): string | undefined {
    return this.#all('domain').findLast(({ value }) => !/[,#]/.test(value))?.value
  }

  #hosts(ttl: number): Host[] {
    const written = this.#all('host-record').flatMap((one) => hostOfOption(one, ttl, this.#faults))
    const domain = this.#all('expand-hosts').length > 0 ? this.#domain() : undefined
    const paths = [
      ...(this.#all('no-hosts').length > 0 ? [] : ['/etc/hosts']),
      ...[...this.#all('addn-hosts'), ...this.#all('hostsdir')].map(({ value }) => value),
    ].map((path) => below(this.#root, path))
    const files = paths.flatMap((path) => {
      if (!existsSync(path)) return []
      return statSync(path).isDirectory() ? filesIn(path) : [path]
    })
    return [...written, ...files.flatMap((file) => readHosts(file, ttl, domain, this.#faults))]
  }

  /** `address=/a.example/b.example/192.0.2.1`: the address of the names and of all below them. */
  #addresses(): Placed[] {
    const ttl = this.#ttl('local-ttl', 0)
    const lines = this.#all('address').flatMap((one): RecordLine[] => {
      const { names, last } = this.#domainsOf(one)
      if (last === '')
        this.#lose(
          one.at,
          `address=${one.value}: the names do not exist; a name that does not exist needs a zone above it here`,
        )
      if (last === '') return []
      for (const name of names) if (!this.#isLocal(name)) this.#tellOfOtherTypes(one, name)
      const targets = last === '#' ? ['0.0.0.0', '::'] : [last]
      return names.flatMap((name) =>
        targets.flatMap((text) => {
          const octets = addressFromText(text)
          if (octets === undefined) this.#faults.add(one.at, `"${text}" is no address`)
          const type = octets?.length === 16 ? 'AAAA' : 'A'
          return octets === undefined
            ? []
            : [dotted(name), `*.${dotted(name)}`].map((owner) => ({
                text: `${owner} ${ttl} IN ${type} ${text}`,
                at: one.at,
              }))
        }),
      )
    })
    return readRecordLines(lines, this.#faults)
  }

  #isLocal(name: string): boolean {
    return [...this.#all('local'), ...this.#all('server')].some((one) => {
      const { names, last } = this.#domainsOf(one)
      return last === '' && names.some((domain) => isBelow(dotted(name), domain))
    })
  }

  /** dnsmasq(8), address: it forwards other types of these names, since 2.86. */
  #tellOfOtherTypes({ value, at }: Option, name: string): void {
    this.#lose(at, `address=${value}: what is no address of "${name}" was asked of others, and is not there now`)
  }

  /** Names below which everything is local, and with bogus-priv the private reverse zones that hold something. */
  #declared(records: readonly Placed[]): Declared {
    const declared = new Map<string, { at: Spot; needsNothing?: boolean }>()
    const add = (text: string, at: Spot) => {
      const name = readName(text)
      if (typeof name === 'string') this.#faults.add(at, `"${text}" is no name`)
      else declared.set(nameKey(name), { at })
    }
    for (const one of [...this.#all('local'), ...this.#all('server')]) {
      const { names, last } = this.#domainsOf(one)
      // dnsmasq(8): both options mean the same; with a server behind them, dnsmasq asks that one for all names.
      if (last === '') for (const name of names) add(dotted(name), one.at)
    }
    for (const one of this.#all('address')) {
      const { names, last } = this.#domainsOf(one)
      if (last !== '') for (const name of names) add(dotted(name), one.at)
    }
    if (this.#all('bogus-priv').length > 0)
      for (const text of PRIVATE_REVERSE) {
        const key = nameKey(readName(text) as Uint8Array)
        const inIt = records.find(({ owner }) => namesAbove(owner).includes(key))
        if (inIt !== undefined) declared.set(key, { at: inIt.at, needsNothing: true })
      }
    return declared
  }

  /** The names between slashes, and the text behind the last slash. */
  #domainsOf({ key, value, at }: Option): { names: string[]; last: string } {
    const parts = value.split('/')
    if (parts[0] !== '' || parts.length < 3) {
      if (key === 'address')
        this.#lose(at, `address=${value}: it is for every name; write the names whose address it is`)
      return { names: [], last: value }
    }
    // A dot in front means nothing.
    const names = parts.slice(1, -1).map((name) => name.replace(/^\./, ''))
    const odd = names.filter((name) => name === '' || name.includes('#') || name.includes('*'))
    for (const name of odd) this.#lose(at, `${key}=${value}: "${name}" is no name of a zone`)
    return { names: names.filter((name) => !odd.includes(name)), last: parts.at(-1)! }
  }

  /** `auth-server=ns.example.com,192.0.2.1` */
  #outside(server: Option): SpokenView {
    const [, ...where] = partsOf(server.value)
    const addresses = where.filter((one) => addressFromText(one) !== undefined)
    for (const one of where)
      if (!addresses.includes(one))
        this.#lose(
          server.at,
          `auth-server on the interface "${one}": give its address the view "${OUTSIDE}" under "listen"`,
        )
    for (const zone of this.#all('auth-zone')) this.#tellOfAuthZone(zone)
    return {
      name: OUTSIDE,
      at: server.at,
      clients: ['any'],
      destinations: addresses.length > 0 ? addresses : ['none'],
      zones: this.#authZones(server, 'subnets'),
    }
  }

  /** The auth-zones with all addresses, or only with those in the zone's subnets. */
  #authZones(server: Option, which: 'all' | 'subnets'): Zones {
    const [name = '', ...where] = partsOf(server.value)
    const addresses = where.filter((one) => addressFromText(one) !== undefined)
    return new Map(this.#all('auth-zone').flatMap((zone) => [...this.#authZone(zone, dotted(name), addresses, which)]))
  }

  #tellOfAuthZone({ value, at }: Option): void {
    const [domain = '', ...limits] = partsOf(value)
    if (limits.length === 0) return
    for (const one of limits) {
      const network = one.replace(/^exclude:/, '')
      if (prefixOf(network) === undefined)
        this.#lose(at, `"${network}" of the auth-zone: write the networks of that interface`)
    }
    // dnsmasq(8): it makes PTRs of an auth-zone for its subnets; these are zones of their own here.
    this.#lose(at, `auth-zone "${domain}": reverse zones of its subnets; derive them with {reverse: …}`)
    this.#lose(
      at,
      `auth-zone "${domain}": names that have addresses outside of its subnets alone were there without records, and do not exist now`,
    )
  }

  #authZone({ value, at }: Option, server: string, addresses: readonly string[], which: 'all' | 'subnets'): Zones {
    const [domain = '', ...limits] = partsOf(value)
    const subnets = limits.filter((one) => !one.startsWith('exclude:')).map(prefixOf)
    const excluded = limits.filter((one) => one.startsWith('exclude:')).map((one) => prefixOf(one.slice(8)))
    const ttl = this.#ttl('auth-ttl', AUTH_TTL)
    const isShown = (record: Placed) => {
      const { type, rdata } = record
      // auth.c: in an auth-zone only an alias may be a wildcard.
      if (isStarName(record.owner)) return type === Type.CNAME
      if (which === 'all' || (type !== Type.A && type !== Type.AAAA)) return true
      const address: Prefix = { family: rdata.length === 4 ? 4 : 6, octets: rdata, bits: rdata.length * 8 }
      if (excluded.some((one) => one !== undefined && covers(one, address))) return false
      return subnets.length === 0 || subnets.some((one) => one !== undefined && covers(one, address))
    }
    const apex = readName(domain)
    if (typeof apex === 'string') {
      this.#faults.add(at, `"${domain}" is no name of a zone`)
      return new Map()
    }
    const lines = [...this.#lines(ttl), ...this.#apexLines(domain, server, ttl, at)]
    const known = new Set(this.#hosts(ttl).flatMap(({ names }) => names.map((name) => dotted(name).toLowerCase())))
    const glue = known.has(server.toLowerCase()) ? [] : addresses
    if (which === 'subnets' && glue.length > 0 && isBelow(server, domain))
      this.made.push({ file: at.file, line: at.line, why: `"${server}" of the auth-server has no address` })
    const records = [
      ...readRecordLines(lines, this.#faults).filter(isShown),
      ...readRecordLines(
        glue.map((text) => addressLine(server, text, ttl, at)),
        this.#faults,
      ),
    ]
    return intoZones(records, new Set([nameKey(apex)])).zones
  }

  #apexLines(domain: string, server: string, ttl: number, at: Spot): RecordLine[] {
    const soa = this.#all('auth-soa').at(-1)
    const [serial = '1', mail, ...times] = partsOf(soa?.value ?? '')
    const own = AUTH_TIMES.split(' ').map((time, i) => times[i] || time)
    const others = this.#all('auth-sec-servers').flatMap((one) =>
      partsOf(one.value).map((name) => ({ name: dotted(name), at: one.at })),
    )
    const who = mail ? dotted(mail) : `hostmaster.${server}`
    return [
      { text: `${dotted(domain)} ${ttl} IN SOA ${server} ${who} ${serial} ${own.join(' ')} ${ttl}`, at: soa?.at ?? at },
      ...[{ name: server, at }, ...others].map((one) => ({
        text: `${dotted(domain)} ${ttl} IN NS ${one.name}`,
        at: one.at,
      })),
    ]
  }

  #named(): Statement {
    const at = this.#start
    const port = this.#all('port').at(-1)
    const written = [...this.#all('listen-address'), ...this.#all('auth-server')].flatMap((one) =>
      partsOf(one.value)
        .filter((text) => addressFromText(text) !== undefined)
        .map((text) => ({ text, at: one.at })),
    )
    const listed = this.#all('listen-address').length > 0
    const lists = [false, true].flatMap((six) => {
      const key = six ? 'listen-on-v6' : 'listen-on'
      const own = written.filter(({ text }) => text.includes(':') === six)
      if (!listed) return []
      return [say(own[0]?.at ?? at, [key], elements(at, own.length > 0 ? own.map(({ text }) => text) : ['none']))]
    })
    return say(
      at,
      ['options'],
      [
        say(at, ['recursion', 'no']),
        say(at, ['notify', 'no']),
        say(at, ['allow-transfer'], elements(at, ['none'])),
        ...(port === undefined ? [] : [say(port.at, ['port', port.value])]),
        ...lists,
      ],
    )
  }

  #lose({ file, line }: Spot, why: string): void {
    if (!this.lost.some((one) => one.line === line && one.file === file && one.why === why))
      this.lost.push({ file, line, why })
  }
}

/** The prefix of a limit; undefined: an interface, whose networks we do not know. */
function prefixOf(text: string): Prefix | undefined {
  // dnsmasq(8), auth-zone; option.c: the default length is 24, or 64 for IPv6; host bits do not count.
  const long = text.includes('/') ? text : `${text}/${text.includes(':') ? 64 : 24}`
  const read = readPrefix(prefixesOfRange(long)?.[0] ?? '')
  return read.kind === 'prefixes' ? read.prefixes[0] : undefined
}

function isBelow(name: string, domain: string): boolean {
  return `.${name}`.toLowerCase().endsWith(`.${dotted(domain)}`.toLowerCase())
}

/** The record of the auth-server's address. */
function addressLine(server: string, text: string, ttl: number, at: Spot): RecordLine {
  return { text: `${server} ${ttl} IN ${text.includes(':') ? 'AAAA' : 'A'} ${text}`, at }
}
