// Reloads while thousands of queries a second come: none gets lost, and no answer mixes two generations. Forty reloads here;
// `npm run test:full` does two hundred.

import { createSocket, type Socket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf, janus, missing, run, serve } from '../support/janus.ts'
import { campus, campusZone } from '../support/small-campus.ts'

const RELOADS = process.env.JANUS_FULL ? 200 : 40
const HOSTS = 2000

t.test(
  `${RELOADS} reloads under 5,000 queries a second`,
  { skip: await missing('dnsperf'), timeout: 600_000 },
  async (t) => {
    const names = Array.from({ length: HOSTS }, (_, i) => `h${i}`)
    const questions = names.map((name) => `${name}.univ.example A`)
    const folder = folderOf(t, { ...campus(), questions: `${questions.join('\n')}\n` })
    // The preference of the MX and the address of its target are the edition's number.
    const edit = (edition: number) => {
      const hosts = names.map((name) => `${name} A 192.0.2.1`).join('\n')
      const more = `gw MX ${edition} gw\ngw A 192.0.${edition >> 8}.${edition & 0xff}\n${hosts}\n`
      for (const [view, file] of [
        ['internal', 'in.zone'],
        ['external', 'out.zone'],
      ] as const)
        writeFileSync(join(folder, file), campusZone(view, { serial: edition, more }))
    }
    edit(1)
    const server = await serve(t, folder)
    const port = server.port()
    const seconds = Math.ceil(RELOADS * 0.25) + 3
    const load = [
      '-s',
      '127.0.0.1',
      '-p',
      String(port),
      '-d',
      join(folder, 'questions'),
      '-Q',
      '5000',
      '-l',
      String(seconds),
    ]
    const perf = run('dnsperf', [...load, '-c', '4', '-t', '30'])
    const witness = new Witness(port)
    t.teardown(() => witness.close())
    await pause(500)
    const started = Date.now()
    let switched = 0
    for (let edition = 2; edition <= RELOADS + 1; edition++) {
      edit(edition)
      server.signal('SIGHUP')
      await server.logged('reloaded', edition - 1)
      switched++
      await pause(Math.max(0, started + (edition - 1) * 250 - Date.now()))
    }
    const { stdout } = await perf
    await witness.close()
    const number = (what: RegExp) => Number(what.exec(stdout)?.[1])
    t.equal(switched, RELOADS)
    t.match(stdout, /Response codes: +NOERROR \d+ \(100\.00%\)/)
    t.equal(number(/Queries lost: +(\d+)/), 0, 'no query lost')
    // A tenth of what is wanted: a busy machine asks less.
    t.ok(number(/Queries completed: +(\d+)/) > 500 * (seconds - 1), stdout)
    t.same(witness.mixed, [], 'no answer out of two generations')
    t.ok(witness.seen.size > RELOADS / 4, `${witness.seen.size} editions were seen in ${witness.answers} answers`)
    const { stdout: status } = await janus('status', '--json', '--config', join(folder, 'janus.yaml'))
    t.match(JSON.parse(status), { generation: RELOADS + 1, workers: { restarts: 0 } })
  },
)

const MOST_ASKED = 50

/** Asks for the MX again and again, and compares what must be of one edition. */
class Witness {
  readonly mixed: string[] = []
  readonly seen = new Set<number>()
  answers = 0
  readonly #socket: Socket = createSocket('udp4')
  readonly #timer: NodeJS.Timeout
  /** Asked since the last answer. */
  #asked = 0
  #closed: Promise<void> | undefined

  constructor(port: number) {
    const query = queryFor('gw.univ.example MX')
    this.#socket.on('message', (bytes: Uint8Array) => this.#check(bytes))
    let looks = 0
    this.#timer = setInterval(() => {
      // Where nobody answers for a while the others need the room; now and then it asks all the same, for a datagram may be lost.
      if (this.#asked >= MOST_ASKED && ++looks % 100 > 0) return
      for (let i = 0; i < 5; i++) this.#socket.send(query, port, '127.0.0.1')
      this.#asked += 5
    }, 5)
  }

  close(): Promise<void> {
    clearInterval(this.#timer)
    this.#closed ??= new Promise((resolve) => this.#socket.close(resolve))
    return this.#closed
  }

  #check(bytes: Uint8Array): void {
    const message = readMessage(bytes)
    const [mx] = message?.answer ?? []
    const [address] = message?.additional ?? []
    this.answers++
    this.#asked = 0
    const preference = mx ? (mx.rdata[0]! << 8) | mx.rdata[1]! : -1
    const edition = address ? (address.rdata[2]! << 8) | address.rdata[3]! : -2
    this.seen.add(preference)
    if (preference !== edition) this.mixed.push(`MX ${preference}, A ${edition}`)
  }
}
