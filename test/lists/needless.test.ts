// Lines of a list that could go: which ones are told, that the list answers the same without them, and how zonecheck says so.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { ListFormat } from '../../src/lists/formats.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { RunFiles } from '../../src/supply/loader/run-files.ts'
import { readListFiles } from '../../src/supply/sources/list.ts'
import { Random } from '../fuzz/random.ts'
import { summary } from '../support/ask.ts'
import { LIST, SOA, serverOf } from '../support/list.ts'

const dir = t.testdir({})
const ZONECHECK = join(import.meta.dirname, '../../src/cli/zonecheck.js')

function readOf(texts: readonly string[], format: ListFormat) {
  const files = texts.map((text, i) => {
    const path = join(dir, `list${i}`)
    writeFileSync(path, text)
    return { path, format }
  })
  const list = {
    ...{ origin: nameFromText(LIST), files, ttl: 300, negativeTtl: 10, negativeTtlGiven: false },
    ...{ maxEntries: 1_000_000, code: Uint8Array.of(127, 0, 0, 2), tellsNeedless: true },
  }
  return readListFiles({ key: 'list', path: files[0]!.path, size: 0, list }, new RunFiles(), true)
}

/** `3 swallowed 1`: line 3 could go beside line 1. */
function told(texts: readonly string[], format: ListFormat): string[] {
  return inEnglish(readOf(texts, format).problems).map(({ rule, place, message }) => {
    const beside = /line (\d+)/.exec(message)?.[1]
    return `${place.line} ${rule.replace('list-', '')}${beside === undefined ? '' : ` ${beside}`}`
  })
}

const cases: readonly [what: string, format: ListFormat, lines: string, wanted: string][] = [
  ['the same address twice', 'ip4set', '192.0.2.1 192.0.2.2 192.0.2.1', '3 twice 1'],
  ['the same address three times', 'ip4set', '192.0.2.1 192.0.2.1 192.0.2.1', '2 twice 1, 3 twice 1'],
  ['twice within another value', 'ip4trie', '192.0.2.0/24:3: 192.0.2.1 192.0.2.1', '3 twice 2'],
  ['an exclusion twice', 'ip4set', '192.0.2.0/24 !192.0.2.1 !192.0.2.1', '3 twice 2'],
  ['an idle exclusion twice', 'ip4set', '192.0.2.0/24 !192.0.3.1 !192.0.3.1', '2 idle, 3 idle'],
  ['twice, and with another value in between', 'ip4set', '192.0.2.1 192.0.2.1:3: 192.0.2.1', ''],
  ['twice, and a part with another value', 'ip4set', '192.0.2.0/24 192.0.2.0/24 192.0.2.1:3:', ''],
  ['ranges of which each meets the next', 'ip4set', '192.0.2.1-5 192.0.2.5-9 192.0.2.9-20 192.0.2.10', '4 swallowed 3'],
  ['with other values it has both', 'ip4set', '192.0.2.1:3: 192.0.2.1:4:', ''],
  ['in a prefix that has it', 'ip4set', '192.0.2.0/24 192.0.2.1', '2 swallowed 1'],
  ['written before the prefix', 'ip4set', '192.0.2.1 192.0.2.0/24', '1 swallowed 2'],
  ['with a value of its own', 'ip4set', '192.0.2.0/24 192.0.2.1:3:', ''],
  ['behind an exclusion of more', 'ip4set', '192.0.2.0/24 !192.0.2.0/28 192.0.2.1', ''],
  ['in a range', 'ip4set', '192.0.2.1-192.0.3.9 192.0.2.200-192.0.3.4', '2 swallowed 1'],
  ['half in a range', 'ip4set', '192.0.2.1-9 192.0.2.5-20', ''],
  ['an exclusion of what nothing lists', 'ip4set', '192.0.2.0/24 !192.0.3.1', '2 idle'],
  ['an exclusion in an exclusion', 'ip4trie', '192.0.2.0/24 !192.0.2.0/28 !192.0.2.1', '3 swallowed 2'],
  ['an address of a set', 'ip4tset', '192.0.2.1 192.0.2.1', '2 twice 1'],
  ['within two that differ', 'ip4trie', '192.0.2.0/24 192.0.2.0/24:3: 192.0.2.1', ''],
  ['within two that differ, the other first', 'ip4trie', '192.0.2.0/24:3: 192.0.2.0/24 192.0.2.1', ''],
  ['IPv6 in IPv6', 'ip6trie', '2001:db8::/32 2001:db8:1::/48 2001:db8:1::7', '2 swallowed 1, 3 swallowed 2'],
  ['IPv6 with another value between', 'ip6trie', '2001:db8::/32 2001:db8:1::/48:3: 2001:db8:1::7', ''],
  ['a network twice', 'ip6tset', '2001:db8:1:2 2001:db8:1:2 !2001:db8:9:9::1', '2 twice 1, 3 idle'],
  ['a name below a name', 'dnset', '.a.example x.a.example y.example', '2 swallowed 1'],
  ['a name and all below it', 'dnset', 'a.example *.a.example .a.example', '3 twice 1'],
  ['a name that is excluded in between', 'dnset', '.a.example !*.b.a.example x.b.a.example', ''],
  ['a name in another case', 'dnset', 'a.example A.Example', '2 twice 1'],
  ['an exclusion of a name that nothing lists', 'dnset', 'a.example !x.a.example !*.a.example', '2 idle, 3 idle'],
]

for (const [what, format, lines, wanted] of cases)
  t.test(`${format}: ${what}`, async (t) => t.equal(told([lines.replaceAll(' ', '\n')], format).join(', '), wanted))

t.test('in two files of one list', async (t) => {
  const { problems } = readOf(['192.0.2.1\n', '192.0.2.2\n192.0.2.1\n'], 'ip4set')
  t.strictSame(
    inEnglish(problems).map(({ message }) => message),
    ['line 1 of another file has this already'],
  )
})

t.test('who serves a list is not told', async (t) => {
  const { problems } = readOf(['192.0.2.1\n192.0.2.1\n'], 'ip4set')
  t.equal(problems.length, 1)
  const path = join(dir, 'served')
  writeFileSync(path, '192.0.2.1\n192.0.2.1\n')
  const list = {
    ...{ origin: nameFromText(LIST), files: [{ path, format: 'ip4set' as const }], ttl: 300, negativeTtl: 10 },
    ...{ negativeTtlGiven: false, maxEntries: 1000, code: Uint8Array.of(127, 0, 0, 2) },
  }
  t.strictSame(readListFiles({ key: 'list', path, size: 0, list }, new RunFiles(), true).problems, [])
})

/** Work that grows with the square of these takes minutes. */
const long: readonly [what: string, format: ListFormat, line: (i: number) => string, first: string | undefined][] = [
  [
    'ranges that meet',
    'ip4set',
    (i) => `${dotted((10 << 24) + i * 10)}-${dotted((10 << 24) + i * 10 + 10)}`,
    undefined,
  ],
  ['one address', 'ip4set', () => '192.0.2.1', '2 twice 1'],
  ['one network', 'ip6tset', () => '2001:db8:1:2', '2 twice 1'],
  ['one name', 'dnset', () => '.a.example', '2 twice 1'],
]

for (const [what, format, line, first] of long)
  t.test(`a long list of ${what} is looked through once`, async (t) => {
    const lines = Array.from({ length: 150_000 }, (_, i) => line(i))
    t.equal(told([lines.join('\n')], format)[0], first)
  })

const VALUES = ['', '', '', ' :3:', ' :4:x']
const ADDRESSES = [...Array(40).keys()].map((i) => ((10 << 24) | 0xe8) + i)
const dotted = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')

function randomIp4(random: Random, hasRanges: boolean): string {
  const at = ADDRESSES[random.below(ADDRESSES.length)]!
  const excludes = random.below(4) === 0
  const value = excludes ? '' : VALUES[random.below(VALUES.length)]!
  const bits = 24 + random.below(9)
  const end = Math.min(at + random.below(20), ADDRESSES.at(-1)!)
  const text =
    hasRanges && random.below(3) === 0 ? `${dotted(at)}-${dotted(end)}` : `${dotted(at & (-1 << (32 - bits)))}/${bits}`
  return `${excludes ? '!' : ''}${text}${value}`
}

function randomName(random: Random): string {
  const labels = Array.from({ length: 1 + random.below(3) }, () => 'ab'[random.below(2)]!)
  const excludes = random.below(4) === 0
  const kind = ['', '.', '*.'][random.below(3)]!
  return `${excludes ? '!' : ''}${kind}${labels.join('.')}${excludes ? '' : VALUES[random.below(VALUES.length)]!}`
}

const NAMES = ['a', 'b', 'a.a', 'a.b', 'b.a', 'b.b'].flatMap((name) => [name, `a.${name}`, `x.${name}`, `y.a.${name}`])
const REVERSED = ADDRESSES.map((address) => dotted(address).split('.').reverse().join('.'))

const formats: readonly [ListFormat, (random: Random) => string, far: string, asked: readonly string[]][] = [
  ['ip4set', (random) => randomIp4(random, true), '192.0.2.1', [...REVERSED, '0.0.10', '1.0.10', '0.10', '10']],
  ['ip4trie', (random) => randomIp4(random, false), '192.0.2.1/32', [...REVERSED, '0.0.10', '1.0.10', '0.10', '10']],
  ['dnset', randomName, 'far.example', NAMES],
]

const RUNS = process.env.JANUS_LONG === undefined ? 25 : 1000

for (const [format, lineOf, far, asked] of formats)
  t.test(`${format}: without what is told, each by itself and all of it, the list answers the same`, async (t) => {
    let needless = 0
    for (let run = 0; run < RUNS; run++) {
      const random = new Random(15, run)
      const lines = [far, ...Array.from({ length: 2 + random.below(6) }, () => lineOf(random))]
      const answers = (left: readonly string[]) => {
        const server = serverOf(readOf([`${SOA}${left.join('\n')}\n`], format).subject!.zone)
        return asked.flatMap((name) =>
          ['A', 'TXT'].map((type) => summary(server.ask(`${name} ${type}`, { origin: LIST }))),
        )
      }
      const found = readOf([`${lines.join('\n')}\n`], format).problems.map(({ place }) => place.line - 1)
      needless += found.length
      const whole = answers(lines)
      for (const gone of [...found.map((line) => [line]), found])
        t.strictSame(
          answers(lines.filter((_, i) => !gone.includes(i))),
          whole,
          `${lines.join(', ')} without ${gone.map((i) => lines[i]).join(', ')}`,
        )
    }
    t.ok(needless > RUNS / 4, `${needless} lines were told`)
  })

t.test('zonecheck reads a list by itself, packed or not', async (t) => {
  writeFileSync(join(dir, 'spam'), '10.0.0.0/8\n10.1.0.0/15\nx\n10.3.0.0/8\n')
  writeFileSync(join(dir, 'spam.gz'), gzipSync('10.0.0.0/8\n10.1.2.3\n'))
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [ZONECHECK, ...args], {
      ...{ cwd: dir, encoding: 'utf8', env: {} },
    })
    const findings = stdout.match(/^\S+:\d+:\d+: .*$|^.*(?:in 1 file|no problems).*$/gm) ?? []
    return { status, findings, stderr: stderr.split('\n')[0] }
  }
  t.match(run('--list', 'ip4set', 'spam.gz'), {
    status: 0,
    findings: [
      /^spam\.gz:2:1: warning: line 1 lists this already, with the same value \[list-swallowed\]/,
      /1 warning/,
    ],
  })
  t.match(run('--list', 'ip4set', '--strict', 'spam'), {
    status: 1,
    findings: [/^spam:2:1: .*list-host-bits/, /^spam:3:1: .*list-syntax/, /^spam:4:1: .*list-host-bits/, /3 warnings/],
  })
  t.match(run('--list', 'ip4set', 'missing'), { status: 2 })
  t.match(run('--list', 'spam', 'spam'), { status: 2, stderr: /choices are ip4set/ })
  t.match(run('--list', 'ip4set', '--fix', 'spam'), { status: 2, stderr: /correct lists by hand/ })
  t.match(run('--list', 'ip4set', '--origin', 'x.example', 'spam'), {
    status: 2,
    stderr: /the configuration says where/,
  })
  t.match(run('--list', 'ip4set', '-'), { status: 2, stderr: /reads no pipe/ })
})
