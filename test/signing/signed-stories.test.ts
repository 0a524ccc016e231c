// Random stories of a signed site with two views and a signed zone below: files and single records change, generations go back, the server
// starts again. After each step all that is shown is as validators want it, says what its source says, and is what somebody has who had the
// version before and applied the changes since. Signatures of ECDSA differ each time that they are made.

import t from 'tap'
import { copyName, sameName } from '../../src/dns/name.ts'
import { nameText } from '../../src/dns/name-text.ts'
import { isNewerSerial } from '../../src/dns/serial.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { recordLine } from '../../src/text/zonefile/printer.ts'
import type { RecordList } from '../../src/zone/changeset.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import fc from '../support/properties.ts'
import { zoneLines } from '../support/signed.ts'
import { INSIDE } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'

const VIEWS = ['internal', 'external'] as const
const FILES = ['in.zone', 'out.zone'] as const
const CHILD = '$TTL 300\n@ SOA ns h 1 1d 2h 4w 60\n@ NS ns\nns A 192.0.2.9\n'
const config = (denial: string) => `
listen: [{address: "127.0.0.1:0", view: internal}]
views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: {internal: in.zone, external: out.zone}, sub.univ.example: {internal: child.zone}}
sign: {univ.example: {parents: [], denial: ${denial}}, sub.univ.example: {parents: [], denial: ${denial}}}
`

/** Few labels, so that names meet: wildcards, cuts, empty non-terminals, and octets that a sort could take for others. */
const owner = fc
  .array(fc.constantFrom('a', 'B', '*', 'z', '\\000', '\\195', '\\227', 'b', 'sub', 'ent', 'www'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((labels) => labels.join('.'))
const data = fc.constantFrom(
  ...(['A 10.0.0.1', 'A 10.0.0.2', 'AAAA 2001:db8::1', 'TXT "x"', 'MX 10 ns.univ.example.'] as const),
  ...(['CNAME www.univ.example.', 'DNAME t.example.net.'] as const),
  ...(['NS ns.example.net.', 'NS ns.univ.example.', `DS 1 13 2 ${'00'.repeat(32)}`] as const),
)
const record = fc.record({ owner, ttl: fc.constantFrom(60, 300, 300, 300), data })
type Line = { readonly owner: string; readonly ttl: number; readonly data: string }

type Step =
  | { readonly do: 'file'; readonly view: 0 | 1; readonly records: readonly Line[] }
  | { readonly do: 'child'; readonly hosts: number }
  | { readonly do: 'change'; readonly view: 0 | 1; readonly rrsets: readonly (Line & { readonly how: string })[] }
  | { readonly do: 'rollback' | 'restart' }

const view = fc.constantFrom(0 as const, 1 as const)
const how = fc.constantFrom('REPLACE', 'EXTEND', 'DELETE', 'PRUNE')
const rrset = fc.record({ owner, ttl: fc.constantFrom(60, 300), data, how })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant('file' as const),
      view,
      records: fc.array(record, { maxLength: 8, size: 'max' }),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      view,
      rrsets: fc.array(rrset, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('child' as const), hosts: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('rollback' as const, 'rollback' as const, 'restart' as const) }),
  },
)

/** What somebody had of a face, as it was shown. */
type Had = { readonly serial: number; readonly lines: readonly string[] }

class Story {
  /** Over all stories: steps of a face that were looked at, one by one. */
  static applied = 0
  readonly #site: Site
  readonly #had = new Map<string, Had>()

  constructor(site: Site) {
    this.#site = site
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'file':
        // What cannot be served is refused, and what was served before is served on.
        this.#site.write(
          FILES[step.view],
          INSIDE + step.records.map((one) => `${one.owner} ${one.ttl} ${one.data}\n`).join(''),
        )
        return void (await this.#site.reload())
      case 'child':
        this.#site.write('child.zone', `${CHILD}h${step.hosts} A 192.0.2.${step.hosts}\n`)
        return void (await this.#site.reload())
      case 'change':
        return this.#change(VIEWS[step.view], step.rrsets)
      case 'rollback':
        return void (await this.#site.server.rollBack())
      case 'restart':
        return this.#site.restart()
    }
  }

  async #change(view: string, lines: readonly (Line & { readonly how: string })[]): Promise<void> {
    const rrsets = lines.map(({ owner, ttl, data, how }) => {
      const [, type, content] = /^(\S+) (.*)$/.exec(data)!
      return { name: `${owner}.univ.example.`, type, ttl, changetype: how, records: [{ content }] }
    })
    const request = { verb: 'change', options: { zone: 'univ.example', views: [view], rrsets } } as const
    const answer = await told(operatedOf(this.#site.server), everybody, request)
    const isRefused = answer.kind === 'error' && ['bad-change', 'bad-request'].includes(String(answer.code))
    if (answer.kind === 'error' && !isRefused) throw new Error(JSON.stringify(answer))
  }

  check(): void {
    const { server, said } = this.#site
    for (const { zone, face } of server.signing!.status) {
      const name = `${face.name.view} ${nameText(face.name.origin)}`
      if (face.signed === undefined || zone.keys.kind !== 'good') throw new Error(`${name} is not signed`)
      const fault = faultOf(face.signed, zone.keys.keys, Math.floor(Date.now() / 1000), 1)
      if (fault !== undefined) throw new Error(`${name}: ${fault}`)
      this.#checkContent(name, face.name)
    }
    // A zone that is refused has findings.
    const faults = said.filter((line) => JSON.parse(line).level >= 50 && !line.includes('"findings":'))
    if (faults.length > 0) throw new Error(faults.join(''))
  }

  #checkContent(name: string, face: { readonly view: string; readonly origin: Uint8Array }): void {
    const { generation, candidate } = this.#site.server.current
    const members = generation.views.find((one) => one.name === face.view)!.zones.members
    const shown = members.find(({ apex }) => sameName(apex, 0, face.origin, 0))!.zone!
    const source = candidate.loaded.faces.find(
      (one) => one.face.viewName === face.view && sameName(one.origin, 0, face.origin, 0),
    )!.served!
    same(`${name} against its source`, writtenLines(shown), writtenLines(source))
    this.#checkChanges(name, face, shown)
  }

  #checkChanges(name: string, face: { readonly view: string; readonly origin: Uint8Array }, shown: Zone): void {
    const lines = allLines(shown)
    const had = this.#had.get(name)
    this.#had.set(name, { serial: shown.serial, lines })
    if (had === undefined) return
    if (had.serial === shown.serial) {
      same(`${name} ${had.serial}, twice`, lines, had.lines)
      return
    }
    if (!isNewerSerial(shown.serial, had.serial)) throw new Error(`${name} went from ${had.serial} to ${shown.serial}`)
    const steps = this.#site.server.history.since(face, had.serial)
    // Whoever cannot be told of the changes fetches the whole zone.
    if (steps === undefined) return
    const held = new Set(had.lines)
    for (const { removed, added } of steps) {
      for (const line of linesOf(removed))
        if (!held.delete(line)) throw new Error(`${name} removes what is not there: ${line}`)
      for (const line of linesOf(added)) {
        if (held.has(line)) throw new Error(`${name} adds what is there: ${line}`)
        held.add(line)
      }
      Story.applied++
    }
    same(`${name} from ${had.serial} to ${shown.serial}`, [...held], lines)
  }
}

/** What signing adds by itself; the DS of the zone below comes when caches know its key. */
const MADE = / in (rrsig|nsec|nsec3|nsec3param|dnskey|cds|cdnskey|soa) |^sub\.univ\.example\.\s.* in ds /i

function writtenLines(zone: Zone): string[] {
  return allLines(zone).filter((line) => !MADE.test(line))
}

function allLines(zone: Zone): string[] {
  return zoneLines(zone).map(plain)
}

/** Names that differ in case alone are one, and two versions of a zone may spell it differently; signatures and keys differ by case. */
function plain(line: string): string {
  return / IN (RRSIG|DNSKEY|CDNSKEY) /.test(line)
    ? line.replace(/^\S+/, (owner) => owner.toLowerCase())
    : line.toLowerCase()
}

function linesOf(list: RecordList): string[] {
  const lines: string[] = []
  list.each((bytes, at, type, ttl, rdataAt, length) => {
    lines.push(
      plain(recordLine({ owner: copyName(bytes, at), ttl, type, rdata: bytes.slice(rdataAt, rdataAt + length) })),
    )
  })
  return lines
}

function same(what: string, left: readonly string[], right: readonly string[]): void {
  const [one, other] = [new Set(left), new Set(right)]
  const more = left.filter((line) => !other.has(line)).map((line) => `+ ${line}`)
  const less = right.filter((line) => !one.has(line)).map((line) => `- ${line}`)
  if (more.length + less.length > 0) throw new Error([what, ...more, ...less].join('\n'))
}

const [RUNS, STEPS] = process.env.JANUS_LONG === undefined ? [1, 24] : [30, 60]

for (const denial of ['nsec', 'nsec3'])
  t.test(`whatever happens to a zone signed with ${denial}`, { timeout: 3_000_000 }, async (t) => {
    const before = Story.applied
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async (steps) => {
        const files = { 'janus.yaml': config(denial), 'in.zone': INSIDE, 'out.zone': INSIDE, 'child.zone': CHILD }
        const site = new Site(folderOf(t, files))
        await site.start()
        const story = new Story(site)
        try {
          story.check()
          for (const [i, step] of steps.entries()) {
            await story.take(step)
            try {
              story.check()
            } catch (error) {
              throw new Error(`step ${i}, ${JSON.stringify(step)}`, { cause: error })
            }
          }
        } finally {
          await site.stop()
        }
      }),
      { numRuns: Number(process.env.STORIES ?? RUNS), endOnFailure: true },
    )
    t.ok(Story.applied > before, `${Story.applied - before} steps were applied one by one`)
  })
