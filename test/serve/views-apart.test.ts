// No view ever shows what messages have changed in another: two servers have the same random zones outside; inside, one gets updates and
// list entries, the other none. Those outside get the same octets from both, by every door.

import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Rcode } from '../../src/dns/rcodes.ts'
import { askServer } from '../../src/operate/control/client.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { type AskOptions, queryFor } from '../support/ask.ts'
import { askBy, type Door, listenKey } from '../support/doors.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { type Labels, labelsText } from '../support/name.ts'
import fc from '../support/properties.ts'
import { tsigKey } from '../support/tsig.ts'
import { updateMessage } from '../support/update-message.ts'
import { type Inquiry, inquiries, rdataText, type World, zoneText } from '../support/world.ts'

const INSIDE = '127.0.0.1'
const OUTSIDE = '127.0.0.2'
const BASE = 'z00000.'
const ORIGINS = ['p', 'c.p', 'q', 'd.c.p'].map((name) => `${name}.${BASE}`)
/** Both views show one file. */
const SHARED = `shared.${BASE}`
/** Below a zone that may be outside, and of the name of one that is. */
const LISTS = [`pop.p.${BASE}`, `files.q.${BASE}`]
const SECRET = Buffer.alloc(32, 3).toString('base64')
const editor = tsigKey('hmac-sha256', 'editor', SECRET)

const doors: readonly Door[] = ['udp', 'tcp', 'tls', 'https']
const manners: readonly AskOptions[] = [{}, { edns: 1232 }, { dnssec: true }]

type Content = { readonly inside: World; readonly outside: World }

const files = {
  token: 'secret\n',
  four: '10.0.0.0/16 :3:$\n',
  'shared.zone': '$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\na A 192.0.2.2\n*.b TXT "b"\n',
  'keys/tsig/editor.key': `key "editor" {\n\talgorithm hmac-sha256;\n\tsecret "${SECRET}";\n};\n`,
}

function configOf({ inside, outside }: Content): string {
  const [within, without] = [inside, outside].map((world) => new Set(namesOf(world)))
  const zones = ORIGINS.map((origin) => {
    const paths = [
      within!.has(origin) && `internal: in.${origin}zone`,
      without!.has(origin) && `external: out.${origin}zone`,
    ]
    return paths.some(Boolean) ? `  ${origin}: {${paths.filter(Boolean).join(', ')}}\n` : ''
  })
  return `listen:
${doors.map((door) => `  - {${['address: "127.0.0.1:0"', listenKey(door)].filter(Boolean).join(', ')}}\n`).join('')}workers: 1
cookies: false
tcp: {handshakes-per-network: 0}
http: {listen: ["127.0.0.1:0"], token-file: token}
views:
  internal: {clients: [${INSIDE}]}
  external: {clients: [any], error-texts: true}
tsig: {editor: {view: internal, from: [127.0.0.0/8]}}
transfers: [{from: [${INSIDE}], views: [internal]}, {from: [${OUTSIDE}], views: [external]}]
updates:
  - {key: editor, zones: [${[...within!, SHARED, LISTS[0]]}]}
  - {from: [${INSIDE}], zones: [${[...within!, SHARED]}]}
lists:
  ${LISTS[0]}: {leases: 1h, views: [internal], writers: [editor]}
  ${LISTS[1]}: {files: [{file: four, format: ip4set}], leases: 1h, views: [internal]}
zones:
  ${SHARED}: shared.zone
${zones.join('')}`
}

function namesOf({ zones }: World): string[] {
  return zones.map(({ origin }) => labelsText(origin))
}

class Twin {
  readonly folder = folderOf(t, files)
  #janus: Janus | undefined
  #url = ''

  async hold(content: Content): Promise<void> {
    for (const [side, { zones }] of [
      ['in', content.inside],
      ['out', content.outside],
    ] as const)
      for (const zone of zones)
        writeFileSync(join(this.folder, `${side}.${labelsText(zone.origin)}zone`), zoneText(zone))
    writeFileSync(join(this.folder, 'janus.yaml'), configOf(content))
    if (this.#janus === undefined) {
      for (const its of ['keys', 'keys/tsig']) chmodSync(join(this.folder, its), 0o700)
      chmodSync(join(this.folder, 'keys/tsig/editor.key'), 0o600)
      this.#janus = await serve(t, this.folder)
      const { listen } = await this.#janus.logged('HTTP is served')
      this.#url = `http://${(listen as string[])[0]}/api/janus/v1/lists`
      return
    }
    const answer = await askServer(join(this.folder, 'state/control.sock'), { verb: 'reload' })
    if (answer.kind !== 'result') throw new Error(JSON.stringify(answer))
  }

  /** Answers by door, in the order of the messages. */
  async ask(client: string, messages: readonly Uint8Array[], by: readonly Door[] = doors): Promise<Buffer[]> {
    const answers: Buffer[] = []
    for (const door of by) {
      const port = Number(this.#janus!.listen[doors.indexOf(door)]!.split(':').at(-1))
      const got = await askBy(t, { door, to: '127.0.0.1', port, client }, messages)
      answers.push(...messages.map((message) => got.get((message[0]! << 8) | message[1]!) ?? Buffer.alloc(0)))
    }
    return answers
  }

  async list(list: string, entry: string): Promise<number> {
    const { status } = await fetch(`${this.#url}/${list}/${entry}`, {
      method: 'PUT',
      headers: { authorization: 'Bearer secret' },
    })
    return status
  }
}

const numbered = (messages: readonly Uint8Array[]) =>
  messages.map((message, i) => Uint8Array.of(i >> 8, i, ...message.subarray(2)))

/** What each record of the other world makes of the zone inside in which its owner lies, with the key or from inside. */
function changes(inside: World, other: World): Uint8Array[] {
  const zones = [...inside.zones.map(({ origin }) => labelsText(origin)), SHARED]
  const within = (owner: Labels) =>
    zones.filter((zone) => labelsText(owner).toLowerCase().endsWith(zone)).sort((a, b) => b.length - a.length)[0]
  const lines = other.zones.flatMap(({ records }) =>
    records.slice(2).flatMap(({ owner, ttl, type, rdata }) => {
      const zone = within(owner)
      return zone ? [[zone, `add ${labelsText(owner)} ${ttl} ${type} ${rdataText(rdata)}`] as const] : []
    }),
  )
  const gone = inside.zones.flatMap(({ origin, records }) =>
    records
      .slice(2)
      .filter((_, i) => i % 3 === 0)
      .map(({ owner }) => [labelsText(origin), `delete ${labelsText(owner)}`] as const),
  )
  return [...lines, ...gone, [SHARED, 'add n 60 A 192.0.2.77'] as const, [SHARED, 'delete a'] as const].map(
    ([zone, line]) => updateMessage(zone, [line]),
  )
}

/** Changes inside are taken, and seen there: of so many of each kind the property is about something. */
const taken = { updates: 0, entries: 0, seen: 0 }

t.test('what messages change inside changes no octet outside', async () => {
  const [changed, left] = [new Twin(), new Twin()]
  const worlds = inquiries({ min: 12, max: 12 })
  await fc.assert(
    fc.asyncProperty(worlds, worlds, worlds, async (outside, inside, other) => {
      const content = { inside: inside.world, outside: outside.world }
      await Promise.all([changed, left].map((twin) => twin.hold(content)))
      const questions = questionsOf(outside, other)
      const before = await changed.ask(INSIDE, questions, ['tcp'])
      await change(changed, inside.world, other.world)
      const after = await changed.ask(INSIDE, questions, ['tcp'])
      if (!before.every((answer, i) => answer.equals(after[i]!))) taken.seen++
      const [one, two] = await Promise.all([changed, left].map((twin) => twin.ask(OUTSIDE, questions)))
      const i = one!.findIndex((answer, i) => !answer.equals(two![i]!))
      if (i >= 0) throw new Error(`${i}: ${one![i]!.toString('hex')}\n${two![i]!.toString('hex')}`)
    }),
    { numRuns: 12, endOnFailure: true },
  )
  t.comment(taken)
  for (const [what, times] of Object.entries(taken)) t.ok(times > 5, `${what}: ${times}`)
})

async function change(twin: Twin, inside: World, other: World): Promise<void> {
  const messages = numbered(changes(inside, other))
  const now = Math.floor(Date.now() / 1000)
  const signed = messages.map((message, i) => (i % 2 ? signRequest(editor, message, now).message : message))
  const half = (rest: number) => signed.filter((_, i) => i % 2 === rest)
  const answers = [
    ...(await twin.ask(INSIDE, half(0), ['tcp'])),
    // The key is inside, wherever it asks from.
    ...(await twin.ask(OUTSIDE, half(1), ['tls'])),
  ]
  taken.updates += answers.filter((answer) => (answer[3]! & 0xf) === Rcode.NOERROR).length
  for (const entry of ['192.0.2.7', '2001:db8::7', 'a', 'd.c'])
    for (const list of LISTS) if ((await twin.list(list, entry)) === 200) taken.entries++
}

/** What stands outside and around it, what changes inside, lists, and whole zones. */
function questionsOf(outside: Inquiry, other: Inquiry): Uint8Array[] {
  const names = [...outside.questions, ...other.questions].map(({ name, type }) => `${labelsText(name)} ${type}`)
  const listed = LISTS.flatMap((list) => [`7.2.0.192.${list} A`, `2.0.0.10.${list} TXT`, `a.${list} A`, `${list} SOA`])
  const shared = ['n', 'a', 'x.b', 'ns'].map((label) => `${label}.${SHARED} A`)
  const asked = [...names, ...listed, ...shared, `${SHARED} SOA`]
  const whole = [...ORIGINS, SHARED, ...LISTS].flatMap((zone) => [`${zone} AXFR`, `${zone} SOA`])
  return numbered([
    ...asked.flatMap((question) => manners.map((manner) => queryFor(question, manner))),
    ...whole.map((question) => queryFor(question)),
  ])
}
