// The other formats of list files: what each lists, what it excludes, and which names exist because of it.

import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import type { ListFormat } from '../../src/lists/formats.ts'
import { summary } from '../support/ask.ts'
import { LIST, readListOf, SOA, serverOf } from '../support/list.ts'

type Case = { readonly text: string; readonly answers: Readonly<Record<string, string>> }

const six = (address: string) => [...address.replaceAll(':', '')].reverse().join('.')
const NET = '2001:0db8:0001:0002'

const cases: Readonly<Record<Exclude<ListFormat, 'ip4set'>, Case>> = {
  ip4trie: {
    text: '10.0.0.0/8 :3:$\n!10.1.0.0/16\n10.1.2.0/25 :4:\n10.1.2.3 own\n0.0.0.0/7 :5:low\n255.255.255.255\n',
    answers: {
      '1.1.0.10 TXT': '"10.0.1.1"',
      '1.1.1.10 A': 'NXDOMAIN',
      '1.2.1.10 A': '127.0.0.4',
      '3.2.1.10 A': '127.0.0.2',
      '128.2.1.10 A': 'NXDOMAIN',
      '2.1.10 A': 'NODATA',
      '1.10 A': 'NODATA',
      '5.10 A': 'NODATA',
      'x.5.10 TXT': '"10.5.0.0/16"',
      '0.0.0.0 A': '127.0.0.5',
      '255.255.255.1 A': '127.0.0.5',
      '0.0.0.2 A': 'NXDOMAIN',
      '255.255.255.255 A': '127.0.0.2',
    },
  },
  ip4tset: {
    text: '10.0.0.1\n:4:for all $\n10.0.0.2 :9:not this\n:5:nor this\n',
    answers: { '1.0.0.10 TXT': '"for all 10.0.0.1"', '2.0.0.10 A': '127.0.0.4', '3.0.0.10 A': 'NXDOMAIN' },
  },
  ip6trie: {
    text: '2001:db8:1::/48 :3:$\n!2001:db8:1:2::/64\n2001:db8:1:2::7 :4:\n::1 one\n',
    answers: {
      [`${six(`${NET}:0000:0000:0000:0007`)} A`]: '127.0.0.4',
      [`${six(`${NET}:0000:0000:0000:0008`)} A`]: 'NXDOMAIN',
      [`${six('2001:0db8:0001:0003:0000:0000:0000:0008')} TXT`]: '"2001:db8:1:3::8"',
      [`${six('2001:0db8:0001:0003:0000:0000:0000:0008').toUpperCase()} A`]: '127.0.0.3',
      [`${six('2001:0db8')} A`]: 'NODATA',
      [`${six('2001:0db9')} A`]: 'NXDOMAIN',
      [`${six('0000:0000:0000:0000:0000:0000:0000:0001')} TXT`]: '"one"',
      [`${six('0000:0000:0000:0000:0000:ffff:7f00:0002')} A`]: '127.0.0.2',
      [`${six('0000:0000:0000:0000:0000:ffff:7f00:0001')} A`]: 'NXDOMAIN',
      '1.2.3.4 A': 'NXDOMAIN',
    },
  },
  ip6tset: {
    text: `:4:$\n2001:db8:1:2\n2001:db8:1:3\n!2001:db8:1:2::7\n`,
    answers: {
      [`${six(`${NET}:0000:0000:0000:0007`)} A`]: 'NXDOMAIN',
      [`${six(`${NET}:0000:0000:0000:0006`)} TXT`]: '"2001:db8:1:2::6"',
      [`${six(`${NET}:ffff:ffff:ffff:ffff`)} A`]: '127.0.0.4',
      [`${six('2001:0db8:0001:0004:0000:0000:0000:0001')} A`]: 'NXDOMAIN',
      [`${six(NET)} A`]: 'NODATA',
      [`${six('2001:0db8:0001:0003')} A`]: 'NODATA',
    },
  },
  dnset: {
    text: 'spam.example :3:$\n.all.example\n*.below.example :4:\n!good.all.example\n!*.quiet.all.example\nMIXED.Case\ntwo :5:\ntwo :6:\na.b.c\n!useless.x\no\\.d\\009\\032\\@.x :4:$\nonce.x :4:$= of $\n',
    answers: {
      'spam.example TXT': '"spam.example"',
      'www.spam.example A': 'NXDOMAIN',
      'example A': 'NODATA',
      'all.example A': '127.0.0.2',
      'deep.er.all.example A': '127.0.0.2',
      'good.all.example A': 'NODATA',
      'www.good.all.example A': '127.0.0.2',
      'quiet.all.example A': '127.0.0.2',
      'x.quiet.all.example A': 'NODATA',
      'below.example A': 'NODATA',
      'x.below.example A': '127.0.0.4',
      'mixed.case A': '127.0.0.2',
      'two A': '127.0.0.5 127.0.0.6',
      'b.c A': 'NODATA',
      'x.b.c A': 'NXDOMAIN',
      'useless.x A': 'NXDOMAIN',
      // Each backslash stands twice: the answer is text, too.
      'o\\.d\\009\\032\\@.x TXT': '"o\\\\.d\\\\009\\\\032\\\\@.x"',
      'once.x TXT': '"$= of $ of once.x"',
      'test A': '127.0.0.2',
      'TEST A': '127.0.0.2',
      'invalid A': 'NXDOMAIN',
    },
  },
  generic: {
    text: '@ A 127.0.0.8\n@ MX 10 mx.example.\nwww 3000 A 127.0.0.1\nwww TXT "a text"\na.b A 127.0.0.3\n',
    answers: {
      'bl.example. A': '127.0.0.8',
      'bl.example. MX': '10 mx.example.',
      'www TXT': '"a text"',
      'www AAAA': 'NODATA',
      'b A': 'NODATA',
      'x.www A': 'NXDOMAIN',
    },
  },
  combined: {
    text: '$1 outer\n$DATASET ip4set:p proxies @\n$1 inner\n10.0.0.0/24 $1 $\n$DATASET dnset names.sub\n$TTL 77\n.x :3:$ $1\n$DATASET generic @\nwww A 127.0.0.9\n',
    answers: {
      '7.0.0.10 TXT': '"outer 10.0.0.7"',
      '7.0.0.10.proxies TXT': '"outer 10.0.0.7"',
      '7.0.0.10.names.sub A': 'NXDOMAIN',
      'y.x.names.sub TXT': '"x outer"',
      'sub A': 'NODATA',
      'names.sub A': 'NODATA',
      'proxies A': 'NODATA',
      'www A': '127.0.0.9',
      'www.proxies A': 'NXDOMAIN',
      'x.sub A': 'NXDOMAIN',
    },
  },
}

for (const [format, { text, answers }] of Object.entries(cases))
  t.test(`${format}`, async (t) => {
    const path = join(t.testdir({ list: `${SOA}${text}` }), 'list')
    const { subject, problems } = readListOf([{ path, format: format as ListFormat }])
    t.same(problems, [])
    const server = serverOf(subject!.zone)
    for (const [question, answer] of Object.entries(answers))
      t.equal(summary(server.ask(question, { origin: LIST })), answer, question)
  })

t.test('no name exists because of an exclusion of what is not listed', async (t) => {
  for (const [format, lines, names] of [
    ['ip6trie', '!2001:db8:1:2::/64\n', [NET, '2001:0db8', '2']],
    ['ip6tset', '2001:db9:1:2\n!2001:db8:1:2::7\n', [NET, '2001:0db8']],
    ['ip4trie', '!10.0.0.1\n', ['1.0.0', '1']],
  ] as const) {
    const path = join(t.testdir({ list: `${SOA}${lines}` }), 'list')
    const server = serverOf(readListOf([{ path, format }]).subject!.zone)
    for (const name of names) {
      const question = format === 'ip4trie' ? [...name].reverse().join('') : six(name)
      t.equal(summary(server.ask(`${question} A`, { origin: LIST })), 'NXDOMAIN', `${format} ${name}`)
    }
  }
})

t.test('files of one format are one list, and of several formats each list for itself', async (t) => {
  const dir = t.testdir({
    a: `${SOA}:3:first\n10.0.0.0/24\n10.0.1.1\n`,
    b: '!10.0.0.7\n10.0.1.1 :4:second\n10.0.2.1\n',
    c: ':5:trie\n10.0.0.7\n10.0.1.1\n',
  })
  const format = (name: string) => (name === 'c' ? 'ip4trie' : 'ip4set')
  const { subject } = readListOf(['a', 'b', 'c'].map((name) => ({ path: join(dir, name), format: format(name) })))
  const server = serverOf(subject!.zone)
  const asked: Readonly<Record<string, string>> = {
    '6.0.0.10 A': '127.0.0.3',
    '7.0.0.10 A': '127.0.0.5',
    '1.1.0.10 A': '127.0.0.3 127.0.0.4 127.0.0.5',
    '1.2.0.10 A': '127.0.0.2',
  }
  for (const [question, answer] of Object.entries(asked))
    t.equal(summary(server.ask(question, { origin: LIST })), answer, question)
})

const odd: readonly {
  readonly what: string
  readonly format: ListFormat
  readonly text: string
  readonly told: string
  readonly answers?: Readonly<Record<string, string>>
}[] = [
  { what: 'nothing', format: 'ip4set', text: '# only this\n', told: '1:1 list-empty' },
  { what: 'everything', format: 'ip4trie', text: '0/0\n!127.0.0.1\n', told: '1:1 list-everything' },
  { what: '127.0.0.1', format: 'ip4set', text: '127.0.0.0/24\n', told: '1:1 list-test-point' },
  { what: 'invalid', format: 'dnset', text: '.invalid\n', told: '1:1 list-test-point' },
  {
    what: 'a file from the future',
    format: 'ip4set',
    text: '$TIMESTAMP 2099:01:01\n10.0.0.1\n',
    told: '1:1 list-expired',
  },
  { what: 'no dataset', format: 'combined', text: '10.0.0.1\n', told: '1:1 list-syntax' },
  {
    what: 'host bits',
    format: 'ip4set',
    text: '10.0.0.1/24\n10.0.0.2\n',
    told: '1:1 list-host-bits',
    answers: { '1.0.0.10 A': 'NXDOMAIN' },
  },
  {
    what: 'the other family',
    format: 'ip4set',
    text: '10.0.0.1\n  2001:db8::1\n',
    told: '2:3 list-syntax',
    answers: { '1.0.0.10 A': '127.0.0.2' },
  },
  {
    what: 'a label that would be a wildcard elsewhere',
    format: 'dnset',
    text: '*\na.*.b\n.c\n',
    told: '1:1 list-syntax',
    answers: { 'x A': 'NXDOMAIN', 'a.x.b A': 'NXDOMAIN', 'x.c A': '127.0.0.2' },
  },
  {
    what: 'an octet of zero in a text',
    format: 'ip4set',
    text: '10.0.0.1 :2:a\0b\n10.0.0.2 x\0$\nbad\n',
    told: '3:1 list-syntax',
    answers: { '1.0.0.10 TXT': '"a"', '2.0.0.10 TXT': '"x"' },
  },
  {
    what: 'variables that stand for more than a text can have',
    format: 'ip4set',
    text: `$0 ${'y'.repeat(70_000)}\n10.0.0.1 :2:$0$0\n10.0.0.2 after\nbad\n`,
    told: '4:1 list-syntax',
    answers: { '1.0.0.10 TXT': `"${'y'.repeat(255)}"`, '2.0.0.10 TXT': '"after"' },
  },
  {
    what: 'carriage returns, and no end of the last line',
    format: 'ip4set',
    text: ':3:text $\r\n10.0.0.0/31\r\nbad\r\n255.255.255.254/31',
    told: '3:1 list-syntax',
    answers: { '1.0.0.10 TXT': '"text 10.0.0.1"', '2.0.0.10 A': 'NXDOMAIN', '255.255.255.255 A': '127.0.0.3' },
  },
]

t.test('a file that is packed is what is in it, in one member or several', async (t) => {
  const text = `${SOA}:3:$\n10.0.0.0/30\n10.0.0.1/24\n`
  const [one, rest] = [text.slice(0, -14), text.slice(-14)]
  for (const packed of [gzipSync(text), Buffer.concat([gzipSync(one), gzipSync(rest)])]) {
    const path = join(t.testdir({ list: packed }), 'list')
    const { subject, problems } = readListOf([{ path, format: 'ip4set' }])
    t.same(
      problems.map(({ rule, place }) => `${place.line}:${place.column} ${rule}`),
      [`${text.split('\n').length - 1}:1 list-host-bits`],
      'places are those of the text',
    )
    const server = serverOf(subject!.zone)
    t.equal(summary(server.ask('2.0.0.10 TXT', { origin: LIST })), '"10.0.0.2"')
    t.equal(summary(server.ask('9.0.0.10 A', { origin: LIST })), 'NXDOMAIN')
  }
})

t.test('odd files: what is told first, and what is answered all the same', async (t) => {
  for (const { what, format, text, told, answers = {} } of odd) {
    const path = join(t.testdir({ list: `${text}\n${SOA}` }), 'list')
    const { subject, problems } = readListOf([{ path, format }])
    const [first] = problems
    t.equal(first && `${first.place.line}:${first.place.column} ${first.rule}`, told, what)
    for (const [question, answer] of Object.entries(answers))
      t.equal(summary(serverOf(subject!.zone).ask(question, { origin: LIST })), answer, `${what}: ${question}`)
  }
})

t.test('thousands of ranges over each other, each with its own value, are read in no time', async (t) => {
  const lines = Array.from(
    { length: 3000 },
    (_, i) => `10.0.0.0-10.${i >> 8}.${i & 255}.5 :127.1.${i >> 8}.${i & 255}:`,
  )
  const path = join(t.testdir({ list: lines.join('\n') }), 'list')
  const begun = process.cpuUsage()
  t.ok(readListOf([{ path, format: 'ip4set' }]).subject)
  t.ok(process.cpuUsage(begun).user < 5_000_000, 'of processor time')
})
