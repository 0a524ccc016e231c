// The words of `janus query` to a question and a server; what is not given comes from the configuration.

import { isIP } from 'node:net'
import { nameFlawText, readName } from '../dns/name-text.ts'
import { Type, typeCode } from '../dns/types.ts'
import { readKeyFile } from '../keys/key-file.ts'
import { whyRefused } from '../keys/refusal.ts'
import type { Endpoint } from '../net/endpoint.ts'
import { loadFound } from '../text/config/find.ts'
import { english } from '../text/config/says.ts'
import type { Settings } from '../text/config/settings.ts'
import { configProblemsText } from '../text/config/told.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'

export type QueryOptions = {
  readonly config?: string
  readonly tcp?: boolean
  readonly from?: string
  readonly key?: string
}

export type Request = {
  readonly server: Endpoint
  /** In wire form. */
  readonly name: Uint8Array
  readonly type: number
  readonly tcp: boolean
  /** Undefined where the system chooses. */
  readonly from: string | undefined
  /** By which it signs, and expects the answer to be signed. */
  readonly key?: TsigKey | undefined
}

/** A request, or why there can be none. */
export function readWords(
  words: readonly string[],
  { config, tcp = false, from, key }: QueryOptions,
): Request | string {
  const [serverWord, ...rest] = words[0]?.startsWith('@') ? words : [undefined, ...words]
  const [nameWord, typeWord] = rest
  if (rest.length > 2) return `cannot ask for "${rest.join(' ')}": one name and one type can be asked at a time`
  const given = {
    server: serverWord === undefined ? undefined : readServer(serverWord.slice(1)),
    question: nameWord === undefined ? undefined : readQuestion(nameWord, typeWord),
  }
  for (const reading of [given.server, given.question]) if (typeof reading === 'string') return reading
  const settings = given.server && given.question ? undefined : readSettings(config)
  if (typeof settings === 'string') return settings
  const server = given.server ?? ownServer(settings!)
  if (typeof server === 'string') return server
  const question = given.question ?? ownQuestion(settings!)
  if (from !== undefined && isIP(from) === 0) return `cannot ask from "${from}": it is not an IP address`
  if (from !== undefined && isIP(from) !== isIP(server.address))
    return `cannot ask ${server.address} from ${from}: one is IPv4, the other is IPv6`
  if (typeof question === 'string') return question
  const signsBy = key === undefined ? undefined : readKey(key)
  return typeof signsBy === 'string' ? signsBy : { server, ...question, tcp, from, key: signsBy }
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
function ownServer({ listen, file }: Settings): Endpoint | string {
  const first = listen.find(({ port, by, proxies }) => port !== 0 && by === undefined && proxies === undefined)
  if (first === undefined) return `cannot tell where the server listens: ${file} has no address with a port`
  const { address, port } = first
  return { address: wildcards[address] ?? address, port }
}

const wildcards: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

function ownQuestion({ zones, file }: Settings): Pick<Request, 'name' | 'type'> | string {
  const zone = zones[0]
  return zone ? { name: zone.origin, type: Type.SOA } : `cannot tell what to ask for: ${file} has no zone`
}

/** `192.0.2.1`, `192.0.2.1:5300`, `2001:db8::1`, `[2001:db8::1]:5300` */
function readServer(text: string): Endpoint | string {
  const [, bracketed, bare, portText] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  const address = isIP(text) ? text : (bracketed ?? bare ?? '')
  const port = isIP(text) ? DNS_PORT : Number(portText ?? DNS_PORT)
  if (isIP(address) && port > 0 && port <= 0xffff) return { address, port }
  return `cannot use "@${text}" as a server: write an address such as @192.0.2.1, @192.0.2.1:5300 or @[2001:db8::1]:5300`
}

const DNS_PORT = 53

function readQuestion(nameWord: string, typeWord = 'A'): Pick<Request, 'name' | 'type'> | string {
  const name = readName(nameWord)
  if (typeof name === 'string') return `cannot ask for "${nameWord}": it is no domain name: ${nameFlawText(name)}`
  const type = typeCode(typeWord)
  if (type === undefined) return `cannot ask for "${typeWord}": it is no type; write one such as MX, AAAA or TYPE65`
  return { name, type }
}
