// What one client notices of fifty that pipeline as fast as they can over TCP: they and it are programs of their own.

import { join } from 'node:path'
import { runTool } from './tool.ts'

export type FloodTask = {
  readonly port: number
  readonly connections: number
  /** What they ask for, always the same. */
  readonly name: string
  readonly type: number
  readonly seconds: number
}

export type ProbeTask = {
  readonly port: number
  readonly over: 'udp' | 'tcp'
  readonly name: string
  /** Questions per second. */
  readonly rate: number
  readonly seconds: number
}

/** Times in milliseconds. */
export type ProbeReport = {
  readonly sent: number
  readonly lost: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** For starting, and waiting for the last answers. */
const SLACK_S = 20

/** Resolves when it has ended. */
export async function flood(task: FloodTask, cores: string): Promise<void> {
  const client = join(import.meta.dirname, 'flood-client.ts')
  const args = ['-n', '10', process.execPath, client, JSON.stringify(task)]
  await runTool('nice', args, { cores, seconds: task.seconds + SLACK_S })
}

export async function probe(task: ProbeTask, cores: string): Promise<ProbeReport> {
  const client = join(import.meta.dirname, 'probe-client.ts')
  const options = { cores, seconds: task.seconds + SLACK_S }
  return JSON.parse(await runTool(process.execPath, [client, JSON.stringify(task)], options)) as ProbeReport
}
