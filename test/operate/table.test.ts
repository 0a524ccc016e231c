// The table of verbs: every row is whole, and what the running server says fits the row that says it.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Command } from 'commander'
import t from 'tap'
import * as v from 'valibot'
import { operateCommands } from '../../src/cli/operate-commands.ts'
import { commonErrors, errorCodes } from '../../src/operate/errors.ts'
import { fieldsOf } from '../../src/operate/fields.ts'
import { findVerb, verbs } from '../../src/operate/table.ts'
import { patternOf } from '../../src/text/config/name-pattern.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { CATALOG, campus, editCampus, LEASED } from '../support/small-campus.ts'

t.test('every verb has a name of its own, a schema, and words for each of its fields', async (t) => {
  t.equal(new Set(verbs.map(({ name }) => name)).size, verbs.length)
  for (const verb of verbs) {
    t.match(verb.name, /^[a-z]+(-[a-z]+)*$/)
    t.equal(findVerb(verb.name), verb)
    for (const { key, tells } of fieldsOf(verb.request)) t.ok(tells.length > 10, `${verb.name} ${key}`)
    for (const code of verb.errors) t.ok(Object.hasOwn(errorCodes, code) && !commonErrors.includes(code), code)
    t.equal(verb.told(Symbol('nothing')), undefined, `${verb.name} knows what is no result of its own`)
  }
  t.equal(findVerb('constructor'), undefined)
})

t.test('no help of a command has a paragraph broader than others', (t) => {
  for (const command of operateCommands(() => {})) {
    const written: string[] = []
    command.configureOutput({ writeOut: (text) => written.push(text), getOutHelpWidth: () => 85 })
    command.outputHelp()
    const paragraphs = written.join('').split('\nOptions:')[1]!.split('\nExamples:')[0]!
    for (const line of paragraphs.split('\n')) t.ok(line.length <= 85, line)
  }
  t.end()
})

t.test('a line of the log without more to tell ends with its message', (t) => {
  const line = { at: '2026-01-02T03:04:05.000Z', level: 'info', message: 'ready', detail: {} }
  const text = findVerb('log')!
    .told([line, { ...line, detail: { zones: 2 } }])!
    .text({ colour: false })
  t.match(text, /info +ready\n.*info +ready +\{"zones":2\}$/)
  t.end()
})

t.test('every code is one that some verb answers', async (t) => {
  // People who log in ask no verb.
  const used = new Set(['provider-failed', ...commonErrors, ...verbs.flatMap(({ errors }) => errors)])
  t.same([...used].sort(), Object.keys(errorCodes).sort())
})

t.test('docs/operations.md has every code with its status', async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8')
  for (const [code, { status, means }] of Object.entries(errorCodes))
    t.ok(page.includes(`| \`${code}\` | ${status} | ${means}`), code)
})

t.test('a verb with a command has its examples and exit codes, and options are named as its fields', async (t) => {
  const program = new Command('janus')
  for (const command of operateCommands(() => {})) program.addCommand(command)
  const named = verbs.filter(({ command }) => command)
  const words = (verb: (typeof named)[number]) =>
    verb.command!.under === undefined
      ? [verb.name]
      : [verb.command!.under, verb.name.slice(verb.command!.under.length + 1)]
  const found = named.map((verb) =>
    words(verb).reduce<Command | undefined>((at, word) => at?.commands.find((one) => one.name() === word), program),
  )
  t.ok(found.every((command) => command !== undefined))
  t.equal(program.commands.flatMap((command) => [command, ...command.commands]).length, named.length, 'and no other')
  for (const [i, verb] of named.entries()) {
    const { examples, exit, summary } = verb.command!
    t.ok(examples.length > 0 && summary.length > 10, verb.name)
    for (const [example] of examples) t.ok(example.includes(`janus ${words(verb).join(' ')}`), example)
    for (const text of Object.values(exit)) t.ok(text.length > 3)
    const options = found[i]!.options.map((option) => option.attributeName())
    const fields = fieldsOf(verb.request).filter(({ words }) => words.option !== undefined)
    t.same(
      options.filter((name) => name !== 'config' && name !== 'json'),
      fields.map(({ key }) => key),
      verb.name,
    )
  }
})

/** Requests that are done, in an order in which they can be; each verb at least once. */
const requests: readonly (readonly [verb: string, options: object, says: RegExp])[] = [
  ['status', {}, /^version +0\.0\.0-test\n(.*\n)*zone faces +5: 5 current/],
  ['zones', {}, /^zone +view(.*\n)+univ\.example\. +internal +current/],
  ['generations', {}, /\* 1 .* start +5 zone faces/],
  ['plan-last', {}, /^no plan has been made since the server started$/],
  ['plan', {}, /a reload would change 3 zone faces\n(.*\n)* {2}- www\.univ\.example\. 3600 A 10\.0\.0\.10/],
  ['apply', {}, /^generation 2 is in service after \d+ ms: 3 zone faces changed/],
  [
    'reload',
    {},
    /^no zone face has changed: generation 2 stays in service, with configuration and keys as they are now\n/,
  ],
  ['rollback', {}, /^generation 3 serves what generation 1 served/],
  ['stats', {}, /^no query has been answered since the start\n\n\d+ messages without an answer/],
  ['query-log', { on: false }, /^off/],
  ['audit', { what: 'rollback' }, /^time +who .*\n\S+Z +test +socket +rollback +- +- +generation 3, content 1$/],
  ['log', {}, /^no such line$/],
  ['keys', {}, /^kind +key +zone +views +state *\ntsig +ns2\.internal +- +internal +unused$/],
  ['catalog', {}, /\ncatalog\.internal\.example\. +internal +made here +\d+ +0 /],
  [
    'catalog-show',
    { catalog: 'Catalog.internal.example', whyNot: true },
    /^catalog\.internal\.example\. in internal, made here for ns2: serial \d+, 3 zones\n(.*\n)*univ\.example\. +not-listed .*ns2 may not fetch it/,
  ],
  ['dnssec', {}, /^no zone is signed: write one under "sign"$/],
  ['dnssec-clock', {}, /^the clock says \d{4}-.*, and zones are signed by it$/],
  ['dnssec-roll', { zone: 'univ.example' }, /^nothing has changed: univ\.example\. is not signed here$/],
  ['dnssec-seen', { zone: 'univ.example', tag: 34616 }, /^nothing has changed: univ/],
  ['dnssec-gone', { zone: 'univ.example', tag: 34616 }, /^nothing has changed: univ/],
  ['dnssec-timetable', { zone: 'univ.example' }, /^nothing has changed: univ\.example\. is not signed here$/],
  ['dnssec-withdraw', { zone: 'univ.example' }, /^univ\.example\. is not signed here$/],
  ['list', {}, /^list +views(.*\n)+pop\.univ\.example +internal +0 +1000000/],
  [
    'list-add',
    { zone: 'pop.univ.example', entry: '192.0.2.7', for: '60' },
    /^192\.0\.2\.7 is listed in pop\.univ\.example, and ends in (1m|59s)$/,
  ],
  ['list-show', { zone: 'POP.univ.example.' }, /\n192\.0\.2\.7 +\d+[ms] +127\.0\.0\.2 +test/],
  ['list-remove', { zone: 'pop.univ.example', entry: '192.0.2.7' }, /^192\.0\.2\.7 is no longer listed in pop/],
  ['list-stats', { zone: 'pop.univ.example' }, /pop\.univ\.example +internal +0 +1000000 +1 +0 +1 +0 +0$/],
  ['list-flush', { zone: 'pop.univ.example', yes: true }, /^0 entries removed from pop\.univ\.example$/],
  ['dynamic', {}, /^no message has changed a zone$/],
  ['dynamic-show', { zone: 'univ.example' }, /^no message has changed the zone$/],
  ['dynamic-diff', { zone: 'univ.example' }, /^what is served is what the source says$/],
  ['dynamic-drop', { zone: 'univ.example' }, /^nothing is dropped/],
  ['dynamic-fold', { zone: 'univ.example' }, /^; no message has changed the zone$/],
  [
    'change',
    {
      zone: 'univ.example',
      views: ['internal', 'external'],
      rrsets: [
        { name: 'new.univ.example.', type: 'TXT', changetype: 'REPLACE', ttl: 60, records: [{ content: '"a"' }] },
        { name: 'nothing.univ.example.', type: 'A', changetype: 'DELETE' },
      ],
    },
    /^2 records of univ\.example\. changed in internal, external$/,
  ],
  ['transfers', {}, /\ncatalog\.internal\.example\. +internal +ns2 +unknown/],
  ['transfers-check', { zone: 'univ.example' }, /^no secondary gets a zone/],
  [
    'transfers-fetch',
    { zone: 'univ.example', view: 'internal' },
    /^nothing is fetched, because the zone comes from no primary/,
  ],
  [
    'transfers-notify',
    { zone: 'univ.example', view: 'internal' },
    /^nobody is told of univ\.example: no secondary gets it/,
  ],
  ['explain', { address: '127.0.0.1', name: 'www.univ.example', type: 'A' }, /10\.0\.0\.10/],
  [
    'explain-update',
    { key: '-', source: '127.0.0.1', name: 'www.univ.example', type: 'A' },
    /^a change of A at www\.univ\.example\., unsigned from 127\.0\.0\.1\nNOTIMP: nobody may change a zone: .*no "updates"$/,
  ],
  ['search', { holds: 'WWW' }, /^www\.univ\.example\. in univ\.example\.$/m],
  ['rrsets', { zone: 'univ.example', type: 'MX' }, /^univ\.example\. MX$/],
  [
    'diff',
    { left: 'internal', right: 'external' },
    /^mx\.univ\.example\. A\nns\.univ.*\nwww\.univ\.example\. A\npop\.univ\.example\. as a whole$/,
  ],
  ['leaks', {}, /^$/],
  ['mail', {}, /^$/],
  ['findings', { zone: 'univ.example', severity: 'error' }, /^$/],
  ['findings-check', {}, /^the check is at \d+ %$/],
  ['names', { begin: 'WWW.u' }, /^www\.univ\.example$/],
  ['health', {}, /^alive$/],
  ['ready', {}, /^serves 5 of 5 zone faces, 3 as their files have them$/],
  ['metrics', {}, /^janus_zones\{state="current"\} 3$/m],
  ['file', { zone: 'univ.example', view: 'internal' }, /^\$TTL 3600\n/],
  ['judge', { zone: 'univ.example', view: 'internal', text: '@ A 10.0.0.1\n' }, /^\d+: /],
  ['propose', {}, /^the change waits in .*in\.zone\.patch$/],
  ['edit', {}, /^generation \d+ is in service/],
  ['stop', {}, /^the server stops$/],
]

/** The file as it is, and one record more. */
function edited({ folder }: Site): object {
  const before = readFileSync(join(folder, 'in.zone'))
  const text = `${before}more A 10.0.0.9\n`
  return { zone: 'univ.example', view: 'internal', text, hash: createHash('sha256').update(before).digest('base64url') }
}

t.test('what a server says fits the row that says it, and is told in words', async (t) => {
  const site = new Site(folderOf(t, campus(CATALOG + LEASED)))
  await site.start()
  t.teardown(() => site.stop())
  const operated = operatedOf(site.server)
  t.same(requests.map(([verb]) => verb).sort(), verbs.map(({ name }) => name).sort(), 'every verb is here')
  let hash: unknown
  for (const [name, given, says] of requests) {
    const options = name === 'apply' ? { hash } : name === 'propose' || name === 'edit' ? edited(site) : given
    if (name === 'plan') editCampus(site.folder, { serial: 2, host: 20 })
    const verb = findVerb(name)!
    const look = () => told(operated, everybody, { verb: 'zones', options: {} })
    let before = await look()
    const answer = await told(operated, everybody, { verb: name, options })
    let after = await look()
    // A list tells of its last entries a moment later, whoever reads what meanwhile: once, and not each time.
    for (let i = 0; i < 3 && verb.effect === 'reads' && !isDeepStrictEqual(before, after); i++) {
      before = after
      await told(operated, everybody, { verb: name, options })
      after = await look()
    }
    if (name === 'plan') hash = (answer.result as { readonly hash: string }).hash
    const known = verb.told(answer.result)
    t.match(known?.text({ colour: false }), says, name)
    t.notMatch(known?.text({ colour: false }), /undefined|\[object|NaN\b/, name)
    if (verb.effect === 'reads') t.same(after, before, `${name} changes nothing`)
    const schema = verb.gives === 'many' ? v.array(verb.result) : verb.result
    t.same(v.parse(schema, answer.result), answer.result, 'nothing is lost')
  }
  const zones = ['catalog.internal.example', 'other.example'].flatMap((zone) => patternOf(zone) ?? [])
  const shown = { verb: 'catalog-show', options: { catalog: 'catalog.internal.example', whyNot: true } }
  const { result } = await told(operated, { ...everybody, zones }, shown)
  t.match(result, { members: [{ zone: 'other.example.', state: 'not-listed', why: undefined }] })
  t.notMatch(JSON.stringify(result), /"univ\.example|pop\./, 'of other zones of the view nothing is told')
})

t.test('a field that does not fit is named, with what to do', async (t) => {
  const operated = operatedOf({ started: new Date(), current: {} } as never)
  const cases: readonly (readonly [verb: string, options: unknown, error: RegExp, field?: string])[] = [
    [
      'rollback',
      { generation: 'two' },
      /cannot use "two" as "generation": it must be a whole number from 1/,
      'generation',
    ],
    ['rollback', { generation: 1.5 }, /cannot use "1\.5" as "generation"/, 'generation'],
    ['rollback', { generation: null }, /cannot use "null" as "generation"/, 'generation'],
    ['rollback', { genration: 2 }, /cannot use "genration": .*did you mean "generation"\?/, 'genration'],
    [
      'reload',
      { fast: true },
      /cannot use "fast": "reload" has no such field; leave it out: the command takes no fields/,
      'fast',
    ],
    ['query-log', {}, /"on" is missing: it must be true or false/, 'on'],
    ['query-log', { on: 'yes' }, /cannot use "yes" as "on": it must be true or false/, 'on'],
    ['query-log', { on: true, oneIn: 0, client: 7 }, /as "client": .*; cannot use "0" as "oneIn"/, 'client'],
    ['explain', { address: '192.0.2.1' }, /"name" is missing/, 'name'],
    ['explain', { address: 'nobody', name: 'a' }, /cannot read the address "nobody"/, 'address'],
    ['explain', { address: '::1', name: 'a..b' }, /cannot read the name "a\.\.b"/, 'name'],
    ['explain', { address: '::1', name: 'a', type: 'NONE' }, /cannot read the type "NONE"/, 'type'],
    ['zones', { limit: 0 }, /as "limit": it must be a whole number from 1 to 10000/, 'limit'],
    ['zones', { after: 'x' }, /as "after": it must be the value that the page before gives for the next page/, 'after'],
    ['zones', [], /cannot read the options of "zones": give an object/],
    ['zones', 'all', /give an object/],
    ['zones', JSON.parse('{"__proto__": 1}'), /cannot use "__proto__"/, '__proto__'],
    ['zones', { constructor: 1 }, /cannot use "constructor"/, 'constructor'],
  ]
  for (const [verb, options, error, field] of cases)
    t.match(
      await told(operated, everybody, { verb, options }),
      { kind: 'error', code: 'bad-request', error, ...(field && { field }) },
      `${verb} ${JSON.stringify(options)}`,
    )
})

t.test('a fault of ours is told to the log, and not to who asked', async (t) => {
  const faults: unknown[] = []
  const fault = new Error('secret')
  const operated = operatedOf({ started: new Date(), current: {}, plan: () => Promise.reject(fault) } as never, {
    onFault: (error) => faults.push(error),
  })
  const answer = await told(operated, everybody, { verb: 'plan', options: {} })
  t.match(answer, { kind: 'error', code: 'failed', error: /bug in Janus/ })
  t.notMatch(JSON.stringify(answer), /secret/)
  t.same(faults, [fault])
})
