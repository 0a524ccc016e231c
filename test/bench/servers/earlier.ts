// Another version of Janus, as a peer of this one: what a change costs is seen when both take turns.

import { execFileSync } from 'node:child_process'
import { install } from './installed.ts'
import { janusLaunch } from './janus.ts'
import { hangUp, type ServerKind } from './kind.ts'

export const EARLIER = 'Janus before'

/** `checkout`: its folder, with its packages; it is built into `folder`. */
export function earlier(checkout: string, folder: string): ServerKind {
  const installed = install(checkout, folder)
  return {
    name: EARLIER,
    program: installed,
    packages: [],
    version: () => execFileSync('git', ['-C', checkout, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    launch: (task) => janusLaunch({ ...task, installed }),
    signed: true,
    secured: true,
    reload: hangUp,
  }
}
