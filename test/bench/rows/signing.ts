// Zones signed with one ECDSA P-256 key and NSEC: 20,000 records beside the tools that sign files, a second face, and servers that sign
// what they read, in which one record changes; then the same of a million records.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from '../clients/tool.ts'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import { type Signer, signers } from '../servers/signers.ts'
import { signingJanus, signingPeers } from '../servers/signing-servers.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts } from '../zones/zone-text.ts'
import { megabytes } from './answers.ts'
import { atMost, type Result, type Row, type Table, type Verdict } from './row.ts'
import { askedMeanwhile, memoryOfSigned, type Served, served, updated } from './signed-servers.ts'

const PROGRAM = join(import.meta.dirname, '..', 'sign-zone.ts')
/** Three records each: 20,003 in all. */
const HOSTS = 6666
const PER_SIGNATURE_US = 36
const SECOND_FACE = 0.25
const CHANGE_MS = 60
const LARGE_CHANGE_MS = 1000
const UPDATE_MS = 80
const LARGE_SHARE = 0.6
const LIMIT_S = 300
/** It signs a million records in steps, and takes most of an hour for them. */
const SLOW = 'BIND'

export const signing: Row = {
  name: 'signing',
  work: 'zones of 20,000 and of 1,000,000 records signed (ECDSA P-256, NSEC), a second face, one record that changes, and questions meanwhile',
  target: `at most ${PER_SIGNATURE_US} µs of CPU a signature; one change answered after ${CHANGE_MS} and ${LARGE_CHANGE_MS} ms, one update after ${UPDATE_MS}; a million within ${LARGE_SHARE} × of ldns-signzone, in no more memory than the best peer`,
  estimate: (bench) => (bench.seconds < 1 ? 120 : 90 + bench.rounds * 8 + 360),
  run: async (bench, folder): Promise<Result> => {
    const [small, large] = [Math.min(HOSTS, bench.scale.largeHosts), bench.scale.largeHosts]
    const remarks = signers
      .filter(({ program }) => !program)
      .map(({ name }) => `${name} is left out: it is not installed`)
    const alone = await signedAlone(bench, join(folder, 'alone'), small)
    const peers = signingPeers(bench.peers)
    const all = [signingJanus, ...peers]
    const changed = await served(bench, join(folder, 'small'), small, all, remarks)
    const updates = await updated(bench, join(folder, 'updates'), small, all, remarks)
    const quick = all.filter(({ name }) => name !== SLOW)
    const many = await served(bench, join(folder, 'large'), large, quick, remarks)
    const tool = signers.find(({ name, program }) => name === 'ldns-signzone' && program !== undefined)
    const wall = tool && (await takes(bench, tool, join(folder, 'large-tool'), large))
    const file = wall && join(folder, 'large-tool', 'signed')
    const others = file === undefined ? [] : await memoryOfSigned(bench, join(folder, 'large-memory'), file, remarks)
    const asked = await askedMeanwhile(bench, join(folder, 'asked'), large)
    const [ours, theirs] = [changed, many].map((lines) => lines.find(({ name }) => name === signingJanus.name))
    const memories = [...many.filter((line) => line !== theirs), ...others].map(({ memory }) => memory)
    return {
      tables: [
        alone.table,
        servedTable(small, changed),
        updates.table,
        servedTable(large, many),
        {
          columns: ['the same, signed before by ldns-signzone: server', 'memory, MB'],
          lines: others.map(({ name, memory }) => [name, megabytes(memory)]),
        },
        asked.table,
      ].filter(({ lines }) => lines.length > 0),
      verdicts: [
        ...alone.verdicts,
        atMost('20,000 records: one changed, until it is answered signed', ours?.change ?? Number.NaN, CHANGE_MS, 'ms'),
        atMost('20,000 records: one update, until it is answered signed', updates.ours, UPDATE_MS, 'ms'),
        atMost('1,000,000 records: one changed', theirs?.change ?? Number.NaN, LARGE_CHANGE_MS, 'ms'),
        atMost('1,000,000 records signed ÷ ldns-signzone', (theirs?.signed ?? 0) / (wall?.seconds ?? 0), LARGE_SHARE),
        atMost('memory of 1,000,000 signed ÷ the best peer', (theirs?.memory ?? 0) / (smallest(memories) ?? 0), 1),
      ],
      remarks: [
        ...remarks,
        ...(wall ? [`ldns-signzone: 1,000,000 records after ${wall.seconds.toFixed(1)} s`] : []),
        `the p99 of 1,000,000 while they are signed shares the machine with its client, which keeps one core busy`,
      ],
    }
  },
}

function smallest(numbers: readonly number[]): number | undefined {
  return numbers.length === 0 ? undefined : Math.min(...numbers)
}

function servedTable(count: number, lines: readonly Served[]): Table {
  return {
    columns: [
      `${(count * 3).toLocaleString('en')} records: server`,
      'signed after, s',
      'one changed, ms',
      'memory, MB',
      'peak, MB',
    ],
    lines: lines.map(({ name, signed, change, memory, peak }) => [
      name,
      signed.toFixed(2),
      change.toFixed(0),
      megabytes(memory),
      megabytes(peak),
    ]),
  }
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
