// Janus as it is delivered: both views, metrics and all other things in place, nothing switched off for the benchmark.

import { join } from 'node:path'
import { programOf, sourceProgram } from './installed.ts'
import { COOKIE_SECRET, type Launch, type Task } from './kind.ts'

export const JANUS = 'Janus'

export type JanusTask = Task & {
  /** The same zones as the outside sees them; in the order of `zones`. By default it has the same files. */
  readonly outside?: Task['zones']
  readonly workers?: number
  /** Other views than the two, by name: their prefixes. Each zone is in all of them. */
  readonly views?: Readonly<Record<string, readonly string[]>>
  /** By default a folder of its own, which is empty at first. */
  readonly state?: string
  /** Folder where another version is installed. */
  readonly installed?: string
  /** Options of Node, before the program, which is then run from its sources. */
  readonly node?: readonly string[]
}

/** 127.0.0.1, from which the queries come, is inside. */
const TWO_VIEWS = { internal: ['127.0.0.0/8', '::1/128'], external: ['any'] }

/** Every answer is counted, and none held back: the most that can be configured, and more than one client gets. */
const UNREACHED = 1_000_000

export function janusLaunch(task: JanusTask): Launch {
  const config = `
listen: [127.0.0.1:${task.port}]
workers: ${task.workers ?? 1}
state: ${JSON.stringify(task.state ?? join(task.folder, 'state'))}
cookies: {secret: ${COOKIE_SECRET}}
${task.transfers ? 'transfers: [{from: [127.0.0.1], views: [internal]}]\n' : ''}rate-limit: {responses-per-second: ${UNREACHED}, nxdomains-per-second: ${UNREACHED}, referrals-per-second: ${UNREACHED}}
views:
${lines(Object.entries(task.views ?? TWO_VIEWS).map(([name, prefixes]) => `${name}: [${prefixes.map(quoted).join(', ')}]`))}
zones:
${lines(task.zones.map(({ origin, path }, i) => `${origin}: ${faces(path, task.outside?.[i]?.path)}`))}
`
  return {
    ...janusCommand(join(task.folder, 'janus.yaml'), task.node, task.installed),
    files: { 'janus.yaml': config },
  }
}

export function janusCommand(config: string, node?: readonly string[], installed?: string): Launch {
  const program = node || installed ? sourceProgram('janus', installed) : programOf('janus')
  return { program: process.execPath, args: [...(node ?? []), program, 'serve', '--config', config] }
}

function faces(inside: string, outside: string | undefined): string {
  return outside === undefined ? quoted(inside) : `{internal: ${quoted(inside)}, external: ${quoted(outside)}}`
}

function lines(entries: readonly string[]): string {
  return entries.map((entry) => `  ${entry}`).join('\n')
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
