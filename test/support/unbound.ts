// A real validating resolver before servers of a test: with its own cache, and where a test wants it, with a clock of its own.

import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nameFromText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { typeCode } from '../../src/dns/types.ts'
import { Bit } from '../../src/wire/header.ts'
import { readMessage } from '../../src/wire/message.ts'
import { askUdp } from '../peers/client.ts'
import { installed, type RunningServer, run, type Setup } from '../peers/process.ts'
import { labelsOf } from './name.ts'
import { queryOf } from './query.ts'
import { until } from './until.ts'

export type UnboundOptions = {
  /** Of the server that knows these zones. */
  readonly port: number
  readonly zones: readonly string[]
  /** Ports of others, by zone. */
  readonly others?: Readonly<Record<string, number>>
  /** `univ.example. DS …` or DNSKEY */
  readonly anchors: readonly string[]
  readonly insecure?: readonly string[]
  /** It makes no denials of its own out of NSEC records that it has seen (RFC 8198). */
  readonly asksAlways?: true
  /** Its clock is led by the test. */
  readonly isLed?: true
}

const LIBRARY = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
].find((path) => existsSync(path))

/** What is missing for one whose clock is led. */
export const noLedClock =
  installed('unbound') === undefined ? 'unbound' : LIBRARY === undefined ? 'libfaketime' : undefined

export class Unbound {
  readonly #server: RunningServer

  private constructor(server: RunningServer) {
    this.#server = server
  }

  static async start(
    t: { readonly teardown: (done: () => unknown) => void },
    { port, zones, others = {}, anchors, insecure = [], asksAlways, isLed }: UnboundOptions,
  ): Promise<Unbound> {
    const stubs = [...zones.map((zone) => [zone, port] as const), ...Object.entries(others)]
    const server = await run((own, folder): Setup => {
      const conf = `
server:
  interface: 127.0.0.1
  port: ${own}
  do-ip6: no
  do-daemonize: no
  use-syslog: no
  chroot: ""
  username: ""
  directory: "${folder}"
  pidfile: ""
  do-not-query-localhost: no
  module-config: "validator iterator"
  aggressive-nsec: ${asksAlways ? 'no' : 'yes'}
  qname-minimisation: no
  cache-max-ttl: 604800
  prefetch: no
  local-zone: "example." nodefault
  local-zone: "test." nodefault
${anchors.map((anchor) => `  trust-anchor: "${anchor}"`).join('\n')}
${insecure.map((name) => `  domain-insecure: "${name}"`).join('\n')}
remote-control:
  control-enable: no
${stubs.map(([zone, at]) => `stub-zone:\n  name: "${zone}"\n  stub-addr: 127.0.0.1@${at}`).join('\n')}
`
      const args = ['-d', '-c', join(folder, 'unbound.conf')]
      const program = installed('unbound')!
      if (!isLed) return { program, files: { 'unbound.conf': conf }, args }
      const led = [
        ...[`LD_PRELOAD=${LIBRARY}`, `FAKETIME_TIMESTAMP_FILE=${join(folder, 'time')}`],
        ...['FAKETIME_NO_CACHE=1', 'FAKETIME_DONT_FAKE_MONOTONIC=1'],
      ]
      return {
        program: installed('env')!,
        files: { 'unbound.conf': conf, time: '+0' },
        args: [...led, program, ...args],
      }
    })
    t.teardown(() => server.stop())
    const unbound = new Unbound(server)
    await until(
      () => `an answer of unbound:\n${server.log()}`,
      async () => server.hasEnded() || (await unbound.#isUp()),
    )
    if (server.hasEnded()) throw new Error(`unbound has ended:\n${server.log()}`)
    return unbound
  }

  get port(): number {
    return this.#server.port
  }

  /** From now on its clock says so many seconds later than the machine's. */
  setAhead(seconds: number): void {
    // In one step: of an empty file it would read that its clock is right.
    const file = join(this.#server.folder, 'time')
    writeFileSync(`${file}.new`, `+${seconds}`)
    renameSync(`${file}.new`, file)
  }

  stop(): Promise<void> {
    return this.#server.stop()
  }

  /** `NOERROR secure` */
  async ask(question: string): Promise<string> {
    const [answer] = await this.askAll([question])
    return answer!
  }

  /** All at once. */
  async askAll(questions: readonly string[]): Promise<string[]> {
    const queries = questions.map((question) => {
      const [name, type] = question.split(' ') as [string, string]
      const options = { flags: Bit.RD | Bit.AD, edns: 4096, dnssec: true }
      return queryOf(labelsOf(nameFromText(`${name}.`)), typeCode(type)!, options)
    })
    const answers = await askUdp(this.#server.port, queries, { timeout: 10_000, tries: 6 })
    return questions.map((_, i) => {
      const answer = answers[i]
      if (answer === undefined) return 'nothing'
      const message = readMessage(answer)!
      return `${rcodeName(message.rcode)}${message.flags & Bit.AD ? ' secure' : ''}`
    })
  }

  async #isUp(): Promise<boolean> {
    const [answer] = await askUdp(this.#server.port, [queryOf([], 1, {})], { timeout: 100, tries: 2 })
    return answer !== undefined
  }
}
