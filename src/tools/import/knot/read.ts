// Turns knot.conf into named's words: zones with their templates, remotes, keys and access lists, addresses, and rate limits.

import { join } from 'node:path'
import { prefixesOfRange } from '../address-ranges.ts'
import { Faults, type Spot } from '../faults.ts'
import type { Lost } from '../named-config.ts'
import { type ForeignFetcher, fetchersBlock, readEndpoint, serverElement } from '../peer-words.ts'
import { elements, type Foreign, say } from '../spoken.ts'
import type { Statement } from '../statements.ts'
import { keyStatement } from '../tsig-words.ts'
import { fileOfZone } from './file-name.ts'
import { type Item, placeOf, readKnotItems, type Value, valueIn, valuesIn } from './knot-lines.ts'
import {
  BY_CHANNEL,
  CARRIED_SERVER,
  ITEM_READ,
  QUIET_SECTIONS,
  QUIET_SERVER,
  QUIET_ZONE,
  ZONE_READ,
} from './options.ts'

export function readKnot(path: string, root = '/'): Foreign {
  const faults = new Faults()
  const items = readKnotItems(path, faults, root)
  const reader = new KnotReader(path, items, faults)
  const statements = reader.statements()
  faults.end()
  return { spoken: { statements: () => statements, includesBeside: true }, lost: reader.lost, made: [], words: WORDS }
}

const WORDS = {
  'allow-transfer': 'acl',
  'also-notify': 'notify',
  primaries: 'master',
  named: 'Knot',
  'listen-on': 'listen',
  'dnssec-policy': 'dnssec-signing',
}

/** The default folder of zone files (knot.conf(5)). */
const STORAGE = '/var/lib/knot'

class KnotReader {
  readonly lost: Lost[] = []
  readonly #items: readonly Item[]
  readonly #faults: Faults
  readonly #start: Spot

  constructor(path: string, items: readonly Item[], faults: Faults) {
    this.#items = items
    this.#faults = faults
    this.#start = { file: path, line: 1, column: 1 }
  }

  statements(): Statement[] {
    for (const { section, at } of this.#items)
      if (!READ.has(section) && !QUIET_SECTIONS.has(section)) this.#lose(at, `section "${section}"`)
    for (const item of this.#items) this.#tellRest(item)
    return [
      this.#options(),
      ...this.#all('key').map((item) =>
        keyStatement(
          item.at,
          ['id', 'algorithm', 'secret'].map((key) => valueIn(item, key)),
          this.#faults,
        ),
      ),
      ...this.#all('zone').flatMap((item) => this.#zone(item)),
    ]
  }

  #all(section: string): Item[] {
    return this.#items.filter((one) => one.section === section)
  }

  #named(section: string, id: string): Item | undefined {
    return this.#all(section).find((one) => valueIn(one, 'id') === id)
  }

  #options(): Statement {
    const servers = this.#all('server')
    const values = servers.flatMap((one) => one.values)
    const at = servers[0]?.at ?? this.#start
    const carried = values.flatMap((one) => this.#serverOption(one))
    const listed = values.filter(({ key }) => key === 'listen').flatMap((one) => this.#listen(one))
    const ofFamily = (key: string, six: boolean) => {
      const own = listed.filter(({ address }) => address.includes(':') === six)
      if (own.length === 0) return [say(at, [key], elements(at, ['none']))]
      return own.map((one) =>
        say(one.at, [key, ...(one.port === undefined ? [] : ['port', one.port])], elements(one.at, [one.address])),
      )
    }
    return say(
      at,
      ['options'],
      [
        say(at, ['recursion', 'no']),
        say(at, ['notify', 'explicit']),
        say(at, ['allow-transfer'], elements(at, ['none'])),
        ...ofFamily('listen-on', false),
        ...ofFamily('listen-on-v6', true),
        ...carried,
        ...this.#rateLimit(),
      ],
    )
  }

  #serverOption(one: Value): Statement[] {
    const carry = CARRIED_SERVER[one.key]
    if (carry !== undefined) return carry(one, this.#faults)
    if (!QUIET_SERVER.has(one.key)) this.#lose(one.at, `"${one.key}: ${one.values.join(', ')}" of "server:"`)
    return []
  }

  #listen({ values, at }: Value) {
    return values.flatMap((text) => {
      const endpoint = readEndpoint(text)
      if (endpoint !== undefined) return [{ ...endpoint, at }]
      if (text.startsWith('/'))
        this.#lose(at, `"${text}" under "listen": sockets of the file system are not carried over`)
      else this.#faults.add(at, `"${text}" is no address`)
      return []
    })
  }

  /** The rate limit of all zones: their modules stand in the default template. */
  #rateLimit(): Statement[] {
    const template = this.#named('template', 'default')
    return valuesIn(template, 'global-module').flatMap((reference) => {
      const [name = '', id = ''] = reference.split('/')
      const item = name === 'mod-rrl' ? this.#named('mod-rrl', id) : undefined
      const rate = valueIn(item, 'rate-limit')
      if (name === 'mod-queryacl') return []
      if (item === undefined || rate === undefined) {
        this.#lose(placeOf(template!, 'global-module'), `module "${reference}"`)
        return []
      }
      const slip = valueIn(item, 'slip')
      const exempt = valuesIn(item, 'whitelist')
      return [
        say(
          item.at,
          ['rate-limit'],
          [
            say(item.at, ['responses-per-second', rate]),
            ...(slip === undefined ? [] : [say(item.at, ['slip', slip])]),
            ...(exempt.length === 0
              ? []
              : [
                  say(
                    item.at,
                    ['exempt-clients'],
                    elements(
                      item.at,
                      exempt.flatMap((text) => prefixesOfRange(text) ?? [text]),
                    ),
                  ),
                ]),
          ],
        ),
      ]
    })
  }

  #zone(item: Item): Statement[] {
    const name = valueIn(item, 'domain')
    if (name === undefined) {
      this.#faults.add(item.at, 'this zone has no domain')
      return []
    }
    const wanted = valueIn(item, 'template') ?? 'default'
    const template = this.#named('template', wanted)
    if (template === undefined && wanted !== 'default')
      this.#faults.add(placeOf(item, 'template'), `there is no template "${wanted}"`)
    const own = new Set(item.values.map(({ key }) => key))
    const values = [...(template?.values.filter(({ key }) => key !== 'id' && !own.has(key)) ?? []), ...item.values]
    const whole: Item = { ...item, values }
    for (const one of values)
      if (!ZONE_READ.has(one.key) && !QUIET_ZONE.has(one.key))
        this.#lose(one.at, `"${one.key}: ${one.values.join(', ')}" of the zone "${name}"`)
    return [say(item.at, ['zone', name], this.#body(whole, name))]
  }

  #body(zone: Item, name: string): Statement[] {
    const { at } = zone
    const masters = this.#remotes(zone, 'master')
    const told = this.#remotes(zone, 'notify')
    const file = valueIn(zone, 'file') ?? '%s.zone'
    const storage = valueIn(zone, 'storage') ?? STORAGE
    const path = fileOfZone(file, name)
    if (path === undefined)
      this.#faults.add(placeOf(zone, 'file'), `cannot read the pattern "${file}" of the zone "${name}"`)
    const automatic = this.#all('server').some((one) => isOn(valueIn(one, 'automatic-acl')))
    const mayFetch = [...this.#acl(zone, 'transfer'), ...(automatic ? letIn(told) : [])]
    const mayNotify = [...this.#acl(zone, 'notify'), ...(automatic ? letIn(masters) : [])]
    const signed = isOn(valueIn(zone, 'dnssec-signing'))
    return [
      say(at, ['type', masters.length > 0 ? 'secondary' : 'primary']),
      say(at, ['file', path?.startsWith('/') ? path : join(storage, path ?? '')]),
      ...(masters.length === 0
        ? []
        : [
            say(
              placeOf(zone, 'master'),
              ['primaries'],
              masters.map((one) => one.element),
            ),
          ]),
      ...(told.length === 0
        ? []
        : [
            say(
              placeOf(zone, 'notify'),
              ['also-notify'],
              told.map((one) => one.element),
            ),
          ]),
      ...(mayFetch.length === 0 ? [] : [say(placeOf(zone, 'acl'), ['allow-transfer'], fetchersBlock(at, mayFetch))]),
      ...(mayNotify.length === 0 ? [] : [say(placeOf(zone, 'acl'), ['allow-notify'], fetchersBlock(at, mayNotify))]),
      ...(signed
        ? [say(placeOf(zone, 'dnssec-signing'), ['dnssec-policy', valueIn(zone, 'dnssec-policy') ?? 'default'])]
        : []),
      ...sources(masters, 'transfer-source'),
      ...sources(told, 'notify-source'),
      ...this.#modules(zone, name),
    ]
  }

  #remotes(zone: Item, key: 'master' | 'notify'): Other[] {
    const at = placeOf(zone, key)
    return valuesIn(zone, key).flatMap((id) => this.#remotesOf(id, at))
  }

  /** The remote of the identifier, or all of a group. */
  #remotesOf(id: string, at: Spot): Other[] {
    const group = this.#named('remotes', id)
    const ids = group === undefined ? [id] : valuesIn(group, 'remote')
    return ids.flatMap((one) => this.#remote(one, at))
  }

  #remote(id: string, at: Spot): Other[] {
    const item = this.#named('remote', id)
    if (item === undefined) {
      this.#faults.add(at, `there is no remote "${id}"`)
      return []
    }
    const key = valueIn(item, 'key')
    if (isOn(valueIn(item, 'quic')) || isOn(valueIn(item, 'tls')))
      this.#lose(item.at, `remote "${id}" by QUIC or TLS: write it with "tls" by hand`)
    return valuesIn(item, 'address').flatMap((text): Other[] => {
      const endpoint = readEndpoint(text)
      if (endpoint === undefined) {
        this.#faults.add(placeOf(item, 'address'), `"${text}" is no address`)
        return []
      }
      const element = serverElement(item.at, endpoint, { key })
      const via = valuesIn(item, 'via')
      const fetcher = { prefix: endpoint.address, key, blocked: false }
      return [{ element, via, at: item.at, fetcher, isLetIn: isOn(valueIn(item, 'automatic-acl') ?? 'on') }]
    })
  }

  /** The fetchers of a zone's access lists. The first that matches decides; one without actions that denies does so for every action. */
  #acl(zone: Item, action: 'transfer' | 'notify'): ForeignFetcher[] {
    return valuesIn(zone, 'acl').flatMap((id): ForeignFetcher[] => {
      const item = this.#named('acl', id)
      if (item === undefined) {
        this.#faults.add(placeOf(zone, 'acl'), `there is no acl "${id}"`)
        return []
      }
      const actions = valuesIn(item, 'action')
      if (actions.some((one) => !['transfer', 'notify'].includes(one)))
        this.#lose(
          item.at,
          `acl "${id}": who may ${actions.filter((one) => !['transfer', 'notify'].includes(one)).join(', ')}; write it under "updates"`,
        )
      const blocked = isOn(valueIn(item, 'deny'))
      if (!actions.includes(action) && !(blocked && actions.length === 0)) return []
      // Without what Knot demands, these clients would get more than from Knot.
      const asked = blocked ? undefined : item.values.find(({ key }) => BY_CHANNEL.has(key))
      if (asked === undefined) return this.#whom(item, blocked)
      this.#lose(asked.at, `acl "${id}": those whom "${asked.key}" admits alone are left out`)
      return []
    })
  }

  #whom(item: Item, blocked: boolean): ForeignFetcher[] {
    const remotes = valuesIn(item, 'remote').flatMap((id) => this.#remotesOf(id, placeOf(item, 'remote')))
    if (remotes.length > 0) return remotes.map(({ fetcher }) => ({ ...fetcher, blocked }))
    const keys = valuesIn(item, 'key')
    const plain = valuesIn(item, 'address').length > 0 ? this.#addresses(item) : ['0.0.0.0/0', '::/0']
    if (blocked && keys.length > 0) {
      this.#lose(item.at, 'an acl that keeps out a key: it keeps out its addresses here')
      return plain.map((prefix) => ({ prefix, key: undefined, blocked }))
    }
    return plain.flatMap((prefix) => (keys.length === 0 ? [undefined] : keys).map((key) => ({ prefix, key, blocked })))
  }

  /** The addresses of an access list, as prefixes. */
  #addresses(item: Item): string[] {
    return valuesIn(item, 'address').flatMap((text) => {
      const prefixes = prefixesOfRange(text)
      if (prefixes === undefined)
        this.#faults.add(placeOf(item, 'address'), `"${text}" is no address, no prefix and no range: write prefixes`)
      return prefixes ?? []
    })
  }

  #modules(zone: Item, name: string): Statement[] {
    const all = this.#named('template', 'default')
    const everywhere = valuesIn(all, 'global-module').filter((reference) => reference.startsWith('mod-queryacl'))
    const askers = [...valuesIn(zone, 'module'), ...everywhere].flatMap((reference) => {
      const [module = '', id = ''] = reference.split('/')
      const where = placeOf(
        everywhere.includes(reference) ? all! : zone,
        everywhere.includes(reference) ? 'global-module' : 'module',
      )
      if (module === 'mod-queryacl') return [this.#askers(this.#named(module, id), reference, name, where)]
      this.#lose(where, `module "${reference}" of the zone "${name}"`)
      return []
    })
    // A client must be in each of the lists.
    return askers.length === 0 ? [] : [say(askers[0]!.at, ['allow-query'], everyOf(askers))]
  }

  /** The clients of the module; nobody where it demands more than addresses of clients. */
  #askers(item: Item | undefined, reference: string, name: string, where: Spot): Askers {
    const tells = item !== undefined && valuesIn(item, 'interface').length === 0
    const prefixes = tells ? this.#addresses(item) : []
    if (prefixes.length === 0)
      this.#lose(where, `zone "${name}" is left out: who may ask it is in "${reference}"; give it to a view of theirs`)
    return { at: item?.at ?? where, prefixes: prefixes.length === 0 ? ['none'] : prefixes }
  }

  /** Reports the keys of an item that the import does not read. */
  #tellRest({ section, values, at }: Item): void {
    const read = ITEM_READ[section]
    if (read === undefined) return
    const [id = ''] = values[0]?.values ?? []
    for (const one of values)
      if (!read.has(one.key)) this.#lose(one.at ?? at, `"${one.key}: ${one.values.join(', ')}" of "${section}: ${id}"`)
  }

  #lose({ file, line }: Spot, why: string): void {
    if (!this.lost.some((one) => one.line === line && one.file === file && one.why === why))
      this.lost.push({ file, line, why })
  }
}

type Other = {
  readonly element: Statement
  readonly via: readonly string[]
  readonly at: Spot
  readonly fetcher: ForeignFetcher
  /** Whether automatic-acl lets it in: the server turns that on, and a remote may turn it off. */
  readonly isLetIn: boolean
}

type Askers = { readonly at: Spot; readonly prefixes: readonly string[] }

/** Elements for clients that are in all lists: first, as a list each, "not outside of the others". */
function everyOf(lists: readonly Askers[]): Statement[] {
  const [first, ...others] = lists
  const outside = others.map(({ at, prefixes }) =>
    say(at, ['!'], elements(at, [...prefixes.map((prefix) => (prefix === 'none' ? 'none' : `! ${prefix}`)), 'any'])),
  )
  return [...outside, ...elements(first!.at, first!.prefixes)]
}

function letIn(others: readonly Other[]): ForeignFetcher[] {
  return others.filter(({ isLetIn }) => isLetIn).map(({ fetcher }) => fetcher)
}

const READ: ReadonlySet<string> = new Set([
  'server',
  'key',
  'remote',
  'remotes',
  'acl',
  'template',
  'zone',
  'mod-rrl',
  'mod-queryacl',
])

function isOn(text: string | undefined): boolean {
  return text === 'on' || text === 'true'
}

/** Statements for the first source address of each family. */
function sources(others: readonly Other[], key: string): Statement[] {
  const all = others.flatMap(({ via, at }) => via.map((text) => ({ address: text.split('@')[0]!, at })))
  return [false, true].flatMap((six) => {
    const found = all.find(({ address }) => address.includes(':') === six)
    return found === undefined ? [] : [say(found.at, [six ? `${key}-v6` : key, found.address])]
  })
}
