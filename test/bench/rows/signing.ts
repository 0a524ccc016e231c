// Zones signed with one ECDSA P-256 key and NSEC: 20,000 records beside the tools that sign files, a second face, and a server in which one
// record changes; then the same of a million records.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from '../../../src/dns/types.ts'
import { readMessage } from '../../../src/wire/message.ts'
import { queryFor } from '../../support/ask.ts'
import { whenReplied } from '../clients/asker.ts'
import { runTool } from '../clients/tool.ts'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { hangUp, type ServerKind, type ZonePath } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { type Signer, signers } from '../servers/signers.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { writeZones } from '../zones/write-zones.ts'
import { changedHosts, hosts, ORIGIN } from '../zones/zone-text.ts'
import { megabytes } from './answers.ts'
import { atMost, type Result, type Row, type Verdict } from './row.ts'

const PROGRAM = join(import.meta.dirname, '..', 'sign-zone.ts')
/** Three records each: 20,003 in all. */
const HOSTS = 6666
const CHANGES = 7
const PER_SIGNATURE_US = 36
const SECOND_FACE = 0.25
const CHANGE_MS = 60
const LARGE_CHANGE_MS = 1000
const LARGE_SHARE = 0.6
const LIMIT_S = 300

export const signing: Row = {
  name: 'signing',
  work: 'zones of 20,000 and of 1,000,000 records signed (ECDSA P-256, NSEC), a second face, and one record that changes',
  target: `at most ${PER_SIGNATURE_US} µs of CPU a signature; one change answered after ${CHANGE_MS} and ${LARGE_CHANGE_MS} ms; a million within ${LARGE_SHARE} × of ldns-signzone`,
  estimate: (bench) => (bench.seconds < 1 ? 20 : 60 + bench.rounds * 8 + 240),
  run: async (bench, folder): Promise<Result> => {
    const [small, large] = [Math.min(HOSTS, bench.scale.largeHosts), bench.scale.largeHosts]
    const remarks = signers
      .filter(({ program }) => !program)
      .map(({ name }) => `${name} is left out: it is not installed`)
    const alone = await signedAlone(bench, join(folder, 'alone'), small)
    const changed = await served(bench, join(folder, 'small'), small, remarks)
    const many = await served(bench, join(folder, 'large'), large, remarks)
    const tool = signers.find(({ name, program }) => name === 'ldns-signzone' && program !== undefined)
    const wall = tool && (await takes(bench, tool, join(folder, 'large-tool'), large))
    return {
      tables: [alone.table, changed.table, many.table],
      verdicts: [
        ...alone.verdicts,
        atMost('20,000 records: one changed, until it is answered signed', changed.change, CHANGE_MS, 'ms'),
        atMost('1,000,000 records: one changed', many.change, LARGE_CHANGE_MS, 'ms'),
        atMost('1,000,000 records signed ÷ ldns-signzone', many.signed / (wall?.seconds ?? Number.NaN), LARGE_SHARE),
      ],
      remarks:
        wall === undefined
          ? remarks
          : [...remarks, `ldns-signzone: 1,000,000 records after ${wall.seconds.toFixed(1)} s`],
    }
  },
}

type Took = { readonly cpu: number; readonly seconds: number }

/** In seconds, of the whole process. Two cores, as a server has. */
async function takes(bench: Bench, { program, prepare }: Signer, folder: string, count: number): Promise<Took> {
  mkdirSync(folder, { recursive: true })
  const [zone] = writeZones(join(folder, 'zones'), [hosts(count)])
  return timed(bench, [program!, ...(await prepare(zone!, folder))])
}

/** bash tells what a program took that it has waited for. */
async function timed(bench: Bench, command: readonly string[]): Promise<Took & { readonly output: string }> {
  const script = 'TIMEFORMAT="took %U %S %R"; { time "$@" 2>/dev/null; } 2>&1'
  const cores = bench.cores.serverPair
  const output = await runTool('bash', ['-c', script, 'bash', ...command], { cores, seconds: LIMIT_S })
  const [, user, system, real] = /took ([\d.]+) ([\d.]+) ([\d.]+)/.exec(output)!.map(Number)
  return { cpu: user! + system!, seconds: real!, output }
}

async function signedAlone(
  bench: Bench,
  folder: string,
  count: number,
): Promise<{ readonly table: Result['tables'][number]; readonly verdicts: readonly Verdict[] }> {
  const [zone] = writeZones(join(folder, 'zones'), [hosts(count)])
  const found = new Map<string, number[]>()
  const ours: { each: number; share: number; signatures: number }[] = []
  for (let round = 1; round <= bench.rounds; round++) {
    bench.progress(`round ${round} of ${bench.rounds}: files`)
    for (const signer of signers) {
      if (signer.program === undefined) continue
      const { cpu } = await takes(bench, signer, join(folder, `${signer.name}-${round}`), count)
      found.set(signer.name, [...(found.get(signer.name) ?? []), cpu])
    }
    const { cpu, output } = await timed(bench, [process.execPath, PROGRAM, zone!.path, zone!.origin])
    const [first, second] = ['first', 'second'].map((what) =>
      new RegExp(`${what}: (\\d+) made (\\d+) taken (\\d+) us`).exec(output)!.slice(1).map(Number),
    )
    ours.push({ each: first![2]! / first![0]!, share: second![0]! / first![0]!, signatures: first![0]! })
    found.set(WHOLE, [...(found.get(WHOLE) ?? []), cpu])
  }
  const of = (pick: (one: (typeof ours)[number]) => number) => median(ours.map(pick))
  const signatures = of((one) => one.signatures)
  const tools = Array.from(found, ([name, cpu]) => [
    name,
    median(cpu).toFixed(2),
    ((median(cpu) * 1e6) / signatures).toFixed(1),
  ])
  const each = of((one) => one.each)
  return {
    table: {
      columns: [`${signatures} signatures by`, 'CPU, s', 'a signature, µs'],
      lines: [...tools, ['Janus, the signing alone', ((each * signatures) / 1e6).toFixed(2), each.toFixed(1)]],
    },
    verdicts: [
      atMost('20,000 records: CPU a signature', each, PER_SIGNATURE_US, 'µs'),
      atMost(
        'a second face with 90 % the same: signatures more',
        of((one) => one.share),
        SECOND_FACE,
      ),
    ],
  }
}

const WHOLE = 'Janus, with its start, both faces read and signed'

type Served = { readonly table: Result['tables'][number]; readonly change: number; readonly signed: number }

/** Servers that sign by themselves: until all is signed, until a change is, and their memory then. */
async function served(bench: Bench, folder: string, count: number, remarks: string[]): Promise<Served> {
  const lines: { name: string; signed: number; changes: number[]; memory: number }[] = []
  for (const { name, launch } of [{ name: JANUS, launch: signingJanus }, ...peersOf(bench)]) {
    bench.progress(`${count * 3} records: ${name}`)
    const zones = writeZones(join(folder, name, 'zones'), [hosts(count)])
    try {
      lines.push({ name, ...(await changes(bench, join(folder, name), { name, zones, count, launch })) })
    } catch (error) {
      remarks.push(`${name}: ${(error as Error).message}`)
    }
  }
  const ours = lines.find(({ name }) => name === JANUS)
  return {
    table: {
      columns: [
        `${(count * 3).toLocaleString('en')} records: server`,
        'signed after, s',
        'one changed, ms',
        'memory, MB',
      ],
      lines: lines.map(({ name, signed, changes, memory }) => [
        name,
        signed.toFixed(2),
        median(changes).toFixed(0),
        megabytes(memory),
      ]),
    },
    change: ours ? median(ours.changes) : Number.NaN,
    signed: ours?.signed ?? Number.NaN,
  }
}

type Launcher = ServerKind['launch']

async function changes(
  bench: Bench,
  folder: string,
  { name, zones, count, launch }: { name: string; zones: readonly ZonePath[]; count: number; launch: Launcher },
): Promise<{ signed: number; changes: number[]; memory: number }> {
  const { server } = await startServer({
    ...{ name, folder: join(folder, 'run'), cores: bench.cores.serverPair, names: [ORIGIN] },
    launch: (task) => launch({ ...task, zones }),
  })
  try {
    const last = `h${count - 1}.${ORIGIN}. A`
    const signed = ((await isSigned(server, last)) - server.started) / 1000
    await untilAtRest(server)
    const memory = server.memory()
    const found: number[] = []
    for (let serial = 2; serial < 2 + CHANGES; serial++) {
      writeFileSync(join(folder, 'next'), changedHosts(count, serial, 1).text)
      renameSync(join(folder, 'next'), zones[0]!.path)
      const began = performance.now()
      hangUp(server.pid)
      found.push((await isSigned(server, `h0.${ORIGIN}. A`, `203.0.${serial}.1`)) - began)
      await sleep(bench.scale.restMs / 4)
    }
    return { signed, changes: found, memory }
  } finally {
    server.killNow()
    await server.ended
  }
}

/** The moment at which the answer has its signature, and that address where one is wanted. */
async function isSigned(server: Running, question: string, address?: string): Promise<number> {
  const query = queryFor(question, { edns: 1232, dnssec: true })
  const moment = await whenReplied({
    ...{ port: server.port, query, timeoutMs: LIMIT_S * 1000, until: server.ended },
    accept: (reply) => {
      const { answer } = readMessage(reply) ?? { answer: [] }
      const isThere =
        address === undefined || answer.some(({ type, rdata }) => type === Type.A && rdata.join('.') === address)
      return isThere && answer.some(({ type }) => type === Type.RRSIG)
    },
  })
  if (moment === undefined) throw new Error(`nothing is signed: ${server.lastWords()}`)
  return moment
}

const signingJanus: Launcher = (task) => janusLaunch({ ...task, more: `sign: {${ORIGIN}: {parents: []}}\n` })

/** Knot signs what it reads; BIND does so by itself, in steps. */
function peersOf({ peers }: Bench): readonly { readonly name: string; readonly launch: Launcher }[] {
  return peers
    .filter(({ name }) => name === 'Knot')
    .map(({ name, launch }) => ({
      name,
      launch: (task) => {
        const made = launch(task)
        const conf = made
          .files!['knot.conf']!.replace('journal-content: none', 'journal-content: changes')
          .replace(
            /^zone:/m,
            'policy:\n  - id: one\n    algorithm: ecdsap256sha256\n    single-type-signing: on\nzone:',
          )
          .replace(/(file: ".*"\n)/, '$1    dnssec-signing: on\n    dnssec-policy: one\n')
        return { ...made, files: { ...made.files, 'knot.conf': conf } }
      },
    }))
}
