// What golden files show badly: line ends, marks at the file's beginning, places of words, long lines.

import t from 'tap'
import type { Part } from '../../../src/text/zonefile/zone-text.ts'
import { brief, readText } from './harness.ts'

const two = ['a.example.com. 60 IN A 192.0.2.1', 'b.example.com. 60 IN A 192.0.2.2']

t.test('a line ends with LF, CR LF or CR alone, the last one with nothing', async (t) => {
  for (const end of ['\n', '\r\n', '\r']) {
    for (const last of ['', end, end + end, `${end} ; comment`, `${end} \t`]) {
      const text = ['$TTL 60', 'a A 192.0.2.1', '', ' ; comment', 'b A 192.0.2.2'].join(end) + last
      const { records, lines, problems } = readText(text)
      t.same(records, two, JSON.stringify(text))
      t.same(lines, [2, 5], JSON.stringify(text))
      t.same(problems, [])
    }
  }
})

t.test('a line end inside parentheses, a comment or quotes is the same in all three spellings', async (t) => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = ['$TTL 60', 'a A ( ; comment', ' 192.0.2.1', ')', 'x TXT "open', 'b A 192.0.2.2'].join(end)
    const { records, lines, problems } = readText(text)
    t.same(records, two, JSON.stringify(text))
    t.same(lines, [2, 6])
    t.same(problems.map(brief), ['main.zone:5:7+5 unbalanced-quote'])
  }
})

t.test('a byte order mark is not part of the first word, and columns do not count it', async (t) => {
  const { records, problems } = readText('\ufeffa 60 A 192.0.2.1\nb 60 A 192.0.2.2')
  t.same(records, two)
  t.same(problems, [])
  t.same(readText('\ufeffa 60 A x').problems.map(brief), ['main.zone:1:8+1 bad-rdata'])
})

t.test('a backslash as the last octet of a file ends the file', async (t) => {
  t.same(readText('a 60 TXT \\').problems.map(brief), ['main.zone:1:10+1 bad-rdata'])
  t.same(readText('a 60 TXT "\\').problems.map(brief), ['main.zone:1:10+2 unbalanced-quote'])
  t.same(readText('(').problems.map(brief), ['main.zone:1:1+1 unbalanced-parenthesis'])
  t.same(readText('"').problems.map(brief), ['main.zone:1:1+1 unbalanced-quote'])
})

t.test('comments may be in any encoding', async (t) => {
  const shiftJis = Uint8Array.of(0x3b, 0x20, 0x95, 0x5c, 0x8e, 0xa6, 0x0a) // its second octet is a backslash
  const record = new TextEncoder().encode('a 60 A 192.0.2.1 ')
  const { records, problems } = readText(Uint8Array.of(...shiftJis, ...record, ...shiftJis, ...shiftJis))
  t.same(records, [two[0]])
  t.same(problems, [])
})

t.test('columns count characters, and octets where a line is not UTF-8', async (t) => {
  t.same(readText('é日本😀 60 A x').problems.map(brief), ['main.zone:1:11+1 bad-rdata'])
  const latin1 = Uint8Array.from('é 60 A x', (c) => c.charCodeAt(0))
  t.same(readText(latin1).problems.map(brief), ['main.zone:1:8+1 bad-rdata'])
})

t.test('a very long line is cut around the place', async (t) => {
  const { problems } = readText(`a 60 TXT ${'x '.repeat(20_000)}\\999 ${'y '.repeat(20_000)}`)
  const [problem] = problems
  t.equal(problem?.place.column, 40_010)
  t.ok((problem?.source ?? '').length < 300)
  const at = problem!.place.column - problem!.sourceColumn!
  t.equal(problem!.source!.slice(at, at + 4), '\\999')
})

t.test('control characters do not reach the reader', async (t) => {
  const { problems } = readText('a 60 A \u001b[31mred\u0007\u202e')
  t.equal(problems[0]?.source, 'a 60 A ␛[31mred␇�')
  t.notMatch(problems[0]?.message, /\p{Cc}|\u202e/u)
})

t.test('a place is found again for each part of an entry', async (t) => {
  const text = [
    '$TTL 60 ; 1',
    'www 60 IN MX 10 mail ; 2',
    '    A   192.0.2.1',
    '(',
    'x',
    '  IN 5 TXT "a b" c )',
    '$INCLUDE part.inc',
    '$GENERATE 1-2 host$ 60 A 192.0.2.$',
    'last A 192.0.2.9',
  ].join('\n')
  const { text: zone, lines } = readText(text, { 'part.inc': '; comment\nin A 192.0.2.8\n' })
  t.same(lines, [2, 3, 4, 9, 10, 10, 11])
  const cases: [number, Part, string][] = [
    [2, 'owner', 'main.zone:2:1+3'],
    [2, 'ttl', 'main.zone:2:5+2'],
    [2, 'class', 'main.zone:2:8+2'],
    [2, 'type', 'main.zone:2:11+2'],
    [2, 0, 'main.zone:2:14+2'],
    [2, 1, 'main.zone:2:17+4'],
    [2, 9, 'main.zone:2:17+4'],
    [2, 'entry', 'main.zone:2:1+20'],
    [3, 'owner', 'main.zone:3:5+13'],
    [3, 'ttl', 'main.zone:3:5+13'],
    [3, 0, 'main.zone:3:9+9'],
    [4, 'owner', 'main.zone:5:1+1'],
    [4, 'class', 'main.zone:6:3+2'],
    [4, 'type', 'main.zone:6:8+3'],
    [4, 0, 'main.zone:6:12+5'],
    [4, 1, 'main.zone:6:18+1'],
    [9, 'owner', 'part.inc:2:1+2'],
    [9, 0, 'part.inc:2:6+9'],
    [10, 'owner', 'main.zone:8:15+5'],
    [10, 'ttl', 'main.zone:8:21+2'],
    [10, 'type', 'main.zone:8:24+1'],
    [10, 0, 'main.zone:8:26+9'],
    [10, 1, 'main.zone:8:26+9'],
    [11, 'owner', 'main.zone:9:1+4'],
  ]
  for (const [line, part, want] of cases) {
    const { place } = zone.place(line, part)
    t.equal(`${place.file}:${place.line}:${place.column}+${place.length}`, want, `line ${line}, ${part}`)
  }
  t.equal(zone.place(11, 'type').source, 'last A 192.0.2.9')
  t.ok(zone.size > 0)
  zone.release()
  t.equal(zone.size, 0)
  t.same(zone.fileLine(9), { file: 'part.inc', line: 2 })
  t.same(zone.place(9, 'owner'), { place: { file: 'part.inc', line: 2, column: 1, length: 1 }, source: '' })
})

t.test('places far down in a file are found by its index', async (t) => {
  const text = Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i % 3 && 1)}${i % 3 ? '' : `h${i}`} 60 A 192.0.2.1`)
  const { text: zone, lines } = readText(text.join('\r\n'))
  t.equal(lines.length, 1000)
  for (const line of lines) {
    const { place, source } = zone.place(line, 0)
    t.equal(place.line, line)
    t.equal(source.slice(place.column - 1, place.column - 1 + place.length), '192.0.2.1')
  }
})
