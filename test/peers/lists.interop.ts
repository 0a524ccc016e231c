// Debian's rbldnsd and Janus read the same lists and are asked the same: ten thousand questions of each format, among them of every
// line, so of every form of `$` and of every exclusion. Where they differ we say why (docs/conformance.md), and nothing else differs.

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor, summary, type TestServer } from '../support/ask.ts'
import { readListOf, serverOf } from '../support/list.ts'
import { installed, run } from './process.ts'
import { linesOf, type PeerList, peerLists } from './rbldnsd-lists.ts'

const program = installed('rbldnsd')
const QUESTIONS = 10_000
const TOGETHER = 32

/** Numbers below 1, the same each time. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) / 0x1000000
  }
}

const questionOf = (name: string, type: string) => `${name === '' ? '' : `${name}.`}bl.example. ${type}`

/** No two are the same. */
function questionsOf(list: PeerList): string[] {
  const random = randomFrom(20_261_128)
  const asked = new Set(
    linesOf(list).flatMap(({ name }) =>
      [name, name === '' ? 'q' : `q.${name}`].flatMap((one) => ['A', 'TXT'].map((type) => questionOf(one, type))),
    ),
  )
  while (asked.size < QUESTIONS) {
    const type = random() < 0.95 ? (random() < 0.5 ? 'A' : 'TXT') : random() < 0.5 ? 'AAAA' : 'MX'
    asked.add(questionOf(list.names(random), type))
  }
  return [...asked]
}

/** What rbldnsd says; so many at a time, for its buffer is small. */
async function theirs(socket: Socket, port: number, questions: readonly string[]): Promise<string[]> {
  const answers = new Array<string>(questions.length).fill('no answer')
  for (let from = 0; from < questions.length; from += TOGETHER) {
    const batch = questions.slice(from, from + TOGETHER)
    await new Promise<void>((done, fail) => {
      let left = batch.length
      const timer = setTimeout(() => fail(new Error('rbldnsd is silent')), 60_000)
      socket.removeAllListeners('message')
      socket.on('message', (message) => {
        answers[from + message.readUInt16BE(0)] = summary(readMessage(new Uint8Array(message))!)
        if (--left > 0) return
        clearTimeout(timer)
        done()
      })
      for (const [i, question] of batch.entries()) {
        const query = queryFor(question)
        query[0] = i >>> 8
        query[1] = i & 0xff
        socket.send(query, port, '127.0.0.1')
      }
    })
  }
  return answers
}

type Difference = { readonly why: string; readonly holds: (name: string, theirs: string, ours: string) => boolean }

const labels = (name: string) => name.replace(/\.?bl\.example\.$/i, '').split('.')
const hasData = (answer: string) => answer !== 'NODATA' && answer !== 'NXDOMAIN'

/** As docs/conformance.md has them. */
const differences: readonly Difference[] = [
  { why: 'a name above listed ones exists', holds: (_, theirs, ours) => theirs === 'NXDOMAIN' && ours === 'NODATA' },
  {
    why: 'the test points are listed',
    holds: (name, theirs, ours) => /^(2\.0\.0\.127|test)\./i.test(name) && theirs === 'NXDOMAIN' && hasData(ours),
  },
  {
    why: 'a name has one spelling: 01 is not 1',
    holds: (name) => labels(name).some((label) => /^0\d+$/.test(label)),
  },
  {
    why: 'a wildcard stands for whatever lies below a prefix that is listed as a whole',
    holds: (name, theirs, ours) => theirs === 'NXDOMAIN' && hasData(ours) && !isAddress(labels(name)),
  },
  {
    why: 'a text is cut behind 255 octets, not behind 254',
    holds: (_, theirs, ours) => theirs.length > 250 && ours.slice(0, 250) === theirs.slice(0, 250),
  },
]

function isAddress(labels: readonly string[]): boolean {
  const digits = labels.length === 32 && labels.every((label) => /^[0-9a-f]$/i.test(label))
  return digits || (labels.length === 4 && labels.every((label) => /^\d{1,3}$/.test(label) && Number(label) < 256))
}

for (const list of peerLists)
  t.test(
    `${list.format}${list.with ? ` with ${list.with}` : ''}: both say the same`,
    { skip: program ? false : 'rbldnsd is not installed' },
    async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'janus-lists-'))
      t.teardown(() => rmSync(folder, { recursive: true }))
      chmodSync(folder, 0o755)
      const names = list.files.map((text, i) => {
        writeFileSync(join(folder, `${i}`), text)
        return `${i}`
      })
      const spec = `bl.example:${list.format}:${names.join(',')}`
      const peer = await run((port) => ({
        program: program!,
        files: {},
        args: ['-n', '-u', 'rbldns', '-w', folder, '-b', `127.0.0.1/${port}`, spec],
      }))
      t.teardown(() => peer.stop())
      const { subject } = readListOf(names.map((name) => ({ path: join(folder, name), format: list.format })))
      const server: TestServer = serverOf(subject!.zone)
      const socket = createSocket('udp4')
      socket.bind(0, '127.0.0.1')
      await once(socket, 'listening')
      t.teardown(() => void socket.close())
      await answering(socket, peer.port)
      const questions = questionsOf(list)
      const answers = await theirs(socket, peer.port, questions)
      const unlike = questions.flatMap((question, i) => {
        const [name, told, ours] = [question.split(' ')[0]!, answers[i]!, summary(server.ask(question))]
        if (told === ours || differences.some(({ holds }) => holds(name, told, ours))) return []
        return [`${question}: rbldnsd ${told}, Janus ${ours}`]
      })
      t.same(unlike.slice(0, 20), [])
      t.ok(answers.filter(hasData).length > questions.length / 100, 'much of it is listed')
      const said = new Map(questions.map((question, i) => [question, answers[i]!]))
      const forms = Map.groupBy(linesOf(list), ({ form }) => form)
      forms.delete(undefined)
      for (const [form, lines] of forms) {
        const isHeard = lines.some(({ name }) => said.get(questionOf(name, 'TXT'))?.startsWith('"'))
        t.ok(isHeard, `the text of ${form} is among the answers`)
      }
      const exclusions = linesOf(list).filter(({ isExclusion }) => isExclusion)
      t.ok(
        exclusions.every(({ name }) => said.has(questionOf(name, 'A'))),
        `${exclusions.length} exclusions are asked for`,
      )
    },
  )

/** It reads its files before it answers. */
async function answering(socket: Socket, port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    socket.send(queryFor('bl.example. SOA'), port, '127.0.0.1')
    const heard = once(socket, 'message', { signal: AbortSignal.timeout(100) })
    if (await heard.then(() => true).catch(() => false)) return
  }
  throw new Error('rbldnsd does not answer')
}
