// How many messages a server takes that change a zone, and how long each waits for its answer, measured by a client of our own.

import { join } from 'node:path'
import { runTool } from './tool.ts'

export type UpdatesTask = {
  readonly port: number
  readonly zone: string
  readonly key: { readonly algorithm: string; readonly name: string; readonly secret: string }
  /** Messages that are under way at once. */
  readonly outstanding: number
  /** Messages that are sent before those that count. */
  readonly warmUp: number
  readonly messages: number
  /** Tells the messages of one run from those of another. */
  readonly run: number
}

/** Times in milliseconds. */
export type UpdatesReport = {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** Answered otherwise than NOERROR, or not at all. */
  readonly failed: number
}

const CLIENT = join(import.meta.dirname, 'updates-client.ts')
const LIMIT_S = 120

export async function runUpdates(task: UpdatesTask, cores: string): Promise<UpdatesReport> {
  const options = { cores, seconds: LIMIT_S }
  return JSON.parse(await runTool(process.execPath, [CLIENT, JSON.stringify(task)], options)) as UpdatesReport
}
