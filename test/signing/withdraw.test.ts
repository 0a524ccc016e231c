// The way back from signed to unsigned: no client meets an unsigned zone while anybody may have a DS of it.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { isNewerSerial } from '../../src/dns/serial.ts'
import { dnssecWithdraw } from '../../src/operate/verbs/dnssec-withdraw.ts'
import type { ServerAnswer } from '../../src/signing/parent-ds.ts'
import { say } from '../../src/signing/says.ts'
import { judge, type Progress } from '../../src/signing/withdrawal.ts'
import { FakeParent } from '../support/fake-parent.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { zoneLines } from '../support/signed.ts'
import { fault, INSIDE, isSigned, SIGNED_CONFIG, setAhead, shown, startedSite } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'

const ORIGIN = nameFromText('univ.example.')
const HOUR = 3600
const DAY = 24 * HOUR
const UNNAMED = SIGNED_CONFIG.replace(/sign: .*\n/, '')

t.afterEach(() => setAhead(undefined))

const none: ServerAnswer = { kind: 'none', server: 'a' }
const silent: ServerAnswer = { kind: 'unreachable', server: 'b', reason: say('ask-silent', { server: 'b' }) }
const has = (ttl: number): ServerAnswer => ({ kind: 'there', server: 'c', records: [], ttl })

const rows: readonly (readonly [
  what: string,
  answers: readonly ServerAnswer[],
  before: Progress,
  kind: string,
  after: Progress,
])[] = [
  ['one has a DS', [none, has(600)], {}, 'refused', { ttl: 600 }],
  ['it is there again: all begins anew', [has(600)], { ttl: 7200, since: 5 }, 'refused', { ttl: 7200 }],
  ['of two TTLs the longer counts', [has(600), has(900)], { ttl: 700 }, 'refused', { ttl: 900 }],
  ['nobody keeps one for a year', [has(365 * DAY)], {}, 'refused', { ttl: 7 * DAY }],
  ['one cannot be asked', [none, silent], {}, 'refused', {}],
  ['one cannot be asked, and none was there', [silent], { ttl: 9, since: 5 }, 'refused', { ttl: 9, since: 5 }],
  ['none is there for the first time', [none], { ttl: 7200 }, 'waits', { ttl: 7200, since: 100_000 }],
  ['a TTL that nobody has seen is a day', [none], { since: 100_000 - DAY + 1 }, 'waits', { since: 100_000 - DAY + 1 }],
  ['and then it is over', [none], { since: 100_000 - DAY }, 'over', { since: 100_000 - DAY }],
  ['the keys are in caches too', [none], { ttl: 60, since: 96_401 }, 'waits', { ttl: 60, since: 96_401 }],
  ['until these are over', [none], { ttl: 60, since: 96_400 }, 'over', { ttl: 60, since: 96_400 }],
  ['nobody is to be asked', [], { since: 96_400 }, 'over', { since: 96_400 }],
  ['the clock was ahead', [none], { ttl: 60, since: 900_000 }, 'waits', { ttl: 60, since: 100_000 }],
]

t.test('a zone may be unsigned when every DS and every key is in no cache any more', async (t) => {
  for (const [what, answers, before, kind, after] of rows) {
    const { verdict, progress } = judge(answers, before, { now: 100_000, dnskeyTtl: HOUR })
    t.equal(verdict.kind, kind, what)
    t.same(progress, after, what)
  }
})

async function withdraw(
  site: Site,
  zone = 'univ.example',
  force?: string,
): Promise<{ readonly state: unknown; readonly text: string }> {
  const answer = await told(operatedOf(site.server), everybody, {
    verb: 'dnssec-withdraw',
    options: { zone, ...(force !== undefined && { force }) },
  })
  const result = answer.result as Record<string, unknown> | undefined
  return { state: result?.state ?? answer.code, text: dnssecWithdraw.told(result)?.text({ colour: false }) ?? '' }
}

const status = async (site: Site) =>
  (await told(operatedOf(site.server), everybody, { verb: 'dnssec', options: {} })).result

t.test('a zone comes to be served unsigned once no parent has a DS, and caches have forgotten it', async (t) => {
  const parent = await FakeParent.start(t)
  const site = await startedSite(t)
  const asks = SIGNED_CONFIG.replace('parents: []', `parents: ["127.0.0.1:${parent.port}"]`)
  site.write('janus.yaml', asks)
  await site.reload()
  // Whoever rolls its keys asks the parent at any time: what is asked because of the withdrawal counts.
  const asking = t.capture(site.server.signing!, 'askWithdrawal', site.server.signing!.askWithdrawal)
  t.match(await withdraw(site), { state: 'named', text: /take it out of "sign"/ })
  t.equal(asking().length, 0)
  asking.restore()
  site.write('janus.yaml', UNNAMED)
  await site.reload()
  t.match(await status(site), [{ leaving: { isOver: false } }, {}])

  parent.says = { tags: [34616], ttl: 2 * HOUR }
  t.match(await withdraw(site), { state: 'refused', text: /port \d+: DS 34616\n.*have the DS removed/ })
  parent.says = { rcode: 5 }
  t.match(await withdraw(site), { state: 'refused', text: /port \d+ answers REFUSED/ })
  parent.says = { rcode: 3 }
  t.match(await withdraw(site), { state: 'waits', text: /no DS\n.* until \d{4}-.*Z; run this command again then/ })
  t.ok(isSigned(shown(site, 'internal')))

  // It is on the disk how long somebody has to wait.
  setAhead(2 * HOUR - 300)
  await site.restart()
  t.match(await withdraw(site), { state: 'waits' })
  t.equal(fault(site), undefined)
  const signed = ['internal', 'external'].map((view) => shown(site, view))
  setAhead(2 * HOUR + 60)
  t.match(await status(site), [{ leaving: { isOver: true } }, {}])
  t.match(await withdraw(site), { state: 'done', text: /served unsigned; its keys stay/ })

  const unsigned = ['internal', 'external'].map((view) => shown(site, view))
  for (const [i, zone] of unsigned.entries()) {
    t.notOk(zoneLines(zone).some((line) => / IN (RRSIG|NSEC|DNSKEY|CDS) /.test(line)))
    t.ok(isNewerSerial(zone.serial, signed[i]!.serial), 'secondaries take it')
  }
  for (const view of ['internal', 'external'])
    t.equal(site.server.history.since({ view, origin: ORIGIN }, signed[0]!.serial), undefined, 'as a whole')
  t.match(JSON.parse(readFileSync(join(site.folder, 'state/kept/signing.json'), 'utf8')), {
    zones: {},
    withdrawals: {},
  })
  t.same(readdirSync(join(site.folder, 'state/signed/internal')), [])
  t.ok(existsSync(join(site.folder, 'keys/zone/univ.example/keys.json')))
  t.same(await status(site), [])
  t.match(await withdraw(site), { state: 'unsigned', text: /univ\.example\. is not signed here/ })

  const lines = unsigned.map(zoneLines)
  await site.restart()
  t.same(
    ['internal', 'external'].map((view) => zoneLines(shown(site, view))),
    lines,
    'a restart does not bring it back',
  )
  // And forward again, with the keys that there are.
  site.write('janus.yaml', SIGNED_CONFIG)
  await site.reload()
  t.equal(fault(site), undefined)
  t.ok(isNewerSerial(shown(site, 'internal').serial, unsigned[0]!.serial))
})

t.test('a zone whose keys are lost can be withdrawn too', async (t) => {
  const site = await startedSite(t, SIGNED_CONFIG)
  await site.stop()
  rmSync(join(site.folder, 'keys'), { recursive: true })
  site.write('janus.yaml', UNNAMED)
  await site.start()
  t.ok(isSigned(shown(site, 'internal')))
  t.match(await withdraw(site), { state: 'waits' }, 'nobody is asked, and the keys are in caches')
  setAhead(HOUR + 1)
  t.match(await withdraw(site, 'UNIV.example.'), { state: 'done' })
  t.notOk(isSigned(shown(site, 'internal')))
})

t.test('a zone that is put back has the whole way before it again', async (t) => {
  const site = await startedSite(t)
  site.write('janus.yaml', UNNAMED)
  await site.reload()
  t.match(await withdraw(site), { state: 'waits' })
  site.write('janus.yaml', SIGNED_CONFIG)
  await site.reload()
  setAhead(DAY)
  site.write('janus.yaml', UNNAMED)
  await site.reload()
  t.match(await withdraw(site), { state: 'waits' })
})

t.test('a parent that is asked to have no DS is asked so by every version that is served', async (t) => {
  const site = await startedSite(t)
  site.write('janus.yaml', UNNAMED)
  await site.reload()
  t.match(await withdraw(site), { state: 'waits' })
  await site.server.store.alone(() => {})
  const asks = () => zoneLines(shown(site, 'internal')).filter((line) => / IN CDS /.test(line))
  const { serial } = shown(site, 'internal')
  t.match(asks(), [/ CDS 0 0 0 00$/])
  await site.restart()
  t.match(asks(), [/ CDS 0 0 0 00$/], 'from the first answer of the next start on')
  await site.server.store.alone(() => {})
  t.equal(shown(site, 'internal').serial, serial, 'and nothing is signed anew')
  // Somebody has copied the keys, which is noted there.
  const record = join(site.folder, 'keys/zone/univ.example/keys.json')
  writeFileSync(record, `${readFileSync(record, 'utf8')}\n`)
  site.write('in.zone', `${INSIDE}more A 10.0.0.9\n`)
  await site.reload()
  t.equal(shown(site, 'internal').serial, serial + 1, 'one version for one change')
  t.match(asks(), [/ CDS 0 0 0 00$/])
  site.write('janus.yaml', SIGNED_CONFIG)
  await site.reload()
  t.strictSame(asks(), [], 'put back: it is not named yet')
})

t.test('a DS in a parent that is served here counts, in whatever view', async (t) => {
  const config = UNNAMED.replace('zones: {', 'zones: {example: {external: parent.zone}, ')
  const site = await startedSite(t, SIGNED_CONFIG)
  site.write(
    'parent.zone',
    `@ 300 SOA ns.univ hostmaster 1 1d 2h 4w 60\n@ 300 NS ns.univ\nuniv 300 NS ns.univ\nuniv 300 DS 4711 13 2 ${'07'.repeat(32)}\nns.univ 300 A 192.0.2.53\n`,
  )
  site.write('janus.yaml', config)
  await site.reload()
  t.match(await withdraw(site), { state: 'refused', text: /this server in view external: DS 4711/ })
  t.match(await withdraw(site, 'univ.example.net'), { state: 'no-zone' }, 'no zone of ours')
  t.match(await withdraw(site, 'a..b'), { state: 'bad-request' }, 'no name')
  for (const other of ['univ.example.net', 'example', '.', '', 'yes', 'a..b', 'dept.univ.example', 'univ.example..'])
    t.match(await withdraw(site, 'univ.example', other), { state: 'bad-request' }, `--force ${other}`)
  t.ok(isSigned(shown(site, 'internal')))
  site.write('janus.yaml', `${SIGNED_CONFIG.replace('zones: {', 'zones: {example: {external: parent.zone}, ')}`)
  await site.reload()
  t.match(await withdraw(site, 'univ.example', 'univ.example'), { state: 'named' }, 'what is under "sign" stays signed')
  site.write('janus.yaml', config)
  await site.reload()
  t.match(await withdraw(site, 'univ.example', 'UNIV.example.'), { state: 'done' })
  t.notOk(isSigned(shown(site, 'internal')))
})

t.test('a zone that is taken out is signed on as it was: the same denial, and no face more', async (t) => {
  const rest = 'unsigned-faces: [{zone: univ.example, view: internal, reason: told, until: 2999-12-31}]\n'
  const site = await startedSite(t, SIGNED_CONFIG.replace('parents: []', 'parents: [], denial: nsec3') + rest)
  t.equal(shown(site, 'external').denial, 'nsec3')
  site.write('janus.yaml', UNNAMED)
  await site.reload()
  const isAsItWas = () => {
    t.equal(shown(site, 'external').denial, 'nsec3')
    t.notOk(isSigned(shown(site, 'internal')))
  }
  isAsItWas()
  await site.restart()
  isAsItWas()
})
