// Janus as it is delivered: both views, metrics and all other things in place, nothing switched off for the benchmark.

import { join } from 'node:path'
import { programOf, sourceProgram } from './installed.ts'
import { COOKIE_SECRET, type Launch, type Task, UPDATE_KEY } from './kind.ts'
import type { ListFile } from './rbldnsd.ts'
import { type SecuredBy, securedPort } from './secured.ts'

export const JANUS = 'Janus'

export type JanusTask = Task & {
  /** The same zones as the outside sees them; in the order of `zones`. By default it has the same files. */
  readonly outside?: Task['zones']
  readonly workers?: number
  /** Headers of proxies are read at securedPort(port), from 127.0.0.1. */
  readonly proxies?: boolean
  /** Address lists, in all views. */
  readonly lists?: readonly ListFile[]
  /** Other views than the two, by name: their prefixes. Each zone is in all of them. */
  readonly views?: Readonly<Record<string, readonly string[]>>
  /** By default a folder of its own, which is empty at first. */
  readonly state?: string
  /** Folder where another version is installed. */
  readonly installed?: string
  /** Further lines of its configuration. */
  readonly more?: string
  /** Further files, in its folder. */
  readonly files?: Launch['files']
  /** Options of Node, before the program, which is then run from its sources. */
  readonly node?: readonly string[]
}

/** 127.0.0.1, from which the queries come, is inside. */
const TWO_VIEWS = { internal: ['127.0.0.0/8', '::1/128'], external: ['any'] }

/** Every answer is counted, and none held back: the most that can be configured, and more than one client gets. */
const UNREACHED = 1_000_000

export function janusLaunch(task: JanusTask): Launch {
  const config = `
listen: [127.0.0.1:${task.port}${task.tls ? secured(task.port, task.tls) : ''}${task.proxies ? proxied(task.port) : ''}]
${task.tls ? tcp(task.connections) : ''}workers: ${task.workers ?? 1}
state: ${JSON.stringify(task.state ?? join(task.folder, 'state'))}
cookies: {secret: ${COOKIE_SECRET}}
${task.transfers ? TRANSFERS : ''}${task.updates || task.transfers ? `tsig: {${UPDATE_KEY.name}: {view: internal}}\n` : ''}${task.primary ? `primaries: {bench: {address: ["127.0.0.1:${task.primary}"]}}\n` : ''}rate-limit: {responses-per-second: ${UNREACHED}, nxdomains-per-second: ${UNREACHED}, referrals-per-second: ${UNREACHED}}
views:
${lines(Object.entries(task.views ?? TWO_VIEWS).map(([name, prefixes]) => `${name}: [${prefixes.map(quoted).join(', ')}]`))}
zones:
${lines(task.zones.map(({ origin, path }, i) => `${origin}: ${task.primary ? FETCHED : faces(path, task.outside?.[i]?.path)}`))}
${task.updates ? updatable(task.zones) : ''}${task.lists ? listed(task.lists) : ''}${task.more ?? ''}`
  return {
    ...janusCommand(join(task.folder, 'janus.yaml'), task.node, task.installed),
    files: {
      'janus.yaml': config,
      ...task.files,
      ...((task.updates || task.transfers) && { [`keys/tsig/${UPDATE_KEY.name}.key`]: KEY_FILE }),
    },
  }
}

function secured(port: number, { certificate, key, over = 'tls' }: SecuredBy): string {
  const pair = `{certificate: ${quoted(certificate)}, key: ${quoted(key)}}`
  return `, {address: "127.0.0.1:${securedPort(port)}", ${over}: ${pair}}`
}

function proxied(port: number): string {
  return `, {address: "127.0.0.1:${securedPort(port)}", proxy: [127.0.0.1]}`
}

function tcp(connections: number | undefined): string {
  const room =
    connections && `connections: ${connections}, connections-per-client: ${connections}, idle-timeout: 600s, `
  return `tcp: {${room ?? ''}handshakes-per-network: 0}\n`
}

function listed(lists: readonly ListFile[]): string {
  const files = lists.map(({ zone, format, path }) => `${zone}: {files: [{file: ${quoted(path)}, format: ${format}}]}`)
  return `lists:\n${lines(files)}\n`
}

const KEY_FILE = `key "${UPDATE_KEY.name}" { algorithm ${UPDATE_KEY.algorithm}; secret "${UPDATE_KEY.secret}"; };\n`

const FETCHED = '{internal: {primary: bench}}'

const TRANSFERS = 'transfers: [{from: [127.0.0.1], views: [internal]}]\n'

/** Inside alone: addresses of inside are what changes. */
function updatable(zones: Task['zones']): string {
  return `updates: [{key: ${UPDATE_KEY.name}, zones: [${zones.map(({ origin }) => origin).join(', ')}]}]
`
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
