// Finds the control socket of the server that runs with a configuration, even a broken one: a mistake in it must not keep anybody from
// looking at the server, or from stopping it.

import { dirname, join, resolve } from 'node:path'
import type { Problem } from '../findings/problem.ts'
import { loadFound } from './find.ts'
import { readConfigFile } from './load.ts'
import { CONTROL_SOCKET } from './operations.ts'
import { SourceText } from './source-text.ts'
import { salvageTree, textOf, treeAt } from './tree.ts'

export type FoundControl = {
  /** Path of the configuration. */
  readonly config: string
  /** Sockets that its server may listen on, the likeliest first. */
  readonly sockets: readonly string[]
  /** Whether the configuration, as far as it can be read, names the first of them. */
  readonly said: boolean
  /** Why the configuration cannot be used; empty where it can. */
  readonly problems: readonly Problem[]
}

/** `named`: the path that somebody gave; undefined: look for the configuration. */
export function findControl(named?: string): FoundControl {
  const { path: config, settings, problems } = loadFound(named)
  if (settings) return { config, sockets: [settings.operations.control.socket], said: true, problems: [] }
  const said = saidSocket(config)
  const usual = [
    join(dirname(resolve(config)), 'state', CONTROL_SOCKET),
    ...SERVICE.map((path) => join(path, CONTROL_SOCKET)),
  ]
  return {
    config,
    sockets: [...new Set([...(said === undefined ? [] : [said]), ...usual])],
    said: said !== undefined,
    problems: problems.filter(({ severity }) => severity === 'error'),
  }
}

/** Folders of the service, as its unit and docs/install.md have them. */
const SERVICE = ['/var/lib/janus', '/run/janus']

/** The socket that `control` or `state` says, as far as they can be read. */
function saidSocket(config: string): string | undefined {
  let text: string
  try {
    text = readConfigFile(config).toString()
  } catch {
    return undefined
  }
  const tree = salvageTree(new SourceText(config, text))
  if (tree?.kind !== 'map') return undefined
  const at = (...path: string[]) => {
    const value = treeAt(tree, ...path)
    return value?.kind === 'scalar' && value.value !== null ? textOf(value) : undefined
  }
  const folder = dirname(resolve(config))
  const socket = at('control', 'socket')
  if (socket) return resolve(folder, socket)
  const state = at('state')
  return state ? resolve(folder, state, CONTROL_SOCKET) : undefined
}
