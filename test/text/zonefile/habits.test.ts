// What people write by habit: comments of other languages, types of other servers, and stamps of Windows.

import t from 'tap'
import { fixText } from '../../../src/check/fix.ts'
import { readText } from './harness.ts'

const above = ['$TTL 60', 'www A 192.0.2.1']

function told(lines: readonly string[]) {
  const { problems, records } = readText([...above, ...lines, ''].join('\n'))
  return {
    problems: problems.map(({ place, rule }) => `${place.line} ${rule}`),
    records: records.slice(1),
    all: problems,
  }
}

t.test('comments by habit are told as what they are', async (t) => {
  const lines = [
    '# text',
    '#text',
    '# www A 192.0.2.9',
    '// mail servers',
    '-- mail servers',
    '/* mail servers */',
    '=====',
    'REM old hosts',
    'This is the zone of the department',
    'Server im Rechenzentrum, Erdgeschoß',
    'Hosts of the lab:',
  ]
  for (const line of lines) {
    const { all, records } = told([line])
    t.strictSame(
      all.map(({ fix = '' }) => fix.split('\n')[0]),
      ['a comment begins with ;'],
      line,
    )
    t.strictSame(records, [], line)
  }
})

t.test('a record is told as one, whatever it looks like', async (t) => {
  const cases: [string, string][] = [
    ['www AAA 192.0.2.1', 'did you mean AAAA?'],
    ['mail MZ host', 'did you mean MX?'],
    ['www TXTT hello there', 'did you mean TXT?'],
  ]
  for (const [line, fix] of cases) t.match(told([line]).all[0]?.fix, fix, line)
  t.strictSame(told(['#www A 192.0.2.9']).records, ['#www.example.com. 60 IN A 192.0.2.9'])
})

t.test('a line below a comment by habit belongs to the owner above it', async (t) => {
  t.strictSame(told(['# more', '  A 192.0.2.2']).records, ['www.example.com. 60 IN A 192.0.2.2'])
})

t.test('--fix makes comments of those with a mark', async (t) => {
  const fixed = (line: string) => {
    const text = `${line}\n`
    return Buffer.from(fixText(Buffer.from(text), readText(text).problems).bytes).toString()
  }
  t.equal(fixed('# text'), '; # text\n')
  t.equal(fixed('//text of the lab'), '; //text of the lab\n')
  t.equal(fixed('plain words of people'), 'plain words of people\n')
})

t.test('a text over 255 octets is split', async (t) => {
  const long = `${'x'.repeat(254)}\\"${'y'.repeat(300)}\\065`
  const text = `$TTL 60\na TXT "v" "${long}" "w"\nb HINFO "${'z'.repeat(300)}" x\n`
  const { problems } = readText(text)
  const after = Buffer.from(fixText(Buffer.from(text), problems).bytes).toString()
  t.equal(after.split('\n')[1], `a TXT "v" "${'x'.repeat(254)}\\"" "${'y'.repeat(255)}" "${'y'.repeat(45)}\\065" "w"`)
  t.strictSame(
    readText(after).problems.map(({ place }) => place.line),
    [3],
  )
})

t.test('types that only other servers have are named as such', async (t) => {
  const cases: [string, RegExp][] = [
    ['@ ALIAS target.example.net.', /only in PowerDNS/],
    ['@ 300 IN LUA A "ifportup(443, {})"', /only in PowerDNS/],
    ['@ ANAME target.example.net.', /only at some providers/],
    ['@ URL https://www.example.net/', /only at some providers/],
    ['@ WINS L2 C900 ( 10.0.0.1 )', /only in Windows DNS/],
  ]
  for (const [line, message] of cases) t.match(told([line]).all[0]?.message, message, line)
})

t.test('time stamps of Windows DNS are passed over', async (t) => {
  t.strictSame(told(['pc1 [AGE:3570254] 1200 A 192.0.2.7', ' [Age:3570254] IN AAAA 2001:db8::7']), {
    problems: [],
    records: ['pc1.example.com. 1200 IN A 192.0.2.7', 'pc1.example.com. 60 IN AAAA 2001:db8::7'],
    all: [],
  })
})

t.test('an owner may begin with / and #, and none of its records is lost without a word', async (t) => {
  t.strictSame(told(['/28 NS host']).records, ['/28.example.com. 60 IN NS host.example.com.'])
  const cases: [string, string][] = [
    ['/28 NSS host', 'unknown type "NSS"'],
    ['/28 IN NSS host', 'unknown type "NSS"'],
    ['/etc AAA 192.0.2.1', 'unknown type "AAA"'],
    ['/x', 'cannot read the record: nothing follows the owner "/x"'],
    ['/x foo bar baz', 'unknown type "foo"'],
    ['/x A 192.0.2', 'cannot read address "192.0.2": an IPv4 address such as 192.0.2.1 is needed'],
  ]
  for (const [line, message] of cases)
    t.strictSame(
      told([line]).all.map((problem) => problem.message),
      [message],
      line,
    )
})

t.test('a record that is commented out by # does not come back by what --fix does behind it', async (t) => {
  for (const line of ['#old A 192.0.2.9 # gone', '#old A 192.0.2', '#old MX ( 10\n mail # gone\n )', '# a (\n b )']) {
    const { all, records } = told([line])
    t.strictSame(
      all.map(({ message, edit }) => [message, edit]),
      [['cannot read the line: comments in a zone file begin with ";", not with "#"', undefined]],
      line,
    )
    t.strictSame(records, [], line)
  }
})

t.test('only what ends on its line is made a comment', async (t) => {
  const edited = (line: string) => told([line]).all.map(({ edit }) => edit?.text)
  t.strictSame(edited('# see (the wiki) for more'), ['; #'])
  t.strictSame(edited('// see ( the\n wiki )'), [undefined])
  t.strictSame(edited('// see ( the ; )\n wiki )'), [undefined])
  t.strictSame(edited('$GENERATE 1-2 h$ A 192.0.2.$ # old'), ['; #'])
  t.strictSame(edited('$GENERATE 1-2 h$ A 192.0.2.$ # old (\n)'), [undefined])
})

t.test('only where several strings may stand one that is too long is to be split', async (t) => {
  const long = 'x'.repeat(256)
  t.match(told([`a TXT "${long}"`]).all[0]?.fix, /^split it/)
  t.equal(told([`a HINFO "${long}" b`]).all[0]?.fix, undefined)
})
