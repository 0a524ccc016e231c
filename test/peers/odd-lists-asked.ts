// Odd list files, read by Debian's rbldnsd and by Janus, and both asked the same: answers with their TTLs, and what becomes of files
// that nobody can use.

import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import type { Message } from '../../src/wire/message.ts'
import { rcodeOf, summary } from '../support/ask.ts'
import { readListOf, serverOf } from '../support/list.ts'
import type { OddList } from './odd-lists.ts'
import { run } from './process.ts'
import { answering, boundSocket, differences, rbldnsd, theirAnswers } from './rbldnsd.ts'

/** Where the two differ and nobody says why. */
export type Unlike = {
  readonly list: number
  readonly question: string
  readonly theirs: string
  readonly ours: string
}

/** Rules by which Janus refuses a list that rbldnsd would serve (docs/conformance.md). */
const STRICTER: readonly string[] = ['list-test-point', 'list-everything', 'list-empty']

const zoneOf = (i: number) => `${i.toString(36).padStart(2, '0')}.example.`

/** Of at most 1,200 lists. `told`: how many answers were compared. */
export async function unlikeOf(
  lists: readonly OddList[],
): Promise<{ unlike: Unlike[]; compared: number; log: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'janus-odd-'))
  chmodSync(folder, 0o755)
  const paths = lists.map(({ files }, i) => files.map((_, j) => join(folder, `${i}-${j}`)))
  // It would not start with a file that it refuses: it meets them when it reads again.
  for (const [i, { format }] of lists.entries()) for (const path of paths[i]!) writeFileSync(path, stub(format))
  const last = join(folder, 'last')
  writeFileSync(last, '10.0.0.1\n')
  for (const path of [...paths.flat(), last]) utimesSync(path, 1e9, 1e9)
  const specs = lists.map(
    ({ format }, i) => `${zoneOf(i)}:${format}:${paths[i]!.map((path) => path.slice(folder.length + 1)).join(',')}`,
  )
  const peer = await run((port) => ({
    program: rbldnsd!,
    files: {},
    args: [
      '-n',
      '-c',
      '0',
      '-t',
      '300',
      '-u',
      'rbldns',
      '-w',
      folder,
      '-b',
      `127.0.0.1/${port}`,
      ...specs,
      'last.example:ip4tset:last',
    ],
  }))
  const socket = await boundSocket()
  try {
    await answering(socket, peer.port, '1.0.0.10.last.example. A')
    for (const [i, { files }] of lists.entries())
      for (const [j, text] of files.entries()) writeFileSync(paths[i]![j]!, withoutCr(text))
    writeFileSync(last, '10.0.0.2\n')
    peer.reload()
    await answering(socket, peer.port, '2.0.0.10.last.example. A', ({ answer }) => answer.length > 0)
    const unlike: Unlike[] = []
    let compared = 0
    for (const [i, list] of lists.entries()) {
      const questions = questionsOf(list)
      const theirs = await theirAnswers(
        socket,
        peer.port,
        questions.map((one) => `${one[0]}${zoneOf(i)} ${one[1]}`),
      )
      for (const [j, text] of list.files.entries()) writeFileSync(paths[i]![j]!, text)
      const { subject, problems } = readListOf(paths[i]!.map((path) => ({ path, format: list.format })))
      if (subject === undefined && problems.some(({ rule }) => STRICTER.includes(rule))) continue
      const server = subject && serverOf(subject.zone)
      if (server !== undefined && rcodeOf(theirs[0]!) === 'SERVFAIL' && givesUp(list)) continue
      for (const [at, [name, type]] of questions.entries()) {
        const question = `${name}bl.example. ${type}`
        if (theirs[at] === undefined) continue
        const told = wholeText(theirs[at])
        const answer = server?.ask(question)
        const ours = answer === undefined ? 'SERVFAIL none' : wholeText(answer)
        compared++
        if (told === ours) continue
        const [briefly, brieflyOurs] = [summary(theirs[at]), answer === undefined ? 'SERVFAIL' : summary(answer)]
        if (differences.some(({ holds }) => holds(`${name}bl.example.`, briefly, brieflyOurs))) continue
        unlike.push({ list: i, question: `${name || '@'} ${type}`, theirs: told, ours })
      }
    }
    return { unlike, compared, log: peer.log() }
  } finally {
    socket.close()
    await peer.stop()
    rmSync(folder, { recursive: true })
  }
}

/** To rbldnsd a carriage return at the end of a line belongs to the line. */
function withoutCr(text: Buffer): Buffer {
  if (text[0] === 0x1f) return text
  return Buffer.from(text.toString('latin1').replaceAll(/\r(?=\n|$)/g, ''), 'latin1')
}

/** A line of a generic dataset with a TTL or a mail exchanger that it cannot read makes rbldnsd give up the whole file. */
function givesUp({ format, files }: OddList): boolean {
  if (format !== 'generic' && format !== 'combined') return false
  const words = /^[ \t]*\S+[ \t]+(?:\d\S*[ \t]+)?mx[ \t]+\d+[ \t]*(?:$|\S+[ \t]+\S)/i
  const ttl = /^[ \t]*\S+[ \t]+(?!\d{1,9}[smhdw]?(?:[ \t]|$)|[0-3]\d{9}(?:[ \t]|$))\d/i
  return files.some((text) =>
    withoutCr(text)
      .toString('latin1')
      .split('\n')
      .some((line) => words.test(line) || ttl.test(line)),
  )
}

function stub(format: string): string {
  const entry = format.startsWith('ip6') ? '2001:db8:0:1' : format === 'generic' ? 'a A 127.0.0.2' : '10.0.0.1'
  return format === 'combined' ? `$DATASET ip4set @\n${entry}\n` : `${entry}\n`
}

function questionsOf({ names }: OddList): [name: string, type: string][] {
  return names.flatMap((name): [string, string][] => {
    const types =
      name === '' ? ['SOA', 'NS', 'A', 'TXT', 'MX'] : ['A', 'TXT', ...(name.length % 7 === 0 ? ['MX', 'AAAA'] : [])]
    return types.map((type) => [name === '' ? '' : `${name}.`, type])
  })
}

/** The code, the records of the answer in their order by text, and of a denial the SOA. */
function wholeText(message: Message): string {
  const records = message.answer.length > 0 ? message.answer : message.authority.filter(({ type }) => type === Type.SOA)
  const lines = records.map(
    ({ ttl, type, rdata }) => `${ttl} ${typeName(type)} ${printRdata(type, rdata, 0, rdata.length)}`,
  )
  return [`${rcodeOf(message)}${message.answer.length > 0 ? '' : ' none'}`, ...lines.sort()].join(' | ')
}
