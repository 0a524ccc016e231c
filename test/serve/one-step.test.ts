// Zones that come, go and change in one step, in one view or two, by a reload or with a catalog, do so together: whoever has seen one of
// them as it is afterwards sees none of the others as it was before, whichever thread answers.

import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import t, { type Test } from 'tap'
import { Rcode } from '../../src/dns/rcodes.ts'
import { askServer } from '../../src/operate/control/client.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { freePort } from '../support/free-port.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'

const STEPS = process.env.JANUS_LONG === undefined ? 8 : 200
const VIEWS = ['127.0.0.1', '127.0.0.9'] as const
/** One question the first way, the next one the other: TCP has another thread than UDP, which has several. */
const TRANSPORTS = [
  ['udp', 'udp'],
  ['udp', 'tcp'],
  ['tcp', 'udp'],
] as const

const head = '$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 198.51.100.1\n'
const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='

/** Asks one name over a socket of its own, in one of the views. */
type Ask = (
  name: string,
  view: number,
) => Promise<{ readonly isOurs: boolean; readonly isGood: boolean; readonly value: number | undefined }>

t.test('zones of two views that one reload brings, takes and changes', async (t) => {
  // Step i brings come-i, takes gone-i, and gives v in both views the value i.
  const write = (step: number) => {
    const names = Array.from({ length: STEPS + 1 }, (_, i) => (i <= step ? `come-${i}` : `gone-${i}`))
    const plain = names.map((name) => `  ${name}.example: plain.zone\n`).join('')
    for (const view of ['inside', 'outside']) replace(folder, `${view}.zone`, `${head}@ TXT "${step}"\n`)
    replace(
      folder,
      'janus.yaml',
      `listen: ["127.0.0.1:0"]
workers: 2
views: {internal: [127.0.0.1], external: [any]}
zones:
  v.example: {internal: inside.zone, external: outside.zone}
${plain}`,
    )
  }
  const folder = folderOf(t, { 'plain.zone': head })
  write(0)
  const janus = await serve(t, folder)
  const watching = new Watching(t, janus.port(), async (ask, first, wrong) => {
    const step = (await ask('v.example', first)).value!
    const other = 1 - first
    if (!(await ask(`come-${step}.example`, other)).isOurs) wrong(`${step}: come-${step} is missing in view ${other}`)
    if (step > 0 && (await ask(`gone-${step}.example`, other)).isOurs) wrong(`${step}: gone-${step} is there still`)
    const then = (await ask('v.example', other)).value!
    if (then < step) wrong(`${step}: v is ${then} in view ${other}`)
    return step
  })
  for (let step = 1; step <= STEPS; step++) {
    write(step)
    t.equal((await verb(folder, 'reload')).outcome, 'switched', `reload ${step}`)
    await watching.seen(step)
  }
  t.strictSame(await watching.ended(), [], 'none that was seen after a reload is as it was before it')
})

t.test('zones that one version of a catalog brings and takes', async (t) => {
  const [port, other] = [await freePort(), await freePort()]
  const members = (step: number) => [`a${step}.test`, `b${step}.test`]
  const catalog = (step: number) => {
    const lines = members(step).map((name) => `${name[0]}${step}.zones PTR ${name}.`)
    return `$TTL 0\n@ SOA invalid. invalid. ${step + 1} 3600 600 2147483646 0\n@ NS invalid.\nversion TXT "2"\n${lines.join('\n')}\n`
  }
  const zones = Array.from({ length: STEPS + 1 }, (_, step) => members(step)).flat()
  const main = withKey(t, {
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {inside: [any]}
secondaries: {ns2: {address: ["127.0.0.1:${other}"], views: [inside]}}
zones:
  catalog.example: catalog.zone
${zones.map((name) => `  ${name}: plain.zone\n`).join('')}`,
    'plain.zone': head,
    'catalog.zone': catalog(0),
  })
  const follower = (own: number) =>
    withKey(t, {
      'janus.yaml': `listen: ["127.0.0.1:${own}"]
workers: 2
views: {inside: [any]}
tsig: {ns2.inside: {view: inside}}
primaries: {main: {address: ["127.0.0.1:${port}"], key: ns2.inside}}
catalogs: {catalog.example: {view: inside, primary: main, zones: ["*.test"], removal-limit: 100}}
zones: {own.example: plain.zone}
`,
      'plain.zone': head,
    })
  await serve(t, main)
  const janus = await serve(t, follower(other))
  const watching = new Watching(t, janus.port(), async (ask, first, wrong, last) => {
    const step = last + 1
    // It waits for one of them, which are two others for every other asker.
    const [one, other] = first === 0 ? members(step) : members(step).toReversed()
    if (!(await ask(one!, 0)).isOurs) return last
    if (!(await ask(other!, 0)).isOurs) wrong(`${one} has come without ${other}`)
    for (const gone of step === 0 ? [] : members(step - 1))
      if ((await ask(gone, 0)).isOurs) wrong(`${one} has come, and ${gone} is there still`)
    return step
  })
  await watching.seen(0)
  for (let step = 1; step <= STEPS; step++) {
    replace(main, 'catalog.zone', catalog(step))
    t.equal((await verb(main, 'reload')).outcome, 'switched', `version ${step}`)
    await watching.seen(step)
  }
  t.strictSame(await watching.ended(), [], 'none has come without the others, nor beside those that go')
  // Who begins just now, and has seen none of the versions before, serves the same.
  const fresh = await serve(t, follower(await freePort()))
  const names = [...zones, 'own.example', 'none.example']
  const all = (one: Janus) =>
    Promise.all(TRANSPORTS[1].map((transport) => answersOf(asker(t, one.port(), [transport, transport]), names)))
  const wanted = names.map((name) => members(STEPS).includes(name) || name === 'own.example')
  for (const one of [fresh, janus]) {
    while (!isDeepStrictEqual(await all(one), [wanted, wanted])) await setTimeout(50)
    t.pass('what the last version lists, and nothing else')
  }
})

type Look = (ask: Ask, first: number, wrong: (what: string) => void, last: number) => Promise<number>

/** Asks over several sockets at once, all the time, until each of them has seen the last step. */
class Watching {
  readonly #wrong: string[] = []
  readonly #last: number[] = []
  readonly #all: Promise<unknown>

  /** `look`: what it tells is the step that it has seen; in one view first, or in the other. */
  constructor(t: Test, port: number, look: Look) {
    const ways = TRANSPORTS.flatMap((transports) => [0, 1].map((first) => ({ transports, first })))
    this.#all = Promise.all(
      ways.map(async ({ transports, first }, i) => {
        const ask = asker(t, port, transports)
        const wrong = (what: string) => this.#wrong.push(`${transports.join(', ')}: ${what}`)
        for (this.#last[i] = -1; this.#last[i]! < STEPS; ) this.#last[i] = await look(ask, first, wrong, this.#last[i]!)
      }),
    )
  }

  /** Every one has seen the step. */
  async seen(step: number): Promise<void> {
    while (this.#last.some((last) => last < step)) await Promise.race([this.#all, setTimeout(5)])
  }

  /** What was wrong. */
  async ended(): Promise<readonly string[]> {
    await this.#all
    return this.#wrong
  }
}

/** Whether something good is answered, by name. */
async function answersOf(ask: Ask, names: readonly string[]): Promise<readonly boolean[]> {
  const answers: boolean[] = []
  for (const name of names) answers.push((await ask(name, 0)).isGood)
  return answers
}

function asker(t: Test, port: number, transports: readonly ('udp' | 'tcp')[]): Ask {
  let turn = 0
  return async (name, view) => {
    const transport = transports[turn++ % 2]!
    const octets = await exchange(t, queryFor(`${name}. TXT`), { port, from: VIEWS[view]!, transport })
    const { rcode, answer } = readMessage(octets)!
    const text = answer[0] && Buffer.from(answer[0].rdata.subarray(1)).toString()
    const value = text === undefined ? undefined : Number(text)
    return { isOurs: rcode !== Rcode.REFUSED, isGood: rcode === Rcode.NOERROR, value }
  }
}

async function verb(folder: string, name: string): Promise<Record<string, unknown>> {
  const answer = await askServer(join(folder, 'state/control.sock'), { verb: name, options: {} })
  if (answer.kind !== 'result') throw new Error(JSON.stringify(answer))
  return answer.result as Record<string, unknown>
}

function withKey(t: Test, files: Readonly<Record<string, string>>): string {
  const path = 'keys/tsig/ns2.inside.key'
  const text = `key "ns2.inside" { algorithm hmac-sha256; secret "${SECRET}"; };\n`
  const folder = folderOf(t, { ...files, [path]: text })
  for (const one of ['keys', 'keys/tsig']) chmodSync(join(folder, one), 0o700)
  chmodSync(join(folder, path), 0o600)
  return folder
}

function replace(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, `${file}.new`), text)
  renameSync(join(folder, `${file}.new`), join(folder, file))
}
