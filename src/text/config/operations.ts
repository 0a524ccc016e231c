// Reads the keys of operations-schema.ts: the settings about running the server.

import { join, resolve } from 'node:path'
import { type CanarySetting, readCanary } from './canary.ts'
import { type HttpSettings, readHttp } from './http.ts'
import type { ConfigFile } from './schema.ts'
import { reportLongPath } from './socket-path.ts'
import type { SourceText } from './source-text.ts'
import { type Tree, treeAt } from './tree.ts'

/** The name of the control socket in the state folder, where the configuration names no other path. */
export const CONTROL_SOCKET = 'control.sock'

export type LogSettings = {
  readonly level: ConfigFile['log']['level']
  readonly format: ConfigFile['log']['format']
  /** Absolute, as all paths here. */
  readonly file: string | undefined
  readonly queries: string | undefined
}

export type OperationsSettings = {
  readonly reload: 'per-zone' | 'atomic'
  readonly watch: boolean
  readonly generations: number
  readonly canaries: readonly CanarySetting[]
  readonly control: { readonly socket: string; readonly group: string | undefined }
  readonly http: HttpSettings | undefined
  readonly user: string | undefined
  readonly group: string | undefined
  /** In octets. */
  readonly audit: { readonly limit: number }
  readonly dnstap: { readonly socket: string; readonly identity: string | undefined } | undefined
}

export function readOperations(
  source: SourceText,
  tree: Tree,
  file: ConfigFile,
  folder: string,
): { readonly log: LogSettings; readonly operations: OperationsSettings } {
  const at = (path: string | undefined) => (path === undefined ? undefined : resolve(folder, path))
  const { log, control, audit, dnstap } = file
  const socket = at(control.socket) ?? join(resolve(folder, file.state), CONTROL_SOCKET)
  for (const [key, path] of [
    ['control', at(control.socket)],
    ['dnstap', at(dnstap?.socket)],
  ] as const)
    if (path !== undefined) reportLongPath(source, path, treeAt(tree, key, 'socket')?.span ?? [0, 0])
  return {
    log: { level: log.level, format: log.format, file: at(log.file), queries: at(log.queries) },
    operations: {
      reload: file.reload,
      watch: file.watch,
      generations: file.generations,
      canaries: file.canaries.flatMap((canary, i) => {
        const node = treeAt(tree, 'canaries', i)
        return readCanary(source, canary, node?.span ?? [0, 0])
      }),
      control: { socket, group: control.group },
      http: file.http && readHttp(source, tree, file.http, { folder, control: socket }),
      user: file.user,
      group: file.group,
      audit: { limit: audit['max-megabytes'] * 2 ** 20 },
      dnstap: dnstap && { socket: at(dnstap.socket)!, identity: dnstap.identity },
    },
  }
}
