// The keys of service parameters and the form of each one's value (RFC 9460 §7, RFC 9461 §5, RFC 9540 §4, RFC 9953 §3.2): IANA
// "DNS SVCB Service Parameter Keys (SvcParamKeys)".

import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from '../address.ts'
import { get16 } from '../big-endian.ts'
import { Mnemonics } from '../mnemonics.ts'
import { Octets } from '../octets.ts'
import type { Said } from '../said.ts'
import { say } from '../says.ts'
import { appendBase64, base64Text } from './binary.ts'
import { readNumber } from './numbers.ts'
import { quotedText } from './strings.ts'

export type ParamKey = {
  readonly name: string
  /** What the value must be, for messages. */
  readonly need: Said
  /** The wire form of a value whose string escapes are already undone, or undefined. */
  parse(text: Uint8Array): Uint8Array | undefined
  print(value: Uint8Array): string
  /** Whether these octets are a value of the key. */
  valid(value: Uint8Array): boolean
}

export const MANDATORY = 0
export const NO_DEFAULT_ALPN = 2
export const IPV4_HINT = 4
export const IPV6_HINT = 6

const isEmpty = (value: Uint8Array) => value.length === 0
const flag = (name: string): ParamKey => ({
  name,
  need: say('has-no-value'),
  parse: (text) => (isEmpty(text) ? text : undefined),
  print: () => '',
  valid: isEmpty,
})

export const paramKeys: ReadonlyMap<number, ParamKey> = new Map([
  [
    MANDATORY,
    {
      name: 'mandatory',
      need: say('need-other-keys'),
      parse: parseKeys,
      print: printKeys,
      valid: areKeys,
    },
  ],
  [
    1,
    {
      name: 'alpn',
      need: say('need-protocols'),
      parse: parseStrings,
      print: printStrings,
      valid: (value) => !isEmpty(value) && areStrings(value),
    },
  ],
  [NO_DEFAULT_ALPN, flag('no-default-alpn')],
  [3, { name: 'port', need: say('need-number', { most: 65535 }), parse: parsePort, print: printPort, valid: isPort }],
  [IPV4_HINT, addresses('ipv4hint', say('need-ipv4-list'), 4, parseIpv4, ipv4Text)],
  [5, { name: 'ech', need: say('need-base64'), parse: parseBase64, print: printBase64, valid: isNotEmpty }],
  [IPV6_HINT, addresses('ipv6hint', say('need-ipv6-list'), 16, parseIpv6, ipv6Text)],
  [
    7,
    {
      name: 'dohpath',
      need: say('need-dohpath', { variable: '{?dns}' }),
      parse: same,
      print: printText,
      valid: isPath,
    },
  ],
  [8, flag('ohttp')],
  [
    9, // draft-ietf-tls-key-share-prediction §3
    {
      name: 'tls-supported-groups',
      need: say('need-groups'),
      parse: parseGroups,
      print: printGroups,
      valid: areGroups,
    },
  ],
  [
    10, // RFC 9953 §3.2: without a segment it is the root.
    {
      name: 'docpath',
      need: say('need-segments'),
      parse: (text) => (isEmpty(text) ? text : parseStrings(text)),
      print: printStrings,
      valid: areStrings,
    },
  ],
])

/** Keys of the registry whose values have no form here: master files give their number. */
const unreadKeys: ReadonlyMap<string, number> = new Map([
  ['pvd', 11],
  ['oots', 12],
])

const numbers = new Mnemonics(
  [...paramKeys].map(([key, { name }]) => [name, key]),
  'key',
  0xffff,
)

/** The number of `alpn` or `key65280` (RFC 9460 §2.1: lower case, no leading zeros), or undefined. */
export function keyNumber(name: string): number | undefined {
  const key = numbers.code(name)
  return key !== undefined && (numbers.name(key) === name || `key${key}` === name) ? key : undefined
}

/** `alpn`, or `key65280` where the number has no name. */
export function keyName(key: number): string {
  return numbers.name(key)
}

/** How to write a key whose name keyNumber() does not know. */
export function keyAdvice(name: string): Said {
  const lower = name.toLowerCase()
  if (keyNumber(lower) !== undefined) return say('write-key', { key: lower })
  const number = unreadKeys.get(lower)
  if (number !== undefined) return say('write-key-octets', { key: `key${number}` })
  return say('write-key-number', { keys: [...paramKeys.values()].map((key) => key.name).join(', ') })
}

function parseKeys(text: Uint8Array): Uint8Array | undefined {
  const keys = listItems(text)?.map((item) => keyNumber(Buffer.from(item).toString('latin1')))
  if (keys === undefined || keys.includes(undefined)) return undefined
  return Uint8Array.from((keys as number[]).sort((a, b) => a - b).flatMap((key) => [key >> 8, key & 0xff]))
}

function printKeys(value: Uint8Array): string {
  const names: string[] = []
  for (let p = 0; p < value.length; p += 2) names.push(keyName(get16(value, p)))
  return names.join(',')
}

/** RFC 9460 §8: strictly increasing, and never `mandatory` itself. */
function areKeys(value: Uint8Array): boolean {
  let previous = MANDATORY
  for (let p = 0; p < value.length; p += 2) {
    if (p + 1 >= value.length || get16(value, p) <= previous) return false
    previous = get16(value, p)
  }
  return value.length > 0
}

/** Strings of 1 to 255 octets, each behind its length. */
function parseStrings(text: Uint8Array): Uint8Array | undefined {
  const items = listItems(text)
  if (items === undefined || items.some((item) => item.length > 255)) return undefined
  return Uint8Array.from(items.flatMap((item) => [item.length, ...item]))
}

/** RFC 9460 §7.1.1 and appendix A.1: backslashes and commas are escaped for the list, then again for the string. */
function printStrings(value: Uint8Array): string {
  const list: number[] = []
  for (let p = 0; p < value.length; p += value[p]! + 1) {
    if (p > 0) list.push(COMMA)
    for (const octet of value.subarray(p + 1, p + 1 + value[p]!)) {
      if (octet === COMMA || octet === BACKSLASH) list.push(BACKSLASH)
      list.push(octet)
    }
  }
  return quotedText(Uint8Array.from(list), 0, list.length)
}

function areStrings(value: Uint8Array): boolean {
  let p = 0
  while (p < value.length && value[p] !== 0) p += value[p]! + 1
  return p === value.length
}

function parseGroups(text: Uint8Array): Uint8Array | undefined {
  const groups = listItems(text)?.map((item) => readNumber(Uint8Array.from(item), 0, item.length, 0xffff))
  if (groups === undefined || groups.includes(-1)) return undefined
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function printGroups(value: Uint8Array): string {
  return pairs(value).join(',')
}

function areGroups(value: Uint8Array): boolean {
  return value.length > 0 && value.length % 2 === 0 && new Set(pairs(value)).size === value.length / 2
}

function pairs(value: Uint8Array): number[] {
  return Array.from({ length: value.length >> 1 }, (_, i) => get16(value, 2 * i))
}

function parsePort(text: Uint8Array): Uint8Array | undefined {
  const port = readNumber(text, 0, text.length, 0xffff)
  return port < 0 ? undefined : Uint8Array.of(port >> 8, port & 0xff)
}

function printPort(value: Uint8Array): string {
  return String(get16(value, 0))
}

function isPort(value: Uint8Array): boolean {
  return value.length === 2
}

function addresses(
  name: string,
  need: Said,
  size: number,
  read: typeof parseIpv4,
  text: (bytes: Uint8Array, at: number) => string,
): ParamKey {
  const parse = (list: Uint8Array) => {
    const out = new Octets(64)
    const items = listItems(list)
    const known = items?.every((item) => read(Uint8Array.from(item), 0, item.length, out)) === true
    return known ? out.view().slice() : undefined
  }
  const print = (value: Uint8Array) => {
    const texts: string[] = []
    for (let p = 0; p < value.length; p += size) texts.push(text(value, p))
    return texts.join(',')
  }
  return { name, need, parse, print, valid: (value) => value.length > 0 && value.length % size === 0 }
}

function parseBase64(text: Uint8Array): Uint8Array | undefined {
  const out = new Octets(64)
  return appendBase64(text, 0, text.length, out) ? out.view().slice() : undefined
}

function printBase64(value: Uint8Array): string {
  return base64Text(value, 0, value.length)
}

function isNotEmpty(value: Uint8Array): boolean {
  return value.length > 0
}

function same(text: Uint8Array): Uint8Array {
  return text
}

function printText(value: Uint8Array): string {
  return quotedText(value, 0, value.length)
}

/** RFC 9461 §5: a relative URI template in UTF-8 (RFC 6570 §2), in whose path or query the variable `dns` stands. */
function isPath(value: Uint8Array): boolean {
  const text = decodeUtf8(value)
  if (text === undefined || !TEMPLATE.test(text)) return false
  // A fragment is not sent to the server, and a query that is cut off is none.
  return [...text.matchAll(/\{([^}]*)\}/g)].some(([, expression]) => /^[+./;?&]?([^#]*,)?dns\*?(,|$)/.test(expression!))
}

const VARIABLE = String.raw`(?:\w|%[0-9a-f]{2})(?:\.?(?:\w|%[0-9a-f]{2}))*(?::[1-9]\d{0,3}|\*)?`
const LITERAL = String.raw`[^\p{Cc} "'%<>\\^\x60{|}]|%[0-9a-f]{2}`
const TEMPLATE = new RegExp(`^/(?:${LITERAL}|\\{[+#./;?&]?${VARIABLE}(?:,${VARIABLE})*\\})*$`, 'iu')

function decodeUtf8(value: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(value)
  } catch {
    return undefined
  }
}

const COMMA = 0x2c
const BACKSLASH = 0x5c

/** RFC 9460 appendix A.1: items with commas between, a backslash before a comma or backslash that belongs to an item. */
function listItems(text: Uint8Array): number[][] | undefined {
  const items: number[][] = [[]]
  for (let p = 0; p < text.length; p++) {
    let octet = text[p]!
    if (octet === COMMA) {
      items.push([])
      continue
    }
    if (octet === BACKSLASH) {
      octet = text[++p] ?? 0
      if (octet !== COMMA && octet !== BACKSLASH) return undefined
    }
    items.at(-1)!.push(octet)
  }
  return items.some((item) => item.length === 0) ? undefined : items
}
