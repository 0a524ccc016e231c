// How fast a server takes entries of a list that end, measured by a client of our own.

import { join } from 'node:path'
import { runTool } from './tool.ts'

export type LeasesTask = {
  readonly port: number
  readonly httpPort: number
  /** The control socket. */
  readonly socket: string
  readonly zone: string
  readonly token: string
  /** One by one; ten times as many several at once. */
  readonly adds: number
}

/** Adds a second: over one HTTP connection one by one and several at once, and over the control socket. Then add → answered, in ms. */
export type LeasesReport = {
  readonly single: number
  readonly several: number
  readonly control: number
  readonly p50: number
  readonly max: number
}

const CLIENT = join(import.meta.dirname, 'leases-client.ts')
const LIMIT_S = 120

export async function runLeases(task: LeasesTask, cores: string): Promise<LeasesReport> {
  const options = { cores, seconds: LIMIT_S }
  return JSON.parse(await runTool(process.execPath, [CLIENT, JSON.stringify(task)], options)) as LeasesReport
}
