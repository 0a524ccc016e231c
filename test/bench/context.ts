// What every row of the benchmark is given: how much to do, on which cores, against whom.

import type { ServerKind } from './servers/kind.ts'

export type Bench = {
  readonly rounds: number
  /** Of each server in each round, under load. */
  readonly seconds: number
  readonly scale: Scale
  /** A temporary folder, gone when the benchmark ends. */
  readonly folder: string
  /** Servers that are installed and wanted. */
  readonly peers: readonly ServerKind[]
  /** Two versions of Janus take turns: no echo beside them, and every turn's ratio is told. */
  readonly pairs: boolean
  readonly cores: Cores
  /** What is being done, for whoever waits. */
  readonly progress: (text: string) => void
}

/** Lists as taskset takes them. */
export type Cores = {
  readonly server: string
  readonly client: string
  /** Two for a server with two workers, and those that its client may use. */
  readonly serverPair: string
  readonly clientPair: string
  /** Whether the client of two workers has cores for itself. */
  readonly room: boolean
}

export type Scale = {
  readonly hosts: number
  readonly wildcards: number
  readonly delegations: number
  readonly chains: number
  readonly farms: number
  readonly prefixes: number
  readonly views: number
  /** Small zones, beside one zone of as many records. */
  readonly departments: number
  /** Hosts of the large zone, three records each. */
  readonly largeHosts: number
  readonly servedDepartments: number
  readonly changedDepartments: number
  /** Lines of questions for each second of load. */
  readonly questions: number
  readonly reloadRate: number
  readonly reloadSeconds: number
  readonly latencyRate: number
  /** Connections that ask nothing. */
  readonly idle: number
  /** Before memory is looked at. */
  readonly restMs: number
}

export const fullScale: Scale = {
  hosts: 10_000,
  wildcards: 100,
  delegations: 1000,
  chains: 1000,
  farms: 1000,
  prefixes: 10_000,
  views: 50,
  departments: 10_000,
  largeHosts: 333_331,
  servedDepartments: 1000,
  changedDepartments: 100,
  questions: 250_000,
  reloadRate: 50_000,
  reloadSeconds: 8,
  latencyRate: 20_000,
  idle: 10_000,
  restMs: 2000,
}

/** Shows that it works, and measures nothing. */
export const quickScale: Scale = {
  hosts: 100,
  wildcards: 10,
  delegations: 20,
  chains: 20,
  farms: 20,
  prefixes: 200,
  views: 5,
  departments: 50,
  largeHosts: 2000,
  servedDepartments: 50,
  changedDepartments: 5,
  questions: 5000,
  reloadRate: 2000,
  reloadSeconds: 1.5,
  latencyRate: 2000,
  idle: 100,
  restMs: 50,
}

export function coresOf(count: number): Cores {
  const client = count > 1 ? '1' : '0'
  if (count >= 4) return { server: '0', client, serverPair: '0,1', clientPair: `2-${count - 1}`, room: true }
  const all = count > 1 ? '0,1' : '0'
  return { server: '0', client, serverPair: all, clientPair: all, room: false }
}
