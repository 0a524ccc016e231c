// Turns pdns.conf with the BIND backend into named's words: the zones of its bind-config, and PowerDNS's own settings on who may fetch and
// who gets NOTIFY.

import { existsSync, globSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { prefixesOfRange } from '../address-ranges.ts'
import { statementsAt } from '../conf-files.ts'
import { Faults, type Spot } from '../faults.ts'
import type { Lost } from '../named-config.ts'
import { readEndpoint } from '../peer-words.ts'
import { elements, type Foreign, say } from '../spoken.ts'
import { keyword, type Statement, wordAt } from '../statements.ts'
import { linesOf } from '../text-file.ts'
import { QUIET, ZONE_READ } from './options.ts'

type Setting = { readonly key: string; readonly value: string; readonly at: Spot }

export function readPdns(path: string, root = '/'): Foreign {
  const faults = new Faults()
  const settings = readSettings(path, faults)
  const reader = new PdnsReader(path, settings, faults, root)
  const statements = reader.statements()
  faults.end()
  return { spoken: { statements: () => statements, includesBeside: true }, lost: reader.lost, made: [], words: WORDS }
}

const WORDS = { 'allow-transfer': 'allow-axfr-ips', named: 'PowerDNS', 'listen-on': 'local-address' }

/** `key=value`; `key+=value` adds one. A backslash at the end of a line joins the next to it. */
function readSettings(path: string, faults: Faults): Setting[] {
  const settings: Setting[] = []
  let begun: { readonly text: string; readonly at: Spot } | undefined
  for (const [i, whole] of linesOf(path).entries()) {
    const text = whole.trimEnd()
    const at: Spot = begun?.at ?? { file: path, line: i + 1, column: text.length - text.trimStart().length + 1 }
    const joined = (begun?.text ?? '') + text
    begun = joined.endsWith('\\') ? { text: joined.slice(0, -1), at } : undefined
    if (begun === undefined) settings.push(...settingOf(joined, at, faults))
  }
  if (begun !== undefined) faults.add(begun.at, 'the last line ends with "\\", and no other follows')
  return settings
}

function settingOf(text: string, at: Spot, faults: Faults): Setting[] {
  // `#` begins a comment at the start and behind a blank (PowerDNS, arguments.cc).
  const line = text.replace(/(^|\s)#.*$/s, '').trim()
  if (line === '') return []
  const [, key, value] = /^(?:--)?([a-z0-9-]+)\s*\+?=\s*(.*)$/is.exec(line) ?? []
  if (key !== undefined) return [{ key: key.toLowerCase(), value: value!, at }]
  if (/^[a-z0-9-]+$/i.test(line)) return [{ key: line.toLowerCase(), value: 'yes', at }]
  faults.add(at, `cannot read "${line}": write key=value`)
  return []
}

const MOST_INCLUDES = 1000

class PdnsReader {
  readonly lost: Lost[] = []
  readonly #settings: Setting[]
  readonly #faults: Faults
  readonly #root: string
  readonly #start: Spot
  #includes = 0

  constructor(path: string, settings: Setting[], faults: Faults, root: string) {
    const named = settings.findLast(({ key }) => key === 'include-dir')
    const folder = named?.value
    const more = folder ? globSync(join(below(root, folder), '*.conf')).sort() : []
    if (folder && !existsSync(below(root, folder)))
      faults.add(named!.at, `include-dir=${folder}: there is no such folder; --root says where one of a backup lies`)
    this.#settings = [...settings, ...more.flatMap((one) => readSettings(one, faults))]
    this.#faults = faults
    this.#root = root
    this.#start = { file: path, line: 1, column: 1 }
  }

  statements(): Statement[] {
    for (const { key, value, at } of this.#settings)
      if (!READ.has(key) && !QUIET.has(key) && !(key in SAME && SAME[key] === value))
        this.#lose(at, `"${key}=${value}"`)
    this.#tellBackends()
    const config = this.#last('bind-config')
    if (config === undefined) {
      this.#faults.add(
        this.#start,
        'no "bind-config" names the zones: the import reads the BIND backend, and of others what pdnsutil list-all-zones and AXFR give',
      )
      return []
    }
    const { zones, told, directory } = this.#bindConfig(config)
    return [this.#options(config.at, told, directory), ...zones]
  }

  #tellBackends(): void {
    for (const { value, at } of this.#settings.filter(({ key }) => key === 'launch'))
      for (const one of list(value))
        if (one.split(':')[0] !== 'bind')
          this.#lose(at, `backend "${one}": what stands in it is not carried over; fetch its zones by AXFR`)
  }

  /** PowerDNS reads options, zones and their files, and passes over all else (its documentation, BIND backend). */
  #bindConfig({ value }: Setting): { zones: Statement[]; told: Statement[]; directory: Statement[] } {
    const statements = this.#included(statementsAt(below(this.#root, value)), dirname(value))
    const options = statements.filter((one) => keyword(one) === 'options').flatMap(({ block }) => block ?? [])
    const zones = statements
      .filter((one) => keyword(one) === 'zone')
      .map((one) => {
        for (const own of one.block ?? [])
          if (!ZONE_READ.has(keyword(own)))
            this.#lose(own, `"${keyword(own)}" of the zone "${wordAt(one, 1)}": PowerDNS passes over it too`)
        return { ...one, block: this.#zoneBody(one) }
      })
    for (const one of statements)
      if (!['options', 'zone'].includes(keyword(one)))
        this.#lose(one, `"${keyword(one)}" of the bind-config: PowerDNS passes over it too`)
    return {
      zones,
      told: options.filter((one) => keyword(one) === 'also-notify'),
      directory: options.filter((one) => keyword(one) === 'directory'),
    }
  }

  #zoneBody({ block = [] }: Statement): Statement[] {
    const read = block.filter((one) => ZONE_READ.has(keyword(one)))
    // PowerDNS knows `native`, for zones without NOTIFY.
    return read.map((one) =>
      keyword(one) === 'type' && wordAt(one, 1).toLowerCase() === 'native' ? say(one, ['type', 'primary']) : one,
    )
  }

  #included(statements: readonly Statement[], folder: string): Statement[] {
    return statements.flatMap((one) => {
      if (keyword(one) !== 'include') return [one]
      if (++this.#includes > MOST_INCLUDES) {
        this.#faults.add(
          { ...one, column: 1 },
          `more than ${MOST_INCLUDES} files are included; does one include itself?`,
        )
        return []
      }
      return this.#included(statementsAt(below(this.#root, resolve(folder, wordAt(one, 1)))), folder)
    })
  }

  #options(at: Spot, told: readonly Statement[], directory: readonly Statement[]): Statement {
    const own = this.#remotes('also-notify')
    const from = this.#last('allow-axfr-ips')
    const isPrimary = ['primary', 'master'].some((key) => this.#isYes(key))
    const closed = this.#isYes('disable-axfr')
    // The default is 127.0.0.0/8 and ::1 (pdns.conf(5)).
    const fetchers = from === undefined ? ['127.0.0.0/8', '::1'] : longestFirst(list(from.value).map(withoutHostBits))
    const tells = [...told.flatMap(({ block }) => block ?? []), ...own]
    return say(
      at,
      ['options'],
      [
        ...directory,
        say(at, ['recursion', 'no']),
        say(at, ['notify', isPrimary ? 'yes' : 'no']),
        say(from?.at ?? at, ['allow-transfer'], elements(from?.at ?? at, closed ? ['none'] : fetchers)),
        ...(tells.length === 0 ? [] : [say(at, ['also-notify'], tells)]),
        ...this.#listen(at),
        ...this.#texts(),
      ],
    )
  }

  #remotes(key: string): Statement[] {
    return this.#settings
      .filter((one) => one.key === key)
      .flatMap(({ value, at }) =>
        list(value).map((text) => {
          const { host, port } = hostAndPort(text)
          if (readEndpoint(host) === undefined) this.#faults.add(at, `"${text}" is no address`)
          return say(at, [host, ...(port === undefined ? [] : ['port', port])])
        }),
      )
  }

  #listen(at: Spot): Statement[] {
    const port = this.#last('local-port')
    const addresses = this.#settings.filter(({ key }) => key === 'local-address' || key === 'local-ipv6')
    const all = addresses.flatMap((one) => list(one.value).map((text) => ({ text, at: one.at })))
    const statements = all.flatMap(({ text, at: where }) => {
      const { host, port: own } = hostAndPort(text)
      if (readEndpoint(host) === undefined) {
        this.#faults.add(where, `"${text}" is no address`)
        return []
      }
      const key = host.includes(':') ? 'listen-on-v6' : 'listen-on'
      return [say(where, [key, ...(own === undefined ? [] : ['port', own])], elements(where, [host]))]
    })
    const missing = ['listen-on', 'listen-on-v6'].filter(
      (key) => all.length > 0 && !statements.some((one) => keyword(one) === key),
    )
    return [
      ...(port === undefined ? [] : [say(port.at, ['port', port.value])]),
      ...statements,
      ...missing.map((key) => say(at, [key], elements(at, ['none']))),
    ]
  }

  #texts(): Statement[] {
    const id = this.#last('server-id')
    const version = this.#last('version-string')
    const quiet = version && ['anonymous', 'powerdns', 'full'].includes(version.value)
    return [
      ...(id === undefined || id.value === '' || id.value === 'disabled' ? [] : [say(id.at, ['server-id', id.value])]),
      ...(version === undefined || quiet ? [] : [say(version.at, ['version', version.value])]),
    ]
  }

  #last(key: string): Setting | undefined {
    return this.#settings.findLast((one) => one.key === key)
  }

  #isYes(key: string): boolean {
    return ['yes', 'true', '1', 'on'].includes(this.#last(key)?.value.toLowerCase() ?? '')
  }

  #lose({ file, line }: { file: string; line: number }, why: string): void {
    this.lost.push({ file, line, why })
  }
}

export const READ: ReadonlySet<string> = new Set([
  'launch',
  'bind-config',
  'include-dir',
  'also-notify',
  'allow-axfr-ips',
  'disable-axfr',
  'primary',
  'master',
  'local-address',
  'local-ipv6',
  'local-port',
  'server-id',
  'version-string',
])

/** With these values PowerDNS does what Janus does. */
const SAME: { readonly [key: string]: string } = {
  secondary: 'yes',
  slave: 'yes',
  'any-to-tcp': 'yes',
  dnsupdate: 'no',
  'expand-alias': 'no',
  resolver: '',
  webserver: 'no',
  api: 'no',
}

/** `192.0.2.5/24` is 192.0.2.0/24 to PowerDNS. Text that is no prefix stays, so that the import reports it. */
function withoutHostBits(written: string): string {
  const [, not = '', text = ''] = /^(!?)(.*)$/s.exec(written) ?? []
  const [prefix = text] = (text.includes('/') ? prefixesOfRange(text) : undefined) ?? []
  return `${not && '! '}${prefix}`
}

/** In PowerDNS the longest prefix counts, and of the same prefix the last; named takes the first that fits. */
function longestFirst(masks: readonly string[]): string[] {
  const last = new Map(masks.map((mask) => [mask.replace(/^! /, ''), mask]))
  const bits = (mask: string) => Number(/\/(\d+)$/.exec(mask)?.[1] ?? Number.POSITIVE_INFINITY)
  return [...last.values()].sort((a, b) => (bits(a) === bits(b) ? 0 : bits(b) - bits(a)))
}

/** Splits at commas, blanks or both (pdns.conf(5)). */
function list(value: string): string[] {
  return value.split(/[\s,;]+/).filter((one) => one !== '')
}

/** `192.0.2.1:53`, `[2001:db8::1]:53`, or without a port, in brackets or not. */
function hostAndPort(text: string): { host: string; port: string | undefined } {
  const isBare = text.split(':').length > 2 && !text.startsWith('[')
  const [, host = '', port] = /^\[?([0-9a-f:.]+?)\]?(?::(\d+))?$/i.exec(isBare ? `[${text}]` : text) ?? []
  return { host, port }
}

function below(root: string, path: string): string {
  return join(resolve(root), resolve('/', path))
}
