// Debian's rbldnsd and Janus read the same lists and are asked the same: ten thousand questions of each format, among them of every
// line, so of every form of `$` and of every exclusion. Where they differ we say why (docs/conformance.md), and nothing else differs.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { summary, type TestServer } from '../support/ask.ts'
import { readListOf, serverOf } from '../support/list.ts'
import { randomFrom } from './odd-lists.ts'
import { run } from './process.ts'
import { answering, boundSocket, differences, hasData, rbldnsd, theirAnswers } from './rbldnsd.ts'
import { linesOf, type PeerList, peerLists } from './rbldnsd-lists.ts'

const QUESTIONS = 10_000

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

for (const list of peerLists)
  t.test(
    `${list.format}${list.with ? ` with ${list.with}` : ''}: both say the same`,
    { skip: rbldnsd ? false : 'rbldnsd is not installed' },
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
        program: rbldnsd!,
        files: {},
        args: ['-n', '-u', 'rbldns', '-w', folder, '-b', `127.0.0.1/${port}`, spec],
      }))
      t.teardown(() => peer.stop())
      const { subject } = readListOf(names.map((name) => ({ path: join(folder, name), format: list.format })))
      const server: TestServer = serverOf(subject!.zone)
      const socket = await boundSocket()
      t.teardown(() => void socket.close())
      await answering(socket, peer.port)
      const questions = questionsOf(list)
      const answers = (await theirAnswers(socket, peer.port, questions)).map(summary)
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
