// Safe repairs: the lines as they are after them, and everything else untouched.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { changesText } from '../../src/check/changes.ts'
import { fixText } from '../../src/check/fix.ts'
import { heading, problemsOf } from './harness.ts'

/** The records after all safe repairs. */
function fixed(records: readonly string[], end = '\n'): string[] {
  const text = [...heading, ...records, ''].join(end)
  const { bytes } = fixText(Buffer.from(text), problemsOf(text))
  return Buffer.from(bytes).toString().split(end).slice(heading.length, -1)
}

type Case = [string, readonly string[], readonly string[]]

t.test('what is safe is mended, and nothing else', async (t) => {
  const cases: Case[] = [
    ['a forgotten dot of an owner', ['www.example.com  A 192.0.2.1 ; kept'], ['www.example.com.  A 192.0.2.1 ; kept']],
    ['a forgotten dot of a target', ['www\tCNAME\tns.example.com'], ['www\tCNAME\tns.example.com.']],
    ['forgotten dots of an RP', ['a RP a.example.com b.example.com'], ['a RP a.example.com. b.example.com.']],
    [
      'a forgotten dot of an MX',
      ['a MX 10 ns.example.com', 'a TXT "v=spf1 mx -all"'],
      ['a MX 10 ns.example.com.', 'a TXT "v=spf1 mx -all"'],
    ],
    [
      'a forgotten dot below a deeper origin',
      ['$ORIGIN sub.example.com.', '_a._tcp SRV 0 0 1 ns.example.com'],
      ['$ORIGIN sub.example.com.', '_a._tcp SRV 0 0 1 ns.example.com.'],
    ],
    [
      'an owner below a deeper origin: lists have such',
      ['$ORIGIN sub.example.com.', 'www.example.com TXT x'],
      ['$ORIGIN sub.example.com.', 'www.example.com TXT x'],
    ],
    [
      'a line that stands twice',
      ['a A 192.0.2.1', 'a A 192.0.2.1', 'b A 192.0.2.2'],
      ['a A 192.0.2.1', 'b A 192.0.2.2'],
    ],
    [
      'the same without an owner',
      ['a A 192.0.2.1', '  A 192.0.2.1', '  A 192.0.2.2'],
      ['a A 192.0.2.1', '  A 192.0.2.2'],
    ],
    [
      'an owner that others carry on',
      ['a A 192.0.2.1', 'a A 192.0.2.1', '  TXT x'],
      ['a A 192.0.2.1', 'a A 192.0.2.1', '  TXT x'],
    ],
    ...['$TTL 2h', '"$TTL" 2h', '$ORIGIN example.com.', '$GENERATE 1-2 h$ A 192.0.2.$'].map((directive): Case => {
      const lines = ['b A 192.0.2.2', 'a A 192.0.2.1', directive, '  TXT x']
      return [
        `an owner that others carry on behind ${directive}`,
        ['a A 192.0.2.1', ...lines],
        ['a A 192.0.2.1', ...lines],
      ]
    }),
    [
      'an owner that nobody carries on behind a directive',
      ['a A 192.0.2.1', 'b A 192.0.2.2', 'a A 192.0.2.1', '$TTL 2h', 'c TXT x'],
      ['a A 192.0.2.1', 'b A 192.0.2.2', '$TTL 2h', 'c TXT x'],
    ],
    [
      'quotes within quotes, over two lines',
      ['t TXT "a\\"" "b" "c"', '  TXT "a\\"" ( "b"', ' "c" )'],
      ['t TXT "a\\"" "b" "c"', '  TXT "a\\"" ( "b"', ' "c" )'],
    ],
    ['a semicolon in quotes', ['t TXT "a; b"', 't TXT "a; b"', 'a A 192.0.2.1'], ['t TXT "a; b"', 'a A 192.0.2.1']],
    [
      'a line that stands twice and has to stay, and its dot',
      ['w.example.com A 192.0.2.1', 'w.example.com A 192.0.2.1 ; why'],
      ['w.example.com. A 192.0.2.1', 'w.example.com. A 192.0.2.1 ; why'],
    ],
    [
      'forgotten dots of one owner in several lines',
      [
        'w.example.com A 192.0.2.1',
        'w.example.com A 192.0.2.2',
        '  TXT x',
        'w.example.com HINFO a b',
        '',
        'v A 192.0.2.3',
      ],
      [
        'w.example.com. A 192.0.2.1',
        'w.example.com. A 192.0.2.2',
        '  TXT x',
        'w.example.com. HINFO a b',
        '',
        'v A 192.0.2.3',
      ],
    ],
    ['over several lines', ['a A 192.0.2.1', 'a A (', ' 192.0.2.1 )'], ['a A 192.0.2.1', 'a A (', ' 192.0.2.1 )']],
    ['with a comment', ['a A 192.0.2.1', 'a A 192.0.2.1 ; why'], ['a A 192.0.2.1', 'a A 192.0.2.1 ; why']],
    ['a TTL of an rrset', ['a 60 A 192.0.2.1', 'a 90 A 192.0.2.2'], ['a 60 A 192.0.2.1', 'a 60 A 192.0.2.2']],
    ['a TTL by default', ['a 60 A 192.0.2.1', 'a A 192.0.2.2'], ['a 60 A 192.0.2.1', 'a A 192.0.2.2']],
    ['the type SPF', ['a SPF "v=spf1 -all"'], ['a TXT "v=spf1 -all"']],
    [
      'the type SPF beside TXT',
      ['a TXT "v=spf1 mx -all"', 'a SPF "v=spf1 -all"'],
      ['a TXT "v=spf1 mx -all"', 'a SPF "v=spf1 -all"'],
    ],
    ['the type SPF beside other texts', ['a TXT "x"', 'a SPF "v=spf1 -all"'], ['a TXT "x"', 'a TXT "v=spf1 -all"']],
    [
      'the type SPF with a TTL of its own',
      ['a TXT "x"', 'a 60 SPF "v=spf1 -all"'],
      ['a TXT "x"', 'a 60 SPF "v=spf1 -all"'],
    ],
    [
      'the type SPF twice',
      ['a SPF "v=spf1 mx -all"', 'a TYPE99 "v=spf1 -all"'],
      ['a SPF "v=spf1 mx -all"', 'a TYPE99 "v=spf1 -all"'],
    ],
    ['a comment of another language', ['a A 192.0.2.1 # main'], ['a A 192.0.2.1 ; # main']],
    [
      'the same behind a text',
      ['a MX 10 ns //x', 'a TXT "v=spf1 mx -all"'],
      ['a MX 10 ns ; //x', 'a TXT "v=spf1 mx -all"'],
    ],
    ['data that is too much', ['a A 192.0.2.1 192.0.2.2'], ['a A 192.0.2.1 192.0.2.2']],
    ['a comment before the end of the record', ['a A ( 192.0.2.1 # x )'], ['a A ( 192.0.2.1 # x )']],
    ['a null MX', ['a MX 10 .'], ['a MX 0 .']],
    ['an alias behind an MX', ['a MX 10 b', 'b CNAME ns'], ['a MX 10 b', 'b CNAME ns']],
    ['two in one line', ['w.example.com CNAME ns.example.com'], ['w.example.com. CNAME ns.example.com.']],
  ]
  for (const [what, records, expected] of cases) t.strictSame(fixed(records), expected, what)
})

t.test('without $TTL a record has the TTL of the one before it, which stays what it is', async (t) => {
  const above = heading.filter((line) => !line.startsWith('$TTL')).map((line) => line.replace(' SOA ', ' 1h SOA '))
  const cases: Case[] = [
    [
      'a line that stands twice',
      ['a 5m A 192.0.2.1', 'b 1d A 192.0.2.2', 'a 5m A 192.0.2.1', 'c A 192.0.2.3'],
      ['a 5m A 192.0.2.1', 'b 1d A 192.0.2.2', 'a 5m A 192.0.2.1', 'c A 192.0.2.3'],
    ],
    [
      'the same before a TTL',
      ['a 5m A 192.0.2.1', 'b 1d A 192.0.2.2', 'a 5m A 192.0.2.1', 'c 1d A 192.0.2.3'],
      ['a 5m A 192.0.2.1', 'b 1d A 192.0.2.2', 'c 1d A 192.0.2.3'],
    ],
    ['the same without a TTL', ['a A 192.0.2.1', 'a A 192.0.2.1', 'c A 192.0.2.3'], ['a A 192.0.2.1', 'c A 192.0.2.3']],
    [
      'the last line: a file that includes this one may go on',
      ['a 5m A 192.0.2.1', 'a 5m A 192.0.2.1'],
      ['a 5m A 192.0.2.1', 'a 5m A 192.0.2.1'],
    ],
    [
      'a TTL of an rrset',
      ['e 1d A 192.0.2.5', 'e 60 A 192.0.2.6', 'f A 192.0.2.7'],
      ['e 1d A 192.0.2.5', 'e 60 A 192.0.2.6', 'f A 192.0.2.7'],
    ],
    [
      'the same before a TTL',
      ['e 1d A 192.0.2.5', 'e 60 A 192.0.2.6', 'f 60 A 192.0.2.7'],
      ['e 1d A 192.0.2.5', 'e 86400 A 192.0.2.6', 'f 60 A 192.0.2.7'],
    ],
    [
      'the same below $TTL',
      ['$TTL 1h', 'e 1d A 192.0.2.5', 'e 60 A 192.0.2.6', 'f A 192.0.2.7'],
      ['$TTL 1h', 'e 1d A 192.0.2.5', 'e 86400 A 192.0.2.6', 'f A 192.0.2.7'],
    ],
  ]
  for (const [what, records, expected] of cases) {
    const text = `${[...above, ...records].join('\n')}\n`
    const { bytes } = fixText(Buffer.from(text), problemsOf(text))
    t.strictSame(Buffer.from(bytes).toString().split('\n').slice(above.length, -1), expected, what)
  }
})

t.test('other names in front of the zone are no forgotten dots: they would lie outside of it', async (t) => {
  const zones: [string, readonly string[]][] = [
    ['acme.univ.example.', ['_acme-challenge.mail.univ.example TXT "token"', 'univ.example TXT "token"']],
    ['rhswl.univ.example.', ['dept.univ.example A 127.0.0.2']],
    ['rpz.univ.example.', ['sso.univ.example CNAME rpz-passthru.']],
    ['dept.univ.example.', ['mail.univ.example A 192.0.2.1']],
  ]
  for (const [origin, records] of zones)
    t.strictSame(
      problemsOf(`${[`$ORIGIN ${origin}`, ...heading.slice(1), ...records].join('\n')}\n`, { origin }).filter(
        ({ edit }) => edit,
      ),
      [],
      origin,
    )
})

t.test('the dot of a PTR target is put where it was forgotten, whatever the name is completed with', async (t) => {
  const origin = '168.192.in-addr.arpa.'
  const above = [
    `$ORIGIN ${origin}`,
    '$TTL 1h',
    '@ SOA ns.example.com. hostmaster.example.com. 1 1d 2h 4w 1h',
    '@ NS ns.example.com.',
    '$ORIGIN 1.168.192.in-addr.arpa.',
  ]
  const cases: Case[] = [
    ['a host', ['10 PTR hosta.example.com'], ['10 PTR hosta.example.com.']],
    ['a host in short', ['10 PTR hosta'], ['10 PTR hosta']],
    ['the zone', ['10 PTR @', '11 PTR 168.192.in-addr.arpa.'], ['10 PTR @', '11 PTR 168.192.in-addr.arpa.']],
    ['a name with its dot', ['10 PTR a.1.168.192.in-addr.arpa.'], ['10 PTR a.1.168.192.in-addr.arpa.']],
    ['services', ['_services._dns-sd._udp PTR _ipp._tcp'], ['_services._dns-sd._udp PTR _ipp._tcp']],
    ['generic data', ['10 PTR \\# 6 0477696B6900'], ['10 PTR \\# 6 0477696B6900']],
  ]
  for (const [what, records, expected] of cases) {
    const text = `${[...above, ...records].join('\n')}\n`
    const { bytes } = fixText(Buffer.from(text), problemsOf(text, { origin }))
    t.strictSame(Buffer.from(bytes).toString().split('\n').slice(above.length, -1), expected, what)
  }
})

t.test('the dot of the mailbox is mended too, with an @ or without', async (t) => {
  const soa = 'SOA ns hostmaster.example.com 1 1d 2h 4w 1h'
  const lines = (records: string) => `$ORIGIN example.com.\n$TTL 1h\n@ ${records}\n`
  const { bytes } = fixText(Buffer.from(lines(soa)), problemsOf(lines(soa)))
  t.equal(Buffer.from(bytes).toString(), lines(soa.replace('com 1', 'com. 1')))

  const cases: [string, string | undefined][] = [
    ['admin@example.com', 'admin.example.com.'],
    ['admin@example.com.', 'admin.example.com.'],
    ['a.b@example.com', 'a\\.b.example.com.'],
    ['a\\.b@example.com.', 'a\\.b.example.com.'],
    ['admin@example.net.', 'admin.example.net.'],
    ['@x.example.com.', undefined],
  ]
  for (const [mailbox, meant] of cases) {
    const { fix } = problemsOf(lines(soa.replace('hostmaster.example.com', mailbox))).find(
      ({ rule }) => rule === 'soa-mailbox-at',
    )!
    t.equal(fix?.split('\n')[1], meant && `@ ${soa.replace('hostmaster.example.com', meant)}`, mailbox)
  }
})

const folder = new URL('fix/', import.meta.url)

for (const file of readdirSync(folder).filter((name) => name.endsWith('.zone')))
  t.test(`${file} is mended as its golden difference says`, async (t) => {
    const bytes = readFileSync(new URL(file, folder))
    const { changes } = fixText(bytes, problemsOf(bytes.toString()))
    const golden = new URL(file.replace('.zone', '.diff'), folder)
    if (process.env.GOLDEN === 'write') writeFileSync(golden, `${changesText(file, changes)}\n`)
    t.equal(`${changesText(file, changes)}\n`, readFileSync(golden, 'utf8'))
  })

t.test('lines in several encodings are each mended in their own', async (t) => {
  const lines = ['a A 192.0.2.1 主サーバ', 'b A 192.0.2.2 B\xfcro', 'b.example.com A 192.0.2.3 ; caf\xe9']
  const [first, ...others] = lines
  const bytes = Buffer.concat([
    Buffer.from(`${[...heading, first].join('\n')}\n`),
    Buffer.from(`${others.join('\n')}\n`, 'latin1'),
  ])
  const fixed = Buffer.from(fixText(bytes, problemsOf(bytes)).bytes)
  const after = Buffer.concat([
    Buffer.from(`${[...heading, 'a A 192.0.2.1 ; 主サーバ'].join('\n')}\n`),
    Buffer.from(`${['b A 192.0.2.2 B\xfcro', 'b.example.com. A 192.0.2.3 ; caf\xe9'].join('\n')}\n`, 'latin1'),
  ])
  t.equal(fixed.toString('latin1'), after.toString('latin1'))
})

t.test('a byte order mark stays, and is no column of the first line', async (t) => {
  const text = ['\ufeffw.example.com. 1h A 192.0.2.1 web server', ...heading, ''].join('\n')
  const { bytes } = fixText(Buffer.from(text), problemsOf(text))
  t.equal(Buffer.from(bytes).toString(), text.replace('web', '; web'))
})

t.test('line ends stay what they are', async (t) => {
  t.strictSame(fixed(['www.example.com A 192.0.2.1', 'b A 192.0.2.2'], '\r\n'), [
    'www.example.com. A 192.0.2.1',
    'b A 192.0.2.2',
  ])
})

t.test('octets that are no UTF-8 stay what they are', async (t) => {
  const text = [...heading, 'www.example.com A 192.0.2.1 ; caf\xe9', ''].join('\n')
  const { bytes } = fixText(Buffer.from(text, 'latin1'), problemsOf(text))
  t.equal(Buffer.from(bytes).toString('latin1'), text.replace('com A', 'com. A'))
})

t.test('a mended zone has nothing more to be mended', async (t) => {
  const text = [...heading, 'w.example.com CNAME ns.example.com', 'a A 192.0.2.1', 'a A 192.0.2.1', ''].join('\n')
  const { bytes, mended } = fixText(Buffer.from(text), problemsOf(text))
  t.equal(mended, 3)
  t.strictSame(
    problemsOf(Buffer.from(bytes).toString()).filter(({ edit }) => edit),
    [],
  )
})

t.test('changes are shown line by line', async (t) => {
  t.equal(
    changesText('a.zone', [
      { line: 2, before: 'a', after: 'b' },
      { line: 5, before: 'c', after: undefined },
    ]),
    '--- a.zone\n+++ a.zone\n@@ line 2 @@\n-a\n+b\n@@ line 5 @@\n-c',
  )
})
