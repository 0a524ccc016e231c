// Lists in each format of rbldnsd, with every form that it has, and names to ask of them.

import type { ListFormat } from '../../src/lists/formats.ts'

export type PeerList = {
  readonly format: ListFormat
  /** What makes it another list than the one of its format. */
  readonly with?: string
  /** Files that are read as one. */
  readonly files: readonly string[]
  /** Names relative to the list, made with random numbers below 1. */
  readonly names: (random: () => number) => string
}

const SPECIALS = `$SOA 60 ns.example. hostmaster.example. 7 1h 15m 30d 10
$NS 60 ns.example. -ns2.example. ns3.example.
#$TTL 5m
$1 one
;$2 two $ $1
:$3 three
$9 nine
$0 zero $
$1 not again
`
const TEXTS = [
  'text $',
  '$1/$2/$3/$4',
  'a $$ dollar',
  '$1$$$',
  'ends with $',
  '$=',
  '=$',
  'odd $a $ 9',
  '$0, $9, $5$6$7$8.',
  '==$',
  '=own $= of $',
  'once $= more $',
  'dollars $$$$',
  '$$$ $1$$1 $',
  'x'.repeat(300),
]

const valuesOf = (i: number) =>
  [
    '',
    ' :5',
    ' :6:',
    ` :127.0.0.${7 + (i % 200)}:${TEXTS[i % TEXTS.length]}`,
    ` ${TEXTS[i % TEXTS.length]}`,
    ' # none',
    ' ; none',
  ][i % 7]!

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n')

const octet = (random: () => number) => Math.floor(random() * 256)
const low = (random: () => number, most: number) => Math.floor(random() * most)

/** Mostly near what is listed. */
function address4(random: () => number): string {
  const kind = random()
  if (kind < 0.4) return `${octet(random)}.${low(random, 8)}.2.10`
  if (kind < 0.6) return `${octet(random)}.${octet(random)}.${low(random, 40)}.172`
  if (kind < 0.75) return `${octet(random)}.${octet(random)}.${octet(random)}.${low(random, 20)}`
  if (kind < 0.85)
    return [octet, octet, octet, octet]
      .map((one) => one(random))
      .slice(0, 1 + low(random, 4))
      .join('.')
  if (kind < 0.9) return `${low(random, 3)}.0.0.127`
  if (kind < 0.94) return `0${low(random, 9)}.${low(random, 8)}.2.10`
  return ['x', '256', '1.2.3.4.5', '*', '9.9.9.x', '-1.2.3.4'][low(random, 6)]!
}

const hex = (value: number) => value.toString(16)

function address6(random: () => number): string {
  const groups = [
    0x2001,
    0xdb8,
    low(random, 20),
    low(random, 20),
    ...[0, 0, 0].map(() => low(random, 2)),
    low(random, 6),
  ]
  if (random() < 0.1) groups[4] = low(random, 0x10000)
  const digits = groups.flatMap((group) => [...group.toString(16).padStart(4, '0')]).reverse()
  const kind = random()
  if (kind < 0.85) return digits.join('.')
  if (kind < 0.92) return digits.slice(low(random, 32)).join('.')
  return ['x', '0.0', `${digits.join('.').toUpperCase()}`, `1.${digits.join('.')}`, `10.${digits.slice(1).join('.')}`][
    low(random, 5)
  ]!
}

function domain(random: () => number): string {
  const label = () => `n${low(random, 30)}`
  const name = [label(), label(), `t${low(random, 6)}`].slice(low(random, 3)).join('.')
  return random() < 0.2
    ? `${['X', 'deep.er', 'test', 'invalid'][low(random, 4)]}.${name}`
    : random() < 0.1
      ? name.toUpperCase()
      : name
}

const ip4set = `${SPECIALS}$MAXRANGE4 /8
:2:default $
${lines(250, (i) => `10.2.${i % 8}.${i}${valuesOf(i)}`)}
!10.2.3.77
! 10.2.4.0/28
10.2.5.1 :8:again
10.2.5.1 :9:and again
172.16/12 :10:wide
172.17.0-172.19.255 :11:
172.20-21 short suffix
!172.22.0.0/16
172.22.5
172.22.5.9:12:joined
172.23.0.5-172.23.1.4
1.0.0.0-3
2.2.2.2-2.2.2.2
3.0.0.0/7
3.3.3.3/24
4.4.4.0/33
5.5.5
5.5.5.5-5.5.5.1
6-7
8/8 eight
0.0.0.0/0 too large
9.9.9.9.9
300.1.1.1
010.2.6.010 :13:leading zeros
:20:later default
11.0.0/24
`

const plain: readonly PeerList[] = [
  { format: 'ip4set', files: [ip4set, ':3:second file\n12.0.0.0/30\n10.2.3.77\n!11.0.0.7\n'], names: address4 },
  {
    format: 'ip4trie',
    files: [
      `${SPECIALS}$= base $= of $ ($1)
:2:default $
${lines(250, (i) => `10.2.${i % 8}.${i}${valuesOf(i)}`)}
10.2.0.0/18 :30:around
10.2.1.0/25 =not the base $
!10.2.2.0/26
10.2.2.16/30
172.16.0.0/12 :31
172.17/16 :32:
172.17/16 :33:twice
172.18.1/24
!172.18.1.128/25
172.18.1.130
1.2.3.0/23
4.0.0.0/30-5
7
8.8.8.8-9
`,
    ],
    names: address4,
  },
  {
    format: 'ip4tset',
    files: [
      `${SPECIALS}
10.2.9.9
:4:$0 $1 $2 $3 $4 $5 $6 $7 $8 $9 $$ $= $a $ the one $
:5:not this
${lines(250, (i) => `10.2.${i % 8}.${(i * 7) % 256}${valuesOf(i)}`)}
172.16/12
172.17.0
!10.2.1.7
`,
    ],
    names: address4,
  },
  {
    format: 'ip6trie',
    files: [
      `${SPECIALS}
:2:default $
${lines(200, (i) => `2001:db8:${hex(i % 20)}:${hex(Math.floor(i / 20))}::${hex(i % 6)}${i % 3 === 0 ? '' : '/128'}${valuesOf(i)}`)}
2001:db8:3::/48 :40:net $
!2001:db8:3:4::/64
2001:db8:3:4::/127 :41:
2001:db8:5:0001 :42:four groups
2001:db8:6::/47
2001:db8:7::/45 host bits
2001:db8:8:1::/61
2001:DB8:9::/52 :43:upper
2001:db8:a::1:2:3:4:5:6
::1
:: /0
1
zz::1
2001:db8:b:::1
`,
    ],
    names: address6,
  },
  {
    format: 'ip6tset',
    files: [
      `${SPECIALS}
:4:$0 $1 $2 $3 $4 $5 $6 $7 $8 $9 $$ $= $a $ the one $
${lines(100, (i) => `2001:db8:${hex(i % 20)}:${hex(Math.floor(i / 20))}`)}
!2001:db8:1:1::1
!2001:db8:1:1:0:0:0:2
!2001:db8:2:2
2001:db8:3
2001:db8:4:19::
2001:db8:1:1 :9:ignored
`,
    ],
    names: address6,
  },
  {
    format: 'dnset',
    files: [
      `${SPECIALS}
:2:default $
${lines(150, (i) => `${['', '.', '*.', '!', '!*.'][i % 5]}n${i % 30}.n${(i * 7) % 30}.t${i % 6}${i % 5 > 2 ? '' : valuesOf(Math.floor(i / 5) * 3 + (i % 5))}`)}
.n1.t1 :50:all $
*.t2 :51:
!n3.t2
!*.n4.t2
x.n4.t2
N5.T3 upper
n6..t3. dots
n7.t3 :52:one
n7.t3 :53:two
*.
.
${TEXTS.map((text, i) => `f${i}.t5 :4:${text}\n`).join('')}n8\\.x.t3 escaped
${['\\;', '\\@', '\\$', '\\"', '\\(', '\\)', '\\\\', '\\009', '\\255', '\\127', '\\032', "'", '_', '%'].map((one) => `n${one}9.t4 :4:odd $\n`).join('')}`,
    ],
    names: domain,
  },
  {
    format: 'generic',
    files: [
      `${SPECIALS}
www 3000 A 127.0.0.1
www A 127.0.0.9
about TXT "quoted text"
about txt unquoted $1 text
@ A 127.0.0.8
@ MX 10 mx.example.
n1.t1 1h A 1.2.3
n2.t1 AAAA ::1
n3.t1 A
deep.n4.t1 A 5
${lines(300, (i) => `h${i}.n${i % 30} ${['A 127.0.0.9', '60 A 127.0.0.3', 'TXT "text $"', 'TXT one $1 $', 'MX 10 $', 'txt $$ $9 $='][i % 6]}`)}
`,
    ],
    names: (random) =>
      random() < 0.2
        ? ['www', 'about', 't1', 'n1.t1', 'n2.t1', 'n3.t1', 'n4.t1', 'deep.n4.t1', 'x', ''][low(random, 10)]!
        : `h${low(random, 400)}.n${low(random, 30)}`,
  },
  {
    format: 'combined',
    files: [
      `${SPECIALS}
$DATASET ip4set:proxy proxies @
:2:proxy $ $1
$1 own one
10.2.1.0/24
127.0.0.2
$DATASET ip4trie:relay relays.sub @ # comment
:3:relay $
10.2.0.0/22
!10.2.1.16/28
$DATASET dnset names
.n1.t1 :4:$
$DATASET generic:common proxies relays.sub @
www A 127.0.0.8
`,
    ],
    names: (random) => {
      const zone = ['', '.proxies', '.relays.sub', '.names', '.sub', '.PROXIES'][low(random, 6)]!
      const name = random() < 0.1 ? 'www' : random() < 0.2 ? domain(random) : address4(random)
      return random() < 0.03 ? zone.slice(1) : `${name}${zone}`
    },
  },
]

/** A base that all texts but those behind `=` go into (`$=`). */
const BASE = '$= base $= of $ ($1)\n'

export const peerLists: readonly PeerList[] = [
  ...plain,
  ...plain
    .filter(({ format }) => format === 'ip4set' || format === 'ip6trie' || format === 'ip6tset' || format === 'dnset')
    .map((list) => ({ ...list, with: 'a base', files: list.files.map((text) => `${BASE}${text}`) })),
]

export type ListedLine = {
  readonly name: string
  /** What stands behind the entry, where it has a text with `$` in it. */
  readonly form: string | undefined
  readonly isExclusion: boolean
}

/** Each line with its entry, as a name: of a prefix its first address. Of a combined list, that of its first parts. */
export function linesOf({ format, files }: PeerList): ListedLine[] {
  let [part, subzone] = [`${format}`, '']
  return files.flatMap((text) =>
    text.split('\n').flatMap((line): ListedLine[] => {
      const [, kind, zone] = /^\$DATASET (\w+)\S* (\S+)/.exec(line) ?? []
      if (kind !== undefined) [part, subzone] = [kind, zone === '@' ? '' : `.${zone}`]
      const isExclusion = line.startsWith('!')
      const [, entry, value] =
        /^!? ?([^\s:!#;$][^\s]*?)(?:\s+(.*))?$/.exec(part.startsWith('ip4') ? line.replace(':', ' :') : line) ?? []
      const name = entry === undefined ? undefined : nameOf(part, entry)
      if (name === undefined) return []
      const said =
        part === 'generic' && !/^(\d+ )?txt /i.test(value ?? '') ? undefined : value?.replace(/^:[\d.]*:?/, '')
      return [
        { name: `${name}${subzone}`, form: said?.includes('$') && !/^[#;]/.test(said) ? said : undefined, isExclusion },
      ]
    }),
  )
}

function nameOf(part: string, entry: string): string | undefined {
  if (/\.\.|^[.*]+$/.test(entry)) return undefined
  if (part === 'dnset') return entry.replace(/^(\*\.|\.)/, '').replace(/\.$/, '')
  if (part === 'generic') return entry === '@' ? '' : entry
  if (part.startsWith('ip4')) {
    const octets = entry.replace(/[/-].*/, '').split('.')
    if (octets.length > 4 || octets.some((one) => !/^\d{1,3}$/.test(one))) return undefined
    return [...octets.map(Number), 0, 0, 0].slice(0, 4).reverse().join('.')
  }
  const groups = entry.replace(/\/.*/, '').split('::')
  if (groups.length > 2 || !/^[\da-f:]+$/i.test(entry.replace(/\/.*/, ''))) return undefined
  const [first, last] = groups.map((side) => (side === '' ? [] : side.split(':')))
  const between = new Array<string>(Math.max(8 - first!.length - (last?.length ?? 0), 0)).fill('0')
  const all = [...first!, ...between, ...(last ?? [])]
  return [...all.map((group) => group.toLowerCase().padStart(4, '0')).join('')].reverse().join('.')
}
