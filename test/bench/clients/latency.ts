// The time that answers take at a rate that any server keeps up with, measured by a client of our own: dnsperf gives no
// percentiles.

import { join } from 'node:path'
import { runTool } from './tool.ts'

export type LatencyTask = {
  readonly port: number
  /** A file of lines "name type". */
  readonly questions: string
  /** Queries per second. */
  readonly rate: number
  readonly seconds: number
  /** In hex: before each query. */
  readonly header?: string
}

/** Times in milliseconds. */
export type LatencyReport = {
  /** Those that count, and those of the beginning with them. */
  readonly sent: number
  readonly asked: number
  readonly lost: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
  /** The 99.9th percentile of the worst second. */
  readonly worstP999: number
}

const CLIENT = join(import.meta.dirname, 'latency-client.ts')

/** For starting, warming up, and waiting for the last answers. */
const SLACK_S = 15

export async function runLatency(task: LatencyTask, cores: string): Promise<LatencyReport> {
  const options = { cores, seconds: task.seconds + SLACK_S }
  return JSON.parse(await runTool(process.execPath, [CLIENT, JSON.stringify(task)], options)) as LatencyReport
}
