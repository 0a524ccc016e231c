// A zone of a million records linted: zonecheck with all rules, beside the linters that come with other servers.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from '../clients/tool.ts'
import type { Bench } from '../context.ts'
import { median, pairedRatio } from '../measure/statistics.ts'
import { gdnsd } from '../servers/gdnsd.ts'
import { programOf } from '../servers/installed.ts'
import { installed, type ZonePath } from '../servers/kind.ts'
import { writeFiles } from '../servers/running.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts } from '../zones/zone-text.ts'
import { atMost, type Result, type Row, type Verdict } from './row.ts'

type Linter = {
  readonly name: string
  readonly program: string | undefined
  /** The folder is its own. */
  readonly args: (zone: ZonePath, folder: string) => readonly string[]
}

const ZONECHECK = 'zonecheck'
const linters: readonly Linter[] = [
  {
    name: ZONECHECK,
    program: process.execPath,
    args: ({ path }) => [programOf('zonecheck'), path],
  },
  { name: 'validns', program: installed('validns'), args: ({ origin, path }) => ['-z', origin, path] },
  { name: 'kzonecheck', program: installed('kzonecheck'), args: ({ origin, path }) => ['-o', origin, path] },
  { name: 'nsd-checkzone', program: installed('nsd-checkzone'), args: ({ origin, path }) => [origin, path] },
  { name: 'gdnsd checkconf', program: gdnsd.program, args: checkconf },
  // It would ask other servers about names of other zones.
  {
    name: 'named-checkzone',
    program: installed('named-checkzone'),
    args: ({ origin, path }) => ['-i', 'local', origin, path],
  },
]
/** GNU time: what a program took in all, its largest memory too. */
const TIME = installed('time')
const LIMIT_S = 120

type Measured = { readonly wall: number[]; readonly user: number[]; readonly memory: number[] }

export const lint: Row = {
  name: 'lint',
  work: 'a zone of 1,000,000 records linted, with all rules that need no cryptography',
  target: 'sooner than every other linter, in less memory than named-checkzone',
  estimate: (bench) => (bench.seconds < 1 ? 3 : rounds(bench) * 16),
  run: async (bench, folder): Promise<Result> => {
    const present = TIME === undefined ? [] : linters.filter(({ program }) => program !== undefined)
    const [zone] = writeZones(folder, [hosts(bench.scale.largeHosts)])
    const found = new Map<string, Measured>()
    const remarks = linters
      .filter((linter) => !present.includes(linter))
      .map(({ name }) => `${name} is left out: ${TIME === undefined ? 'GNU time' : 'it'} is not installed`)
    for (let round = 1; round <= rounds(bench); round++)
      for (const { name, program, args } of present) {
        bench.progress(`round ${round} of ${rounds(bench)}: ${name}`)
        const measured = found.get(name) ?? { wall: [], user: [], memory: [] }
        found.set(name, measured)
        // gdnsd's configuration has no blanks in paths.
        const own = join(folder, name.replaceAll(' ', '-'))
        const command = [program!, ...args(zone!, own)]
        try {
          await runOnce(bench, join(folder, 'time'), command, measured)
        } catch (error) {
          remarks.push((error as Error).message)
        }
      }
    return {
      tables: [
        {
          columns: ['linter', 'wall, s', 'user, s', 'largest memory, MB'],
          lines: Array.from(found, ([name, { wall, user, memory }]) => [
            name,
            median(wall).toFixed(2),
            median(user).toFixed(2),
            median(memory).toFixed(0),
          ]),
        },
      ],
      verdicts: verdicts(found),
      remarks: [...new Set(remarks)],
    }
  },
}

/** It checks a whole configuration, of which the zones are a part; nothing listens. */
function checkconf(zone: ZonePath, folder: string): readonly string[] {
  if (!existsSync(folder)) writeFiles(gdnsd.launch({ zones: [zone], port: 53, folder }), folder)
  return ['-c', folder, 'checkconf']
}

/** A run takes a second, and the machine's moods last longer: more rounds than elsewhere. */
function rounds(bench: Bench): number {
  return bench.seconds < 1 ? 1 : Math.max(7, bench.rounds)
}

async function runOnce(
  bench: Bench,
  report: string,
  command: readonly string[],
  { wall, user, memory }: Measured,
): Promise<void> {
  const options = { cores: bench.cores.serverPair, seconds: LIMIT_S }
  await runTool(TIME!, ['-f', '%e %U %M', '-o', report, ...command], options)
  const [seconds, userSeconds, kilobytes] = readFileSync(report, 'utf8').trim().split(' ').map(Number)
  wall.push(seconds!)
  user.push(userSeconds!)
  memory.push((kilobytes! * 1024) / 1e6)
}

function verdicts(found: ReadonlyMap<string, Measured>): Verdict[] {
  const own = found.get(ZONECHECK)
  if (own === undefined) return []
  const others = [...found].filter(([name]) => name !== ZONECHECK)
  const named = found.get('named-checkzone')
  return [
    ...others.map(([name, { wall }]) => atMost(`wall ÷ ${name}`, pairedRatio(own.wall, wall), 1)),
    ...(named ? [atMost('memory ÷ named-checkzone', pairedRatio(own.memory, named.memory), 1)] : []),
  ]
}
