// What the benchmark must know of a server to start it: how it is configured for some zones, and how it is told to read
// them again.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SecuredBy } from './secured.ts'

export const UPDATE_KEY = {
  algorithm: 'hmac-sha256',
  name: 'bench',
  secret: 'YmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmVuY2ghISE=',
} as const

/** A zone file that is on disk already: all servers read the same. */
export type ZonePath = { readonly origin: string; readonly path: string }

/** In hex. */
export const COOKIE_SECRET = '000102030405060708090a0b0c0d0e0f'

export type Task = {
  readonly zones: readonly ZonePath[]
  /** On 127.0.0.1. */
  readonly port: number
  /** The server's own, empty at first. */
  readonly folder: string
  /** Queries will have cookies (RFC 9018) made with COOKIE_SECRET: for servers that answer these only where told to. */
  readonly cookies?: boolean
  /** Who asks from 127.0.0.1, with UPDATE_KEY or without, may have the zones whole. */
  readonly transfers?: boolean
  /** TLS is spoken as well, at securedPort(port). */
  readonly tls?: SecuredBy
  /** So many connections may be open, also of one client, and idle for ten minutes. */
  readonly connections?: number
  /** Who signs with UPDATE_KEY may change the zones. */
  readonly updates?: boolean
  /** What a reload changes is kept for secondaries that ask for changes alone. Janus keeps it always. */
  readonly differences?: boolean
  /** The zones come from the primary at this port of 127.0.0.1, which tells of changes: their paths are for what is kept of them. */
  readonly primary?: number
}

export type Launch = {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Written into the folder first. */
  readonly files?: Readonly<Record<string, string>>
  /** Path in the folder, and what it points to. */
  readonly links?: Readonly<Record<string, string>>
}

export type ServerKind = {
  readonly name: string
  /** Undefined where it is not installed. */
  readonly program: string | undefined
  /** Debian packages that have it. */
  readonly packages: readonly string[]
  readonly version: () => string
  /** One thread or process that answers. */
  readonly launch: (task: Task) => Launch
  /** Serves a zone that is signed already. */
  readonly signed: boolean
  /** Speaks TLS, as it comes. */
  readonly secured?: boolean
  /** Makes the running server read its zones again; by default SIGHUP does. Undefined: it cannot be told so here. */
  readonly reload?: ((pid: number, folder: string) => void) | undefined
}

/** The program's path, or undefined where it is not installed. */
export function installed(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

export function hangUp(pid: number): void {
  process.kill(pid, 'SIGHUP')
}

/** The first version number in what the program says of itself, on whichever channel. */
export function versionFrom(program: string | undefined, option: string): string {
  if (program === undefined) return ''
  try {
    const shell = 'exec "$0" "$1" 2>&1'
    const text = execFileSync('sh', ['-c', shell, program, option], { encoding: 'utf8', timeout: 5000 })
    return versionIn(text)
  } catch (error) {
    return versionIn(String((error as { stdout?: unknown }).stdout ?? ''))
  }
}

function versionIn(text: string): string {
  return /\b\d+\.\d+(\.\d+)*/.exec(text)?.[0] ?? ''
}
