// On what, with what, and when it was measured.

import { cpus, loadavg, release, totalmem } from 'node:os'
import type { ServerKind } from '../servers/kind.ts'

export type Machine = readonly (readonly [what: string, value: string])[]

export function machine(peers: readonly ServerKind[]): Machine {
  const [first] = cpus()
  return [
    ['date', new Date().toISOString().slice(0, 10)],
    ['processor', `${cpus().length} × ${first?.model.trim() ?? 'unknown'}`],
    ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
    ['kernel', `Linux ${release()}`],
    ['Node', process.version],
    ...peers.map(({ name, version }): [string, string] => [name, version()]),
  ]
}

export const dateOf = (machine: Machine) => lineOf(machine, 'date')
export const processorOf = (machine: Machine) => lineOf(machine, 'processor')

function lineOf(machine: Machine, wanted: string): string {
  return machine.find(([what]) => what === wanted)?.[1] ?? ''
}

/** Of one core, what other programs took in the last minute. */
export function busyText(): string | undefined {
  const [minute = 0] = loadavg()
  return minute > 0.5 ? `this machine is busy (load ${minute.toFixed(1)}): the figures will be noise` : undefined
}
