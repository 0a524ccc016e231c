// A server whose configuration, paths, links and kinds of files change at random while both sides ask it: every answer is one
// that a start from the files alone would have given, before the change or after it. `npm run soak:files` takes 20 minutes;
// SOAK_MINUTES makes it shorter, SITE_SEED repeats one. Exits with 1 where an answer was wrong.

import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Test } from 'tap'
import { askServer } from '../../src/operate/control/client.ts'
import { StateFolder } from '../../src/state/state-folder.ts'
import { makeCandidate } from '../../src/store/generation/candidate.ts'
import { generationOf } from '../../src/store/generation/generation.ts'
import { readZones } from '../../src/supply/loader/read-zones.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor, recordText, TestServer } from '../support/ask.ts'
import { freePort } from '../support/free-port.ts'
import { Janus } from '../support/janus.ts'
import { hosts, randomFrom, ShiftingSite, zones } from '../support/shifting-site.ts'

const MINUTES = Number(process.env.SOAK_MINUTES ?? 20)
const SEED = Number(process.env.SITE_SEED ?? Math.floor(Math.random() * 2 ** 31))
const WAIT_MS = 2000

const sides = ['127.0.0.1', '127.0.0.2']
const questions = [
  ...zones.flatMap((zone) =>
    hosts.flatMap((host) => [`${host}${host && '.'}${zone}. A`, `${host}${host && '.'}${zone}. ANY`]),
  ),
  ...zones.flatMap((zone) => [`${zone}. SOA`, `${zone}. NS`, `none.${zone}. TXT`]),
  ...Array.from({ length: 20 }, (_, i) => `${10 + i * 4}.2.0.192.in-addr.arpa. PTR`),
]

/** By side and question. */
type Answers = ReadonlyMap<string, string>

const folder = mkdtempSync(join(tmpdir(), 'janus-soak-'))
const ends: (() => unknown)[] = []
const owner = { teardown: (end: () => unknown) => ends.push(end) } as unknown as Test
const counts = { changes: 0, reloads: 0, unchanged: 0, restarts: 0, answers: 0, silent: 0, wrong: 0, unjudged: 0 }

async function soak(): Promise<void> {
  const random = randomFrom(SEED)
  const port = await freePort()
  const head = `listen: ["127.0.0.1:${port}"]\nworkers: 1\nstate: state\ncontrol: {socket: control.sock}\n`
  const site = new ShiftingSite(folder, random, head)
  const asker = new Asker(port)
  let server = await start()
  asker.expect(await fresh())
  const asking = asker.run()
  const until = Date.now() + MINUTES * 60_000
  let told = Date.now()
  while (Date.now() < until) {
    const changes = Array.from({ length: 1 + Math.floor(random() * 3) }, () => site.change())
    counts.changes += changes.length
    const expected = await fresh()
    asker.expect(expected)
    if (random() < 0.15) {
      counts.restarts++
      server.signal(random() < 0.5 ? 'SIGTERM' : 'SIGKILL')
      await server.ended
      server = await start()
    } else {
      counts.reloads++
      const { outcome } = (await ask('reload')) as { outcome: string }
      if (outcome === 'unchanged') counts.unchanged++
    }
    const states = (await ask('zones')) as { zone: string; state: string }[]
    const notCurrent = states.filter(({ state }) => state !== 'current').map(({ zone }) => zone.toLowerCase())
    asker.settle(expected, new Set(notCurrent), changes.join(', '))
    await asker.askAll()
    if (Date.now() - told > 60_000) {
      told = Date.now()
      process.stderr.write(`${JSON.stringify(counts)}\n`)
    }
  }
  asker.stop()
  await asking
  server.signal('SIGTERM')
  await server.ended
}

async function start(): Promise<Janus> {
  const server = new Janus(owner, folder)
  await server.logged('ready')
  return server
}

async function ask(verb: string): Promise<unknown> {
  const answer = await askServer(join(folder, 'control.sock'), { verb })
  return answer.kind === 'result' ? answer.result : undefined
}

/** What a start from the files alone would answer to every question from either side. */
async function fresh(): Promise<Answers> {
  const { settings } = loadConfig(join(folder, 'janus.yaml'))
  const state = new StateFolder(join(folder, 'no state'))
  const files = await readZones(settings!, 'load', undefined)
  const { loaded } = makeCandidate({ settings: settings!, files, running: undefined, state })
  const server = new TestServer(generationOf(settings!, loaded, 1))
  const asked = sides.flatMap((from) => questions.map((question) => [from, question] as const))
  return new Map(
    asked.map(([from, question]) => [`${from} ${question}`, textOf(server.send(queryFor(question), { from }))]),
  )
}

/** Rcode and records, in whatever order. */
function textOf(octets: Uint8Array): string {
  const message = readMessage(octets)
  if (message === undefined) return 'no message'
  const records = (['answer', 'authority', 'additional'] as const).map((section) =>
    message[section].map(recordText).sort().join('; '),
  )
  return `${message.rcode} ${records.join(' | ')}`
}

const SERVFAIL = '2  |  | '

class Asker {
  readonly #port: number
  /** What may be answered now; more than one thing while it changes. */
  #allowed: Answers[] = []
  /** Everything that was right once, for zones that are served as they were. */
  readonly #past = new Map<string, Set<string>>()
  #behind: ReadonlySet<string> = new Set()
  #what = ''
  #stopped = false

  constructor(port: number) {
    this.#port = port
  }

  expect(answers: Answers): void {
    this.#allowed = [...this.#allowed, answers]
    for (const [key, answer] of answers) {
      const past = this.#past.get(key) ?? new Set([SERVFAIL])
      this.#past.set(key, past.add(answer))
    }
  }

  settle(answers: Answers, behind: ReadonlySet<string>, what: string): void {
    this.#allowed = [answers]
    this.#behind = behind
    this.#what = what
  }

  stop(): void {
    this.#stopped = true
  }

  /** Asks at random until it is stopped. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      const side = sides[Math.floor(Math.random() * sides.length)]!
      await this.#ask(side, questions[Math.floor(Math.random() * questions.length)]!)
      await pause(1)
    }
  }

  async askAll(): Promise<void> {
    for (const side of sides) for (const question of questions) await this.#ask(side, question)
  }

  async #ask(side: string, question: string): Promise<void> {
    const key = `${side} ${question}`
    const before = this.#allowed
    const answer = await this.#exchange(side, question)
    if (answer === undefined) {
      counts.silent++
      return
    }
    counts.answers++
    const allowed = [...before, ...this.#allowed].map((answers) => answers.get(key))
    if (question.endsWith(' PTR') && this.#isUnsettled(before)) {
      counts.unjudged++
      return
    }
    if (allowed.includes(answer) || (this.#mayBePast(question, before) && this.#past.get(key)?.has(answer))) return
    counts.wrong++
    process.stderr.write(`WRONG ${key}: ${answer}\n  expected ${allowed.join('\n  or ')}\n  after ${this.#what}\n`)
  }

  /** Reverse zones come from what is served of all others: the files do not tell it where one of these stays as it was. */
  #isUnsettled(before: readonly Answers[]): boolean {
    return this.#behind.size > 0 || this.#allowed.length > 1 || before.length > 1 || this.#allowed[0] !== before[0]
  }

  /** While something changes nobody knows yet what is refused. */
  #mayBePast(question: string, before: readonly Answers[]): boolean {
    if (this.#behind.size === 0 && this.#allowed.length === 1 && before.length === 1) return false
    if (this.#allowed.length > 1 || before.length > 1 || this.#allowed[0] !== before[0]) return true
    return [...this.#behind].some((zone) => question.split(' ')[0]!.endsWith(zone))
  }

  /** One query at a time for each socket: the identifier is always the same. */
  readonly #busy = new Map<string, Promise<unknown>>()

  #exchange(side: string, question: string): Promise<string | undefined> {
    const turn = (this.#busy.get(side) ?? Promise.resolve()).then(() => this.#exchangeNow(side, question))
    this.#busy.set(side, turn)
    return turn
  }

  async #exchangeNow(side: string, question: string): Promise<string | undefined> {
    const socket = createSocket('udp4')
    try {
      await new Promise<void>((resolve) => socket.bind(0, side, resolve))
      const answered = new Promise<string | undefined>((resolve) => {
        socket.once('message', (octets) => resolve(textOf(octets)))
        socket.once('error', () => resolve(undefined))
        setTimeout(() => resolve(undefined), WAIT_MS).unref()
      })
      socket.send(queryFor(question), this.#port, '127.0.0.1')
      return await answered
    } finally {
      socket.close()
    }
  }
}

try {
  await soak()
} finally {
  for (const end of ends) await end()
  rmSync(folder, { recursive: true, force: true })
}
process.stdout.write(`${JSON.stringify({ seed: SEED, ...counts })}\n`)
process.exitCode = counts.wrong > 0 || counts.answers === 0 ? 1 : 0
