// Turns nsd.conf into named's words: zones with what their patterns add, who may fetch and who gets NOTIFY, keys, addresses, and rate
// limits.

import { networkAround, prefixesOfRange } from '../address-ranges.ts'
import { type Attribute, type Clause, last, readClauses } from '../clause-conf.ts'
import { Faults } from '../faults.ts'
import type { Lost } from '../named-config.ts'
import { type ForeignFetcher, fetchersBlock, readEndpoint, serverElement } from '../peer-words.ts'
import { elements, type Foreign, say } from '../spoken.ts'
import type { Statement } from '../statements.ts'
import { keyStatement } from '../tsig-words.ts'
import { CARRIED_SERVER, QUIET_SERVER, QUIET_ZONE, ZONE_READ } from './options.ts'

const KINDS: ReadonlySet<string> = new Set([
  'server',
  'zone',
  'pattern',
  'key',
  'remote-control',
  'tls-auth',
  'verify',
  'dnstap',
  'xdp',
])
/** nsd.conf(5): patterns may include patterns. */
const DEEPEST = 32

export function readNsd(path: string, root = '/'): Foreign {
  const faults = new Faults()
  const clauses = readClauses(path, KINDS, faults, root)
  const reader = new NsdReader(path, clauses, faults)
  const statements = reader.statements()
  faults.end()
  return { spoken: { statements: () => statements }, lost: reader.lost, made: [], words: WORDS }
}

const WORDS = {
  'allow-transfer': 'provide-xfr',
  'also-notify': 'notify',
  primaries: 'request-xfr',
  named: 'NSD',
  'listen-on': 'ip-address',
}

class NsdReader {
  readonly lost: Lost[] = []
  readonly #clauses: readonly Clause[]
  readonly #faults: Faults
  readonly #server: Clause

  constructor(path: string, clauses: readonly Clause[], faults: Faults) {
    this.#clauses = clauses
    this.#faults = faults
    const start = { file: path, line: 1, column: 1 }
    const servers = this.#all('server')
    this.#server = { kind: 'server', at: servers[0]?.at ?? start, attributes: servers.flatMap((one) => one.attributes) }
  }

  statements(): Statement[] {
    for (const clause of this.#all('verify')) this.#lose(clause.at, '"verify:"')
    return [
      this.#options(),
      ...this.#all('tls-auth').map((clause) => this.#tls(clause)),
      ...this.#all('key').map((clause) =>
        keyStatement(clause.at, valuesOf(clause, ['name', 'algorithm', 'secret']), this.#faults),
      ),
      ...this.#all('zone').flatMap((clause) => this.#zone(clause)),
    ]
  }

  /** The `tls` statement: who a primary has to be, and the certificate for it. */
  #tls(clause: Clause): Statement {
    const { at } = clause
    const [name = '', hostname, certificate, key, password] = valuesOf(clause, [
      'name',
      'auth-domain-name',
      'client-cert',
      'client-key',
      'client-key-pw',
    ])
    if (password !== undefined)
      this.#lose(at, `"client-key-pw" of "tls-auth: ${name}": write the key without a password`)
    const said = { 'remote-hostname': hostname, 'cert-file': certificate, 'key-file': key }
    const block = Object.entries(said).flatMap(([word, value]) => (value === undefined ? [] : [say(at, [word, value])]))
    return say(at, ['tls', name], block)
  }

  #all(kind: string): Clause[] {
    return this.#clauses.filter((one) => one.kind === kind)
  }

  #options(): Statement {
    const { at } = this.#server
    const quiet = ['recursion no', 'notify explicit'].map((text) => say(at, text.split(' ')))
    const directory = last(this.#server, 'zonesdir')
    const carried = this.#server.attributes.flatMap((one) => this.#option(one))
    return say(
      at,
      ['options'],
      [
        ...(directory === undefined ? [] : [say(directory.at, ['directory', directory.words[0]!])]),
        ...quiet,
        say(at, ['allow-transfer'], elements(at, ['none'])),
        ...this.#listen(),
        ...carried,
      ],
    )
  }

  #option(one: Attribute): Statement[] {
    const carry = CARRIED_SERVER[one.key]
    if (carry !== undefined) return carry(one, this.#server, this.#faults)
    if (!QUIET_SERVER.has(one.key)) this.#lose(one.at, `"${one.key}: ${one.words.join(' ')}" of "server:"`)
    return []
  }

  #listen(): Statement[] {
    const { at } = this.#server
    const port = last(this.#server, 'port')
    const own = this.#server.attributes.filter(({ key }) => key === 'ip-address' || key === 'interface')
    // nsd.conf(5): by default NSD listens on all addresses of both families; do-ip6 and do-ip4 take one away.
    const without = (family: string) => last(this.#server, `do-ip${family}`)?.words[0] === 'no'
    const lists = [['listen-on', '4'] as const, ['listen-on-v6', '6'] as const].flatMap(([key, family]) => {
      if (without(family)) return [say(at, [key], elements(at, ['none']))]
      if (own.length === 0) return []
      const these = own.flatMap((one) => this.#address(one, family, key))
      return these.length === 0 ? [say(at, [key], elements(at, ['none']))] : these
    })
    return [...(port === undefined ? [] : [say(port.at, ['port', port.words[0]!])]), ...lists]
  }

  #address({ words, at }: Attribute, family: '4' | '6', key: string): Statement[] {
    const endpoint = readEndpoint(words[0]!)
    if (endpoint === undefined) {
      if (family === '4') this.#lose(at, `interface "${words[0]}": write its addresses under "listen"`)
      return []
    }
    if (endpoint.address.includes(':') !== (family === '6')) return []
    const port = endpoint.port === undefined ? [] : ['port', endpoint.port]
    return [say(at, [key, ...port], elements(at, [endpoint.address]))]
  }

  #zone(clause: Clause): Statement[] {
    const attributes = this.#withPatterns(clause, 0)
    const whole: Clause = { ...clause, attributes }
    const name = last(whole, 'name')?.words[0]
    if (name === undefined) {
      this.#faults.add(clause.at, 'this "zone:" has no name')
      return []
    }
    for (const one of attributes)
      if (!ZONE_READ.has(one.key) && !QUIET_ZONE.has(one.key))
        this.#lose(one.at, `"${one.key}: ${one.words.join(' ')}" of the zone "${name}"`)
    return [say(clause.at, ['zone', name], this.#body(whole, name))]
  }

  #body(whole: Clause, name: string): Statement[] {
    const { at } = whole
    const all = (key: string) => whole.attributes.filter((one) => one.key === key)
    const file = last(whole, 'zonefile')
    const from = all('request-xfr')
    const primaries = from.map((one) =>
      this.#remote(one, one.words[0] === 'AXFR' || one.words[0] === 'UDP' ? one.words.slice(1) : one.words),
    )
    const notifiers = all('allow-notify').map((one) => this.#fetcher(one))
    const fetchers = all('provide-xfr').map((one) => this.#fetcher(one))
    const queriers = all('allow-query').flatMap((one) => this.#fetcher(one))
    const source = all('outgoing-interface').flatMap((one) => {
      const [address = ''] = one.words[0]!.split('@')
      const six = address.includes(':') ? '-v6' : ''
      return [`transfer-source${six}`, `notify-source${six}`].map((key) => say(one.at, [key, address]))
    })
    return [
      say(at, ['type', from.length > 0 ? 'secondary' : 'primary']),
      ...(file === undefined ? [] : [say(file.at, ['file', fileOf(file.words[0]!, name)])]),
      ...(from.length === 0 ? [] : [say(from[0]!.at, ['primaries'], primaries.flat())]),
      ...(fetchers.length === 0 ? [] : [say(at, ['allow-transfer'], fetchersBlock(at, fetchers.flat()))]),
      ...(notifiers.length === 0 ? [] : [say(at, ['allow-notify'], fetchersBlock(at, notifiers.flat()))]),
      ...(all('allow-query').length === 0 ? [] : [say(at, ['allow-query'], this.#askersBlock(at, queriers))]),
      ...(all('notify').length === 0
        ? []
        : [
            say(
              at,
              ['also-notify'],
              all('notify').flatMap((one) => this.#remote(one, one.words)),
            ),
          ]),
      ...source,
    ]
  }

  #remote({ at }: Attribute, [address, key, tls]: readonly string[]): Statement[] {
    const endpoint = readEndpoint(address ?? '')
    if (endpoint === undefined) {
      this.#faults.add(at, `"${address ?? ''}" is no address of a server`)
      return []
    }
    return [serverElement(at, endpoint, { key: key === 'NOKEY' ? undefined : key, tls })]
  }

  /** nsd.conf(5), allow-query: BLOCKED keeps clients out wherever it stands, so it comes first here. */
  #askersBlock(at: Clause['at'], askers: readonly ForeignFetcher[]): Statement[] {
    const out = askers.filter(({ blocked }) => blocked).map(({ prefix }) => `! ${prefix}`)
    const open = askers.filter(({ blocked, key }) => !blocked && key === undefined).map(({ prefix }) => prefix)
    return elements(at, [...out, ...(open.length === 0 ? ['none'] : open)])
  }

  #fetcher({ key: statement, at, words: [written, key, tls] }: Attribute): ForeignFetcher[] {
    if (key === undefined) {
      this.#faults.add(at, `the name of a key, NOKEY or BLOCKED is missing behind "${written}"`)
      return []
    }
    const [, range = '', port] = /^(.*?)(?:@(\d{1,5}))?$/s.exec(written!)!
    const whole = prefixesOfRange(range)
    const around = networkAround(range)
    const prefixes = whole ?? (around === undefined ? undefined : [around])
    if (prefixes === undefined) {
      this.#faults.add(at, `"${written}" is no address, no prefix, no range and no mask: write prefixes`)
      return []
    }
    const blocked = key === 'BLOCKED'
    const asks = [
      ...(whole === undefined ? ['by a mask with gaps'] : []),
      // The client's port; 0 is any (nsd.conf(5)).
      ...(Number(port ?? 0) > 0 ? [`from port ${port}`] : []),
      ...(tls === undefined || blocked ? [] : [`by "${tls}" of TLS`]),
      ...(statement === 'allow-query' && !blocked && key !== 'NOKEY' ? [`by the key "${key}"`] : []),
    ]
    // Without what NSD demands, these clients would get more than from NSD.
    if (asks.length > 0) {
      const effect = blocked
        ? `all of ${prefixes.join(', ')} is kept out`
        : `those ${asks.join(' and ')} alone are left out`
      this.#lose(at, `"${statement}: ${written} ${key}": ${effect}`)
      if (!blocked) return []
    }
    return prefixes.map((prefix) => ({ prefix, key: key === 'NOKEY' || blocked ? undefined : key, blocked }))
  }

  #withPatterns({ attributes, at }: Clause, depth: number): Attribute[] {
    return attributes.flatMap((one) => {
      if (one.key !== 'include-pattern') return [one]
      const pattern = this.#all('pattern').find((other) => last(other, 'name')?.words[0] === one.words[0])
      if (pattern === undefined || depth > DEEPEST) {
        this.#faults.add(one.at, pattern ? 'patterns include each other' : `there is no pattern "${one.words[0]}"`)
        return []
      }
      return this.#withPatterns({ ...pattern, at }, depth + 1).filter(({ key }) => key !== 'name')
    })
  }

  #lose({ file, line }: { file: string; line: number }, why: string): void {
    this.lost.push({ file, line, why })
  }
}

function valuesOf(clause: Clause, keys: readonly string[]): (string | undefined)[] {
  return keys.map((key) => last(clause, key)?.words[0])
}

/** nsd.conf(5), zonefile: %s is the zone's name, %1 its first character, %z its last label and so on. */
function fileOf(written: string, name: string): string {
  const labels = name.replace(/\.$/, '').split('.')
  const parts: { readonly [mark: string]: string } = {
    s: name.replace(/(.)\.$/, '$1'),
    '1': name[0] ?? '.',
    '2': name[1] ?? '.',
    '3': name[2] ?? '.',
    z: labels.at(-1) ?? '.',
    y: labels.at(-2) ?? '.',
    x: labels.at(-3) ?? '.',
  }
  return written.replaceAll(/%([s123zyx])/g, (_, mark: string) => parts[mark]!)
}
