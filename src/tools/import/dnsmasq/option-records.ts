// Makes the records of single options of dnsmasq.

import { addressFromText } from '../../../dns/address.ts'
import type { Faults } from '../faults.ts'
import { reverseName } from '../local-zones.ts'
import type { RecordLine } from '../record-lines.ts'
import { type Option, partsOf } from './conf-lines.ts'

/** A host with its addresses; the PTRs of these lead to its first name. */
export type Host = {
  readonly names: readonly string[]
  readonly addresses: readonly string[]
  readonly ttl: number
  readonly at: Option['at']
}

/** Values for records whose option does not give them: a TTL, the host of an MX, the domain of a service. */
export type Defaults = {
  readonly ttl: number
  readonly host?: string | undefined
  readonly domain?: string | undefined
}

type Make = (parts: readonly string[], ttl: number, defaults: Defaults) => readonly string[] | string

/** By option, what makes lines of records of it, or says why it cannot. */
const MAKERS: { readonly [key: string]: Make } = {
  // dnsmasq(8): the default host is that of mx-target, else the machine's own, which the import does not know. An empty host is the root.
  'mx-host': ([name, host, preference = '1'], ttl, defaults) => {
    const target = host ?? defaults.host
    if (!name) return 'a name is missing'
    return target === undefined ? [] : [`${dotted(name)} ${ttl} IN MX ${preference} ${dotted(target)}`]
  },
  'srv-host': ([name, target, port = '1', priority = '0', weight = '0'], ttl, { domain }) => {
    if (!name) return 'a name is missing'
    // dnsmasq(8): the domain completes a service and a protocol alone.
    const owner = domain !== undefined && name.split('.').length === 2 ? `${name}.${domain}` : name
    return [`${dotted(owner)} ${ttl} IN SRV ${priority} ${weight} ${port} ${target ? dotted(target) : '.'}`]
  },
  'txt-record': ([name, ...texts], ttl) =>
    name
      ? [`${dotted(name)} ${ttl} IN TXT ${(texts.length > 0 ? texts : ['']).map(quotedText).join(' ')}`]
      : 'a name is missing',
  'ptr-record': ([name, target], ttl) =>
    name && target ? [`${dotted(name)} ${ttl} IN PTR ${dotted(target)}`] : 'a name and a target have to stand here',
  'naptr-record': ([name, order, preference, flags = '', service = '', expression = '', replacement = '.'], ttl) =>
    name
      ? [
          `${dotted(name)} ${ttl} IN NAPTR ${order} ${preference} ${[flags, service, expression].map(quotedText).join(' ')} ${dotted(replacement)}`,
        ]
      : 'a name is missing',
  'caa-record': ([name, flags, tag, value = ''], ttl) =>
    name ? [`${dotted(name)} ${ttl} IN CAA ${flags} ${tag} ${quotedText(value)}`] : 'a name is missing',
  'dns-rr': ([name, type, hex = ''], ttl) => {
    const octets = hex.replaceAll(/[\s:]/g, '')
    if (!name || !/^\d{1,5}$/.test(type ?? '') || !/^([0-9a-f]{2})*$/i.test(octets))
      return 'a name, the number of a type, and octets in hexadecimal have to stand here'
    return [`${dotted(name)} ${ttl} IN TYPE${Number(type)} \\# ${octets.length / 2} ${octets}`]
  },
  cname: (all, ttl) => {
    const own = /^\d+$/.test(all.at(-1) ?? '') && all.length > 2 ? all.at(-1) : undefined
    const names = own === undefined ? all : all.slice(0, -1)
    const target = names.at(-1)
    if (target === undefined || names.length < 2) return 'an alias and a target have to stand here'
    return names.slice(0, -1).map((alias) => `${dotted(alias)} ${own ?? ttl} IN CNAME ${dotted(target)}`)
  },
}

export function recordsOfOption(option: Option, defaults: Defaults, faults: Faults): RecordLine[] | undefined {
  const make = MAKERS[option.key]
  if (make === undefined) return undefined
  const made = make(partsOf(option.value), defaults.ttl, defaults)
  if (typeof made === 'string') {
    faults.add(option.at, `${option.key}=${option.value}: ${made}`)
    return []
  }
  return made.map((text) => ({ text, at: option.at }))
}

/** `host-record=a.example.com,b,192.0.2.1,2001:db8::1,300` */
export function hostOfOption({ value, at }: Option, ttl: number, faults: Faults): Host[] {
  const parts = partsOf(value)
  const own = /^\d+$/.test(parts.at(-1) ?? '') ? Number(parts.pop()) : ttl
  // dnsmasq takes one address of each family, the last.
  const addresses = [4, 16].flatMap((size) => parts.findLast((part) => addressFromText(part)?.length === size) ?? [])
  const names = parts.filter((part) => addressFromText(part) === undefined)
  if (names.length > 0 && !names.includes('')) return [{ names, addresses, ttl: own, at }]
  faults.add(at, `host-record=${value}: a name has to stand here`)
  return []
}

export function linesOfHost({ names, addresses, ttl, at }: Host): RecordLine[] {
  return addresses.flatMap((text) => {
    const octets = addressFromText(text)!
    const type = octets.length === 4 ? 'A' : 'AAAA'
    return [
      ...names.map((name) => ({ text: `${dotted(name)} ${ttl} IN ${type} ${text}`, at })),
      { text: `${reverseName(octets)} ${ttl} IN PTR ${dotted(names[0]!)}`, at },
    ]
  })
}

export function dotted(name: string): string {
  return `${name.replace(/\.$/, '').replaceAll(/[^a-zA-Z0-9._*/-]/g, octetEscapes)}.`
}

function quotedText(text: string): string {
  return `"${text.replaceAll(/[^ !#-[\]-~]/gu, octetEscapes)}"`
}

function octetEscapes(text: string): string {
  return [...Buffer.from(text)].map((octet) => `\\${String(octet).padStart(3, '0')}`).join('')
}
