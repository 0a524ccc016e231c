// Reads the words of `janus query` as a question and a server; the configuration supplies what is not given.

import { isIP } from 'node:net'
import { addressFromText } from '../dns/address.ts'
import { nameFlawText, readName } from '../dns/name-text.ts'
import { Type, typeCode } from '../dns/types.ts'
import { readKeyFile } from '../keys/key-file.ts'
import { whyRefused } from '../keys/refusal.ts'
import type { Endpoint } from '../net/endpoint.ts'
import { loadFound } from '../text/config/find.ts'
import { english } from '../text/config/says.ts'
import type { Settings } from '../text/config/settings.ts'
import { configProblemsText } from '../text/config/told.ts'
import type { Prefix } from '../views/prefix.ts'
import { readPrefix } from '../views/read-prefix.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'

export type QueryOptions = {
  readonly config?: string
  readonly tcp?: boolean
  readonly from?: string
  readonly key?: string
  readonly tls?: boolean
  readonly https?: boolean
  readonly proxy?: string
  readonly proxyInsideTls?: boolean
  readonly dnssec?: boolean
  readonly chaos?: boolean
  readonly subnet?: string
}

/** The transport by which a server is asked. */
type Door = 'plain' | 'tls' | 'https'

export type Request = {
  readonly server: Endpoint
  /** In wire form. */
  readonly name: Uint8Array
  readonly type: number
  readonly tcp: boolean
  /** Undefined where the system chooses. */
  readonly from: string | undefined
  /** The key with which it signs, and with which the answer has to be signed. */
  readonly key?: TsigKey | undefined
  readonly door: Door
  /** The client for which it speaks, by a PROXY header. */
  readonly proxied?: Uint8Array | undefined
  /** Whether that header stands inside TLS. */
  readonly insideTls?: boolean
  /** Whether to ask for signatures and proofs (EDNS with DO). */
  readonly dnssec?: boolean
  /** Whether to ask in class CH. */
  readonly chaos?: boolean
  /** The network for which it says that it asks, by a client subnet. */
  readonly subnet?: Prefix | undefined
}

/** Whether the request is plain DNS, without anything that dns2 cannot send. */
export function isPlain({ door, proxied, subnet, dnssec, chaos }: Way): boolean {
  return door === 'plain' && proxied === undefined && subnet === undefined && !dnssec && !chaos
}

/** A request, or why there can be none. */
export function readWords(words: readonly string[], options: QueryOptions): Request | string {
  const { config, tcp = false, from, key } = options
  const way = readWay(options)
  if (typeof way === 'string') return way
  const [serverWord, ...rest] = words[0]?.startsWith('@') ? words : [undefined, ...words]
  const [nameWord, typeWord] = rest
  if (rest.length > 2) return `cannot ask for "${rest.join(' ')}": one name and one type can be asked at a time`
  const given = {
    server: serverWord === undefined ? undefined : readServer(serverWord.slice(1), PORTS[way.door]),
    question: nameWord === undefined ? undefined : readQuestion(nameWord, typeWord),
  }
  for (const reading of [given.server, given.question]) if (typeof reading === 'string') return reading
  const settings = given.server && given.question ? undefined : readSettings(config)
  if (typeof settings === 'string') return settings
  const server = given.server ?? ownServer(settings!, way)
  if (typeof server === 'string') return server
  const question = given.question ?? ownQuestion(settings!)
  if (from !== undefined && isIP(from) === 0) return `cannot ask from "${from}": it is not an IP address`
  if (from !== undefined && isIP(from) !== isIP(server.address))
    return `cannot ask ${server.address} from ${from}: one is IPv4, the other is IPv6`
  if (typeof question === 'string') return question
  const signsBy = key === undefined ? undefined : readKey(key)
  return typeof signsBy === 'string' ? signsBy : { server, ...question, ...way, tcp, from, key: signsBy }
}

type Way = Pick<Request, 'door' | 'proxied' | 'insideTls' | 'dnssec' | 'chaos' | 'subnet'>

function readWay(options: QueryOptions): Way | string {
  const { tcp, tls, https, proxy, proxyInsideTls: insideTls = false, dnssec = false, chaos = false, subnet } = options
  if (Number(tcp ?? false) + Number(tls ?? false) + Number(https ?? false) > 1)
    return 'cannot ask by two ways at once: choose one of --tcp, --tls and --https'
  const proxied = proxy === undefined ? undefined : addressFromText(proxy)
  if (proxy !== undefined && proxied === undefined)
    return `cannot speak for "${proxy}" as a proxy: it is not an IPv4 or IPv6 address`
  if (insideTls && (proxied === undefined || !tls))
    return 'cannot send a header inside TLS: write --tls and --proxy ADDRESS beside --proxy-inside-tls'
  const network = subnet === undefined ? undefined : readSubnet(subnet)
  if (typeof network === 'string') return network
  return { door: tls ? 'tls' : https ? 'https' : 'plain', proxied, insideTls, dnssec, chaos, subnet: network }
}

function readSubnet(text: string): Prefix | string {
  const read = readPrefix(text)
  if (read.kind === 'prefixes' && read.prefixes.length === 1) return read.prefixes[0]!
  const meant = read.kind === 'host-bits' ? `; did you mean ${read.network}?` : '; write one such as 192.0.2.0/24'
  return `cannot ask for the clients of "${text}": it is not a network${meant}`
}

function readKey(file: string): TsigKey | string {
  try {
    const { key, flaws } = readKeyFile(file, undefined)
    if (key !== undefined) return key
    const [flaw] = flaws
    const at = flaw?.at ? `:${flaw.at.line}:${flaw.at.column}` : ''
    const fix = flaw?.fix ? `; ${english.text(flaw.fix)}` : ''
    return `cannot sign by ${file}${at}: ${flaw && english.text(flaw.message)}${fix}`
  } catch (error) {
    return `cannot sign by ${file}: ${english.text(whyRefused(error))}`
  }
}

function readSettings(config?: string): Settings | string {
  const { settings, problems } = loadFound(config)
  if (settings !== undefined) return settings
  return `cannot tell which server or which zone is meant without a configuration\n${configProblemsText(problems).trimEnd()}`
}

/** The address of a server with these settings from its own machine. */
function ownServer({ listen, file }: Settings, { door, proxied, insideTls }: Way): Endpoint | string {
  const first = listen.find(
    ({ port, by, proxies, proxyInsideTls = false }) =>
      port !== 0 &&
      (by?.[0] ?? 'plain') === door &&
      (proxies === undefined) === (proxied === undefined) &&
      proxyInsideTls === (insideTls ?? false),
  )
  if (first === undefined)
    return isPlain({ door, proxied })
      ? `cannot tell where the server listens: ${file} has no address with a port`
      : `cannot tell where the server listens that way: ${file} has no such address with a port; name it, as @ADDRESS:PORT`
  const { address, port } = first
  return { address: wildcards[address] ?? address, port }
}

const wildcards: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

function ownQuestion({ zones, file }: Settings): Pick<Request, 'name' | 'type'> | string {
  const zone = zones[0]
  return zone ? { name: zone.origin, type: Type.SOA } : `cannot tell what to ask for: ${file} has no zone`
}

/** `192.0.2.1`, `192.0.2.1:5300`, `2001:db8::1`, `[2001:db8::1]:5300` */
function readServer(text: string, usual: number): Endpoint | string {
  const [, bracketed, bare, portText] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  const address = isIP(text) ? text : (bracketed ?? bare ?? '')
  const port = isIP(text) ? usual : Number(portText ?? usual)
  if (isIP(address) && port > 0 && port <= 0xffff) return { address, port }
  return `cannot use "@${text}" as a server: write an address such as @192.0.2.1, @192.0.2.1:5300 or @[2001:db8::1]:5300`
}

const PORTS = { plain: 53, tls: 853, https: 443 } as const satisfies Record<Door, number>

function readQuestion(nameWord: string, typeWord = 'A'): Pick<Request, 'name' | 'type'> | string {
  const name = readName(nameWord)
  if (typeof name === 'string') return `cannot ask for "${nameWord}": it is no domain name: ${nameFlawText(name)}`
  const type = typeCode(typeWord)
  if (type === undefined) return `cannot ask for "${typeWord}": it is no type; write one such as MX, AAAA or TYPE65`
  return { name, type }
}
