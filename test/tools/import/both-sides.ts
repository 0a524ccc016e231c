// A server as it was and Janus with what the import made of its configuration: the same questions to both, from the same clients.

import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { Type, typeCode } from '../../../src/dns/types.ts'
import type { Message } from '../../../src/wire/message.ts'
import { freePort } from '../../support/free-port.ts'
import { janus, serve } from '../../support/janus.ts'
import { labelsOf } from '../../support/name.ts'
import { queryOf } from '../../support/query.ts'
import { answering, brief, client, LONG, stopped } from './named.ts'

export type Sides = {
  readonly folder: string
  /** The file that is imported, and whose it is. */
  readonly file: string
  readonly from: string
  /** Addresses that clients ask at; each has the same port. */
  readonly servers: readonly string[]
  readonly port: number
  readonly clients: readonly string[]
  /** A zone that answers as soon as the server is there. */
  readonly zone: string
  /** One that Janus fetches first. */
  readonly arrives?: string
  readonly names: readonly string[]
  readonly types: readonly string[]
  /** What both have to say; else each is asked all. */
  readonly isAsked?: (name: string, type: string, server: string, source: string) => boolean
  /** What is compared; all that a client learns, or less where resolvers say less. */
  readonly said?: (message: Message) => string
  /** Names in class CH whose TXT says who the server is. */
  readonly chaos?: readonly string[]
  /** Lines under the headings of the import's report. */
  readonly report: readonly (string | RegExp)[]
}

/** Starts the program as long as the test lasts; its own port and folder are in its configuration. */
export function started(
  t: Test,
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): void {
  const child = spawn(program, args, { cwd, stdio: 'ignore', env: { ...process.env, ...env } })
  t.teardown(() => stopped(child))
}

/** The old server is already running. Gives how many questions both were asked. */
export async function sameFromBoth(t: Test, sides: Sides): Promise<number> {
  const { folder, file, from, servers, port, clients, names, types, said = brief, isAsked = () => true } = sides
  const output = join(folder, 'new')
  const { stdout, stderr, code } = await janus('import', join(folder, file), '--from', from, '--output', output)
  t.equal(stderr, '')
  t.equal(code, sides.report.length > 0 ? 1 : 0, stdout)
  const told = stdout.split('\n').filter((line) => line.startsWith('  '))
  t.match(
    told.map((line) => line.replaceAll(`${folder}/`, '').trim()),
    sides.report,
  )
  if (!t.equal(told.length, sides.report.length, told.join('\n'))) return 0
  const own = await elsewhere(output, servers, port)
  await serve(t, output)
  let asked = 0
  for (const server of servers)
    for (const source of clients) {
      const [old, ours] = [await client(source, port, server), await client(source, own, server)]
      t.teardown(() => [old, ours].map(({ close }) => close()))
      await answering(old, sides.zone)
      if (sides.arrives !== undefined) for (const one of [old, ours]) await answering(one, sides.arrives)
      for (const name of sides.chaos ?? []) {
        const query = queryOf(labelsOf(nameFromText(name)), Type.TXT, { class: 3 })
        const [wanted, found] = [await old.ask(query, LONG), await ours.ask(query, LONG)].map(
          (one) => one && texts(one),
        )
        asked++
        if (wanted !== found) t.equal(found, wanted, `${name} CH TXT from ${source} at ${server}`)
      }
      for (const name of names)
        for (const type of types.filter((type) => isAsked(name, type, server, source))) {
          const query = queryOf(labelsOf(nameFromText(name)), typeCode(type)!, {})
          const here = await ours.ask(query, LONG)
          // tinydns says nothing where we refuse.
          const isRefused = here !== undefined && said(here) === REFUSED
          const theirs = await old.ask(query, isRefused ? undefined : LONG)
          asked++
          const [wanted, found] = [theirs, here].map((one) => (one === undefined ? REFUSED : said(one)))
          if (wanted !== found) t.equal(found, wanted, `${name} ${type} from ${source} at ${server}`)
        }
    }
  return asked
}

/** Each server has a TTL of its own for them. */
function texts({ rcode, answer }: Message): string {
  return [rcode, ...answer.map(({ rdata }) => Buffer.from(rdata).toString('latin1'))].join('|')
}

const REFUSED = 'REFUSED\n\n-'

/** Both cannot have one port. */
async function elsewhere(output: string, servers: readonly string[], port: number): Promise<number> {
  const own = await freePort()
  const path = join(output, 'janus.yaml')
  let text = readFileSync(path, 'utf8')
  for (const server of servers)
    text = text.replaceAll(
      new RegExp(`"?${server.replaceAll('.', '\\.')}(:${port})?"?(?=[,\\]])`, 'g'),
      `"${server}:${own}"`,
    )
  writeFileSync(path, text)
  return own
}
