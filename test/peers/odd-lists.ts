// List files that nobody would write on purpose: odd lines that rbldnsd takes, and odd lines that it passes over. Made with random
// numbers, so that the same numbers give the same files; octets and not characters, each of them one.

import type { ListFormat } from '../../src/lists/formats.ts'
import { CODES, GROUPS, LABELS, OCTETS, TEXTS } from './odd-words.ts'

export type OddList = {
  readonly format: ListFormat
  readonly files: readonly Buffer[]
  /** Relative to the list. */
  readonly names: readonly string[]
}

export type Random = () => number

/** Numbers below 1, the same each time. */
export function randomFrom(seed: number): Random {
  let state = Math.imul(seed, 2654435761) >>> 0
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) / 0x1000000
  }
}

const below = (random: Random, most: number) => Math.floor(random() * most)

function oneOf<T>(random: Random, all: readonly T[]): T {
  return all[below(random, all.length)]!
}

const HEAD = '$SOA 60 ns.example. hostmaster.example. 7 1h 15m 30d 10\n$NS 60 ns.example.\n'

/** What stands behind an entry, or on a line that begins with a colon. */
function value(random: Random): string {
  const code = oneOf(random, CODES)
  const text = oneOf(random, TEXTS)
  return oneOf(random, [
    ...[
      `:${code}:${text}`,
      `:${code}:${text}`,
      `:2:${text}`,
      `:2:${text}`,
      `:${code}`,
      `:${code}:`,
      ` ${text}`,
      `\t${text}`,
    ],
    ...[
      `: ${code}:${text}`,
      `:${code} :${text}`,
      `:${code}: ${text}`,
      `:${code}\t:\t${text}`,
      `:${code} ${text}`,
      `:${code}#${text}`,
    ],
    ...[
      `:${code};${text}`,
      `:${code} # ${text}`,
      `::${text}`,
      `:`,
      `: `,
      `:${code}::${text}`,
      '',
      '',
      ' ',
      ' # none',
      ' ;none',
      '#',
      ';',
    ],
  ])
}

function blanks(random: Random): string {
  if (random() < 0.8) return ''
  return random() < 0.95 ? oneOf(random, [' ', '\t', '  ', ' \t ']) : oneOf(random, ['\v', '\f', '\xa0'])
}

/** Lines that mean the same to each format. */
function specialLine(random: Random): string {
  const text = oneOf(random, TEXTS)
  const seconds = oneOf(random, [
    '60',
    '0',
    '1m',
    '1h30m',
    '1h 5',
    '-1',
    'x',
    '',
    '5m ',
    '4294967295',
    '4294967296',
    '1w',
    '1W',
    '00300',
    '5mm',
    'm',
    '1.5',
  ])
  const line = oneOf(random, [
    ...[0, 1, 2, 9].map((digit) => `$${digit} ${text}`),
    ...[
      `$1\t${text}`,
      `$1${text}`,
      '$1',
      '$1 ',
      '$10 x',
      `$= ${text}`,
      `$=${text}`,
      '$=',
      '$',
      '$ 1 x',
      '$x y',
      '$$ x',
    ],
    ...[
      `$TTL ${seconds}`,
      `$ttl\t${seconds}`,
      `$TtL  ${seconds}`,
      `$TTL${seconds}`,
      `$TTL ${seconds} # x`,
      `$TTL ${seconds}#x`,
    ],
    ...[
      '$TIMESTAMP 2001:01:01',
      '$TIMESTAMP 0',
      '$TIMESTAMP -',
      '$TIMESTAMP 2001-01-02-03:04 -',
      '$TIMESTAMP 20010102 0',
    ],
    ...[
      '$TIMESTAMP 2001:13:01',
      '$TIMESTAMP x',
      '$TIMESTAMP',
      '$TIMESTAMP 2001:01:01 +9999w',
      '$TIMESTAMP 2001:01:01:25',
      '$TIMESTAMP 2001:1:1',
    ],
    ...[
      '$TIMESTAMP 990601',
      '$TIMESTAMP 2001:01:01 2098:01:01',
      '$TIMESTAMP 2001:01:01 + 9w',
      '$TIMESTAMP 2001:01:01 x',
      '$TIMESTAMP 0 +1w',
    ],
    ...[
      '$SOA 1 a. b. 1 2 3 4 5',
      '$SOA',
      '$soa 0 a b 0 1m 1h 1d 1w',
      '$NS 5 other.',
      '$NS',
      '$NS 5',
      '$NAMESERVER 5 a. b.',
      '$NS 5 -a.',
      '$NS x a.',
    ],
    ...['$DATASET ip4set @', '$UNKNOWN', '$INCLUDE x', '$ORIGIN x.', '$TTL', '$ TTL 5'],
  ])
  return oneOf(random, [line, line, line, `#${line}`, `;${line}`, `:${line}`, `# ${line}`, `!${line}`])
}

function maxRange(random: Random): string {
  return `$MAXRANGE4 ${oneOf(random, ['/24', '/16', '/0', '/33', '256', '255', '0', '1', '-1', 'x', '', '/', '/24 x', '65536', '4294967295', '/8', ' /28 '])}`
}

function octet(random: Random): string {
  const one = oneOf(random, OCTETS)
  if (random() < 0.93) return one
  return oneOf(random, [`0${one}`, `00${one}`, '256', '300', '', '-1', '0x1', `${one}x`, '*', '+1', ` ${one}`, '1e1'])
}

/** Near each other, so that ranges lie in ranges. */
function address4(random: Random): string {
  if (random() < 0.08)
    return oneOf(random, [
      '0.0.0.0',
      '255.255.255.255',
      '127.0.0.1',
      '127.0.0.2',
      '128.0.0.0',
      '127.255.255.255',
      '10.0.0.0',
    ])
  const first = random() < 0.8 ? oneOf(random, ['10', '200']) : octet(random)
  return [first, random() < 0.8 ? oneOf(random, ['1', '130']) : octet(random), octet(random), octet(random)].join('.')
}

function part4(random: Random): string {
  return address4(random)
    .split('.')
    .slice(0, 1 + below(random, 4))
    .join('.')
}

function range4(random: Random): string {
  const whole = address4(random)
  return oneOf(random, [
    ...[whole, whole, whole, part4(random), part4(random), whole, whole, network4(random)],
    ...[
      `${whole}-${address4(random).replace(/^\d+/, '254')}`,
      `10.1.0-${below(random, 256)}`,
      `10.1-${below(random, 256)}`,
    ],
    ...[
      `${whole}-${octet(random)}`,
      `${part4(random)}-${octet(random)}`,
      `${whole}-${address4(random)}`,
      `${part4(random)}-${part4(random)}`,
    ],
    ...[
      `${whole}/${below(random, 36)}`,
      `${part4(random)}/${below(random, 36)}`,
      `${network4(random)}`,
      network4(random),
      network4(random),
    ],
    ...[
      `${whole}/`,
      `${whole}/-1`,
      `${whole}/24x`,
      `${whole}/024`,
      `${whole}/24/24`,
      `${whole}-`,
      `-${whole}`,
      `${whole} - ${whole}`,
      `${whole}/ 24`,
    ],
    ...[
      `${whole}.`,
      `${whole}.1`,
      `.${whole}`,
      `${part4(random)}.`,
      `${whole}-${octet(random)}/24`,
      `${whole}/32-9`,
      `${whole}--9`,
    ],
  ])
}

/** Without bits behind its length. */
function network4(random: Random): string {
  const bits = 8 + below(random, 25)
  const address = address4(random).split('.').map(Number)
  if (address.some((one) => !(one >= 0 && one < 256))) return '10.0.0.0/8'
  const masked =
    (((address[0]! << 24) | (address[1]! << 16) | (address[2]! << 8) | address[3]!) & (-1 << (32 - bits))) >>> 0
  const text = [24, 16, 8, 0].map((shift) => (masked >>> shift) & 255)
  return `${text.slice(0, random() < 0.5 ? 4 : Math.ceil(bits / 8)).join('.')}/${bits}`
}

function address6(random: Random): string {
  const group = () =>
    random() < 0.96 ? oneOf(random, GROUPS) : oneOf(random, ['', '00001', '10000', 'g', '-1', '0x1', ' 1', '1.2.3.4'])
  const start = ['2001', random() < 0.8 ? 'db8' : group(), oneOf(random, ['0', '1', '8000'])]
  const count = oneOf(random, [8, 8, 8, 4, 4, 1, 2, 3, 5, 7, 9])
  const groups = [...start, ...Array.from({ length: 8 }, group)].slice(0, count)
  if (random() < 0.35) {
    const at = below(random, groups.length + 1)
    return `${groups.slice(0, at).join(':')}::${groups.slice(at, at + below(random, 8 - Math.min(at, 7))).join(':')}`
  }
  return groups.join(':')
}

function range6(random: Random): string {
  const one = address6(random)
  return oneOf(random, [
    ...[
      one,
      one,
      one,
      `${one}/${below(random, 131)}`,
      `2001:db8::/${oneOf(random, ['32', '29', '48', '64', '0', '128', '033'])}`,
    ],
    ...[
      `2001:db8:1::/${oneOf(random, ['48', '47', '64', '127'])}`,
      `2001:db8:${oneOf(random, GROUPS)}:${oneOf(random, GROUPS)}::/64`,
    ],
    ...[
      `${one}/`,
      `${one}/-1`,
      `${one}/64x`,
      `${one}:`,
      `:${one}`,
      `::`,
      '::/0',
      '::1',
      '::ffff:127.0.0.2',
      '::ffff:7f00:2',
      '::ffff:7f00:1',
      `${one}-${one}`,
    ],
    ...[
      `2001:db8:1:${oneOf(random, GROUPS)}`,
      `2001:db8:1:${oneOf(random, GROUPS)}:0:0:0:${oneOf(random, GROUPS)}`,
      `2001:db8:1:${oneOf(random, GROUPS)}::${oneOf(random, GROUPS)}`,
    ],
  ])
}

function label(random: Random): string {
  if (random() < 0.93) return oneOf(random, LABELS)
  return oneOf(random, [
    ...[
      '',
      '*',
      'a*',
      '\\.',
      '\\097',
      '\\65',
      '\\9',
      '\\256',
      '\\300',
      '\\',
      '\\\\',
      '\\a',
      'l'.repeat(63),
      'l'.repeat(64),
      '"',
      "'",
      '@',
      '$',
      '(',
    ],
    ...['\xe9', '\x01', '%41', 'a#b', 'a:b', 'a;', '!', '\\032', '\\000', 'invalid', 'a\0b', '\r'],
  ])
}

function name(random: Random): string {
  const whole = Array.from({ length: 1 + below(random, 4) }, () => label(random)).join('.')
  return oneOf(random, [
    ...[whole, whole, whole, `.${whole}`, `*.${whole}`, `.${whole}`, `*.${whole}`],
    ...[
      `${whole}.`,
      `..${whole}`,
      `*.*.${whole}`,
      `.*.${whole}`,
      `*..${whole}`,
      `**.${whole}`,
      `*${whole}`,
      `${whole}..`,
      '*',
      '*.',
      '.',
      '..',
      '@',
    ],
    ...[
      `*.${whole}.`,
      `${'abcdefghi.'.repeat(24)}${whole}`,
      `${'q.'.repeat(115)}${whole}`,
      `\\*.${whole}`,
      `\\.${whole}`,
      `a.*.${whole}`,
    ],
  ])
}

function generic(random: Random): string {
  const owner = random() < 0.1 ? '@' : Array.from({ length: 1 + below(random, 3) }, () => label(random)).join('.')
  const ttl =
    random() < 0.5 ? '' : `${oneOf(random, ['60', '1h', '0', '1d', '-1', '86400', 'x', '1H', '600', '5', '60'])} `
  const text = oneOf(random, TEXTS)
  const rest = oneOf(random, [
    ...CODES.slice(0, 20).map((code) => `A ${code}`),
    ...[
      `TXT ${text}`,
      `TXT "${text}"`,
      `txt\t${text}`,
      `TXT ${text} `,
      `TXT "${text}`,
      `Txt ${text}`,
      `TXT  ${text}`,
      `TXT "a" "b"`,
      'TXT',
      'TXT ',
      'TXT ""',
    ],
    ...[
      'MX 10 mx.example.',
      'MX 10 mx',
      'mx 0 .',
      'MX 65535 a',
      'MX 65536 a',
      'MX -1 a',
      'MX 10',
      'MX 10 a b',
      'MX 010 a',
      'MX x a',
      'MX 10 mx.example. # x',
    ],
    ...[
      'A',
      'A 1.2.3.4 # x',
      'A 1.2.3.4#x',
      'A 1.2.3.4 5',
      'AAAA ::1',
      'NS ns.',
      'CNAME x',
      'IN A 1.2.3.4',
      'PTR x.',
      'A 1.2.3.4;',
      'TYPE1 \\# 4 01020304',
    ],
    ...['', '# x', '; x', ': x', ':2:x'],
  ])
  return `${owner}${oneOf(random, [' ', ' ', '\t', '  '])}${ttl}${rest}`
}

type Lines = (random: Random) => string

const entries: Readonly<Record<Exclude<ListFormat, 'combined'>, Lines>> = {
  ip4set: (random) => `${excludes(random)}${range4(random)}${value(random)}`,
  ip4trie: (random) => `${excludes(random)}${range4(random)}${value(random)}`,
  ip4tset: (random) =>
    `${random() < 0.05 ? '!' : ''}${random() < 0.8 ? address4(random) : range4(random)}${value(random)}`,
  ip6trie: (random) => `${excludes(random)}${range6(random)}${value(random)}`,
  ip6tset: (random) => `${excludes(random)}${range6(random)}${value(random)}`,
  dnset: (random) => `${excludes(random)}${name(random)}${value(random)}`,
  generic,
}

function excludes(random: Random): string {
  return random() < 0.7 ? '' : oneOf(random, ['!', '!', '!', '! ', '!\t', '!!', '! !'])
}

function line(random: Random, entry: Lines): string {
  const kind = random()
  if (kind < 0.1) return `${blanks(random)}${value(random)}`
  if (kind < 0.2) return `${blanks(random)}${specialLine(random)}`
  if (kind < 0.22) return maxRange(random)
  if (kind < 0.25)
    return oneOf(random, ['', ' ', '\t', '#', '# x', ';', ';x', ' # x', '\0', '\x01', '!', '! ', '!#', '\r', '\\'])
  const text = `${blanks(random)}${entry(random)}${blanks(random)}`
  return random() < 0.94 ? text : damaged(random, text)
}

/** One octet more, less, or another. */
function damaged(random: Random, text: string): string {
  const at = below(random, text.length)
  const octet = oneOf(random, [
    ' ',
    '\t',
    '#',
    ';',
    ':',
    '.',
    '-',
    '/',
    '!',
    '$',
    '\0',
    '\r',
    '0',
    '9',
    'x',
    '\\',
    '*',
    '\xff',
  ])
  return oneOf(random, [
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + octet + text.slice(at),
    text.slice(0, at) + octet + text.slice(at + 1),
    text.slice(0, at),
  ])
}

const PARTS = ['ip4set', 'ip4trie', 'ip4tset', 'ip6trie', 'ip6tset', 'dnset', 'generic'] as const
const SUBZONES = ['@', 'sub', 'SUB', 'sub.deep', 'a', 'sub.', '10', '200.10'] as const

/** What stands above the first dataset belongs to all; in a second file rbldnsd takes it for the last one of the file before. */
function combinedText(random: Random, isFirst: boolean): string {
  let entry: Lines = () => ''
  const lines: string[] = []
  const datasets = 1 + below(random, 5)
  for (let i = 0; i < datasets; i++) {
    const part = oneOf(random, PARTS)
    const zones = Array.from({ length: below(random, 4) }, () => oneOf(random, SUBZONES)).join(
      oneOf(random, [' ', '\t', '  ']),
    )
    const named = oneOf(random, ['', '', ':named', ':', ':a:b', `:${'n'.repeat(30)}`])
    const word = oneOf(random, ['$DATASET', '$DATASET', '$dataset', '#$DATASET', ':$DATASET', ';$DATASET', '$DataSet'])
    lines.push(`${word} ${part}${named} ${zones}${oneOf(random, ['', '', '', ' # comment', ' ;', ' #@', ' @#'])}`)
    entry = entries[part]
    for (let j = below(random, 14); j > 0; j--) lines.push(line(random, entry))
  }
  const before = Array.from({ length: isFirst ? below(random, 3) : 0 }, () => specialLine(random)).filter((one) =>
    /^[#;:]?\$/.test(one),
  )
  return [...before, ...lines].join('\n')
}

function textOf(random: Random, format: ListFormat, isFirst: boolean): string {
  if (format === 'combined') return combinedText(random, isFirst)
  return Array.from({ length: 5 + below(random, 40) }, () => line(random, entries[format])).join('\n')
}

/** `seed`: another one gives another list. */
export function oddList(format: ListFormat, seed: number): OddList {
  const random = randomFrom(seed * 8 + FORMATS.indexOf(format) + 1)
  const count = random() < 0.8 ? 1 : 2
  const texts = Array.from({ length: count }, (_, i) => {
    const text = textOf(random, format, i === 0)
    const ended = random() < 0.8 ? text.replaceAll('\n', random() < 0.9 ? '\n' : '\r\n') : text
    return `${i === 0 ? HEAD : ''}${SAFE[format] ?? ''}${ended}${random() < 0.85 ? '\n' : ''}`
  })
  const names = new Set(texts.flatMap((text) => namesIn(format, text, random)))
  return { format, files: texts.map((text) => Buffer.from(text, 'latin1')), names: [...names].slice(0, 400) }
}

/** Janus refuses lists that list what no list may: the others are not asked for nothing. */
const SAFE: Readonly<Partial<Record<ListFormat, string>>> = {
  ip4set: '!127.0.0.1\n',
  ip4trie: '!127.0.0.1\n',
  ip6trie: '!::ffff:7f00:1\n',
  dnset: '!.invalid\n',
}

export const FORMATS = ['ip4set', 'ip4trie', 'ip4tset', 'ip6trie', 'ip6tset', 'dnset', 'generic', 'combined'] as const

/** Whatever may be an entry there, and what lies beside it. */
function namesIn(format: ListFormat, text: string, random: Random): string[] {
  const found: string[] = ['']
  if (format.startsWith('ip4') || format === 'combined') found.push(...names4(text))
  if (format.startsWith('ip6') || format === 'combined') found.push(...names6(text))
  if (format === 'dnset' || format === 'generic' || format === 'combined') found.push(...namesOfWords(text))
  const subzones = format === 'combined' ? ['', '.sub', '.sub.deep', '.a', '.10', '.200.10'] : ['']
  const shown =
    found.length * subzones.length <= 400
      ? found
      : found.filter(() => random() < 400 / (found.length * subzones.length))
  return shown.flatMap((one) => subzones.map((subzone) => `${one}${subzone}`.replace(/^\./, ''))).filter(canBeAsked)
}

function names4(text: string): string[] {
  const all = new Set<number>([0, 0xffffffff, 0x7f000001, 0x7f000002, 0x7f000003, 0x80000000])
  for (const [found, bits] of [...text.matchAll(/[\d.]+(?:\/(\d+))?/g)].map(
    ([whole, bits]) => [whole.replace(/\/.*/, ''), bits] as const,
  )) {
    const octets = found.split('.').filter((one) => one !== '' && Number(one) < 256)
    if (octets.length === 0) continue
    const [a, b, c, d] = [...octets.map(Number), 0, 0, 0, 0] as [number, number, number, number]
    const from = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
    const size = 2 ** (32 - Math.min(Number(bits ?? Math.min(octets.length, 4) * 8), 32))
    for (const one of [from, from - 1, from + 1, from + size - 1, from + size, from + (size >>> 1)])
      if (one >= 0 && one < 2 ** 32) all.add(one)
  }
  return [...all].map((one) => [one & 255, (one >>> 8) & 255, (one >>> 16) & 255, one >>> 24].join('.'))
}

function names6(text: string): string[] {
  const all = new Set<bigint>([0n, 1n, 0xffff7f000001n, 0xffff7f000002n])
  for (const [found] of text.matchAll(/[\da-f]*:[\da-f:]*/gi)) {
    const [first, last] = found.split('::').map((side) =>
      side
        .split(':')
        .filter((one) => one !== '')
        .slice(0, 8),
    )
    const groups = new Array<string>(8).fill('0')
    groups.splice(0, first!.length, ...first!)
    if (last !== undefined) groups.splice(8 - Math.min(last.length, 8 - first!.length), 8, ...last)
    const whole = BigInt(
      `0x${groups
        .slice(0, 8)
        .map((group) => group.slice(-4).padStart(4, '0'))
        .join('')}`,
    )
    for (const one of [
      whole,
      whole + 1n,
      whole - 1n,
      whole | 0xffffffffffffffffn,
      whole + (1n << 64n),
      whole + (1n << 80n),
    ])
      if (one >= 0n && one < 1n << 128n) all.add(one)
  }
  return [...all].map((one) => [...one.toString(16).padStart(32, '0')].reverse().join('.'))
}

function namesOfWords(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [word = ''] = line.replace(/^[\s!]*/, '').split(/[ \t\0\r]/)
    const base = word
      .replace(/^(\*\.|\.)/, '')
      .replace(/\.+/g, '.')
      .replace(/^\.|\.$/g, '')
    return base === '' || base.length > 300 ? [] : [base, `q.${base}`, `q.r.${base}`, base.replace(/^[^.]*\.?/, '')]
  })
}

/** As a question, with room for the name of the list. */
function canBeAsked(name: string): boolean {
  if (/\\($|25[6-9]|2[6-9]\d|[3-9]\d\d)|\\\d{1,2}(?!\d)/.test(name)) return false
  const labels = name === '' ? [] : name.split(/(?<!\\)\./)
  return (
    name.length < 220 &&
    labels.every(
      (one) =>
        one !== '' &&
        one.length < 64 &&
        !/^@$/.test(one) &&
        ![...one].some((c) => c > '\x7e' || c < '!' || '"$();@'.includes(c)),
    )
  )
}
