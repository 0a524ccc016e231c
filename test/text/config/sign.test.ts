// Which zones are signed, and how.

import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { inEnglish } from '../../../src/supply/english.ts'
import { parseConfig } from '../../../src/text/config/load.ts'
import { childSetting } from '../../../src/text/config/sign-children.ts'

const HEAD = `
views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: {internal: in.zone, external: out.zone}, dept.univ.example: {internal: d.zone, external: d.zone}}
`

function read(text: string) {
  return parseConfig('janus.yaml', Buffer.from(HEAD + text))
}

t.test('true takes the defaults, and a map says what is otherwise', async (t) => {
  const { settings, problems } = read(
    'sign: {univ.example: true, dept.univ.example: {keys: split, algorithm: 15, denial: {external: nsec3}, ' +
      'validity: 21d, dnskey-ttl: 2h, zsk-lifetime: 30d, parents: [192.0.2.53, "[2001:db8::53]:5353"], zonemd: true}}',
  )
  t.same(problems, [])
  t.match(settings?.sign, [
    {
      ...{ name: 'univ.example.', keys: 'csk', algorithm: 13, denial: 'nsec', zonemd: false, unsigned: [] },
      ...{ validity: 14 * 86_400, dnskeyTtl: 3600, zskLifetime: 90 * 86_400, parents: undefined },
    },
    {
      ...{ name: 'dept.univ.example.', keys: 'split', algorithm: 15, denial: 'nsec', zonemd: true },
      ...{ validity: 21 * 86_400, dnskeyTtl: 7200, zskLifetime: 30 * 86_400 },
      denials: new Map([['external', 'nsec3']]),
      parents: [
        { address: '192.0.2.53', port: 53 },
        { address: '2001:db8::53', port: 5353 },
      ],
    },
  ])
})

t.test('zones below that others sign are named in full, or all at once', async (t) => {
  const { settings, problems } = read(
    'sign: {univ.example: {children: {lab.univ.example: true, off.univ.example: false, "*.univ.example": ' +
      '{first: signal, every: 6h, servers: [192.0.2.1, "[2001:db8::1]:5300"], resolvers: [127.0.0.1]}}}}',
  )
  t.same(problems, [])
  const children = settings!.sign[0]!.children
  t.match(children, [
    { first: 'never', every: 86_400, servers: undefined, resolvers: [], pattern: { self: true, below: false } },
    {
      ...{ first: 'signal', every: 21_600, pattern: { self: false, below: true } },
      servers: [{ address: '192.0.2.1', port: 53 }, { port: 5300 }],
      resolvers: [{ address: '127.0.0.1', port: 53 }],
    },
  ])
  t.equal(childSetting(children, nameFromText('LAB.univ.example.')), children[0], 'the name itself comes first')
  t.equal(childSetting(children, nameFromText('a.lab.univ.example.')), children[1])
  t.equal(childSetting(children, nameFromText('univ.example.')), undefined)
  t.same(read('sign: {univ.example: true}').settings!.sign[0]!.children, [])

  const bad: readonly (readonly [string, string, number])[] = [
    ['{lab.example: true}', 'lab.example', 1],
    ['{univ.example: true}', 'univ.example', 1],
    ['{lab.univ.example: {every: 5m}}', '1h to 30d', 1],
    ['{lab.univ.example: {every: 90d}}', '1h to 30d', 1],
    ['{lab.univ.example: {servers: [x]}}', 'x', 1],
    ['{lab.univ.example: {servers: ["192.0.2.1:0"]}}', '0', 1],
    ['{lab.univ.example: {first: always}}', 'never or signal', 1],
    ['{lab.univ.example: {resolvers: [127.0.0.1]}}', 'first: signal', 1],
    ['{a..b: true}', 'a..b', 1],
    ['[lab.univ.example]', 'a map', 1],
  ]
  for (const [text, words, count] of bad) {
    const { problems } = read(`sign: {univ.example: {children: ${text}}}`)
    t.match(JSON.stringify(inEnglish(problems)), words, text)
    t.equal(problems.length, count, text)
  }
})

t.test('a list whose entries end is never signed, in no view, and one of files may be', async (t) => {
  const lists = 'lists: {pop.univ.example: {leases: 10m}, dnsbl.univ.example: {files: [x], format: ip4set}}\n'
  const { problems } = read(`${lists}sign: {dnsbl.univ.example: true, pop.univ.example: true}`)
  t.match(inEnglish(problems), [
    {
      ...{ rule: 'bad-sign', severity: 'error', place: { line: 5, column: 34 } },
      ...{ message: /entries can be added to it \(line 4\)/, fix: /list of their own/ },
    },
  ])
  t.equal(problems.length, 1)
})

t.test('the life of a ZSK is a week to ten years, or for ever', async (t) => {
  const lives = [
    ['never', undefined],
    ['7d', 7 * 86_400],
    ['520w', 3640 * 86_400],
  ] as const
  for (const [text, seconds] of lives) {
    const { settings, problems } = read(`sign: {univ.example: {zsk-lifetime: ${text}}}`)
    t.same(problems, [])
    t.equal(settings?.sign[0]?.zskLifetime, seconds, text)
  }
  for (const text of ['6d', '0s', '4000d', 'always', '90'])
    t.match(read(`sign: {univ.example: {zsk-lifetime: ${text}}}`).problems, [{ severity: 'error' }], text)
})

t.test('false is as if nothing were said, and [] asks nobody', async (t) => {
  const { settings } = read('sign: {univ.example: false, dept.univ.example: {parents: []}}')
  t.match(settings?.sign, [{ name: 'dept.univ.example.', parents: [] }])
})

t.test('a face that stays unsigned is told of two weeks before its last day', async (t) => {
  // It stays the same day from the first line to the last.
  const now = Date.now()
  t.intercept(Date, 'now', { value: () => now })
  const day = (days: number) => new Date(now + days * 86_400_000).toISOString().slice(0, 10)
  const entry = (until: string) =>
    `sign: {univ.example: true}\nunsigned-faces: [{zone: univ.example, view: internal, reason: told, until: ${until}}]`
  const cases = [
    { until: day(-1), found: ['error bad-sign'] },
    { until: day(0), found: ['warning unsigned-face'] },
    { until: day(13), found: ['warning unsigned-face'] },
    { until: day(15), found: [] },
  ]
  for (const { until, found } of cases) {
    const { problems, settings } = read(entry(until))
    t.same(
      problems.map(({ severity, rule }) => `${severity} ${rule}`),
      found,
      until,
    )
    if (settings !== undefined) t.same(settings.sign[0]?.unsigned, ['internal'])
  }
})

t.test('keys of zones are kept from others as those that sign messages are', async (t) => {
  const { problems } = read('state: state\nkeys: state/keys\nsign: {univ.example: true}')
  t.match(problems, [{ rule: 'bad-keys-folder', severity: 'error' }])
})

t.test('whoever has no key proves by the chain: secondaries outside are told of', async (t) => {
  const rows: Readonly<Record<string, readonly (readonly [line: number, column: number])[]>> = {
    '{address: [192.0.2.54], views: [internal, external]}': [[5, 26]],
    '{address: ["[2001:4860::53]:53"], views: [external], zones: [univ.example]}': [[5, 26]],
    '{address: [192.0.2.54], views: [internal]}': [],
    '{address: [192.0.2.54], views: [external], zones: [dept.univ.example]}': [],
    '{address: [10.0.0.54], views: [external], key: none}': [],
  }
  for (const [secondary, places] of Object.entries(rows)) {
    const sign = 'sign:\n  univ.example: {denial: {external: compact}}\n  dept.univ.example: {denial: nsec3}\n'
    const { problems } = read(`${sign}secondaries: {ns2: ${secondary}}`)
    const found = problems.filter(({ rule }) => rule === 'chain-outside')
    t.same(
      found.map(({ place, severity }) => [severity, place.line, place.column]),
      places.map((place) => ['warning', ...place]),
      secondary,
    )
  }
})

t.test('of a face that is not signed nobody proves anything', async (t) => {
  const unsigned = 'unsigned-faces: [{zone: univ.example, view: internal, reason: old resolvers, until: 2999-12-31}]\n'
  const chains = (views: string) =>
    read(
      `sign: {univ.example: {denial: compact}}\n${unsigned}secondaries: {ns2: {address: [192.0.2.54], views: [${views}]}}`,
    )
      .problems.filter(({ rule }) => rule === 'chain-outside')
      .map(({ said }) => said.message.parameters?.view)
  t.same(chains('internal'), [])
  t.same(chains('internal, external'), ['external'])
})
