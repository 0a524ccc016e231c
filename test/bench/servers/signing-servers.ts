// Servers that sign what they read with one ECDSA P-256 key and NSEC, in each one's own way.

import { ORIGIN } from '../zones/zone-text.ts'
import { JANUS, janusLaunch } from './janus.ts'
import type { ServerKind } from './kind.ts'

export type SigningServer = { readonly name: string; readonly launch: ServerKind['launch'] }

export const signingJanus: SigningServer = {
  name: JANUS,
  launch: (task) => janusLaunch({ ...task, more: `sign: {${ORIGIN}: {parents: []}}\n` }),
}

/** Those of them that are able to. */
export function signingPeers(peers: readonly ServerKind[]): readonly SigningServer[] {
  return peers.flatMap(({ name, launch }) => {
    const lines = LINES.get(name)
    if (lines === undefined) return []
    const { file, edit } = lines
    const signing: ServerKind['launch'] = (task) => {
      const made = launch(task)
      return { ...made, files: { ...made.files, [file]: edit(made.files![file]!) } }
    }
    return [{ name, launch: signing }]
  })
}

type Lines = { readonly file: string; readonly edit: (conf: string) => string }

const KNOT_POLICY = 'policy:\n  - id: one\n    algorithm: ecdsap256sha256\n    single-type-signing: on\nzone:'
const BIND_POLICY = 'dnssec-policy "one" { keys { csk lifetime unlimited algorithm ecdsap256sha256; }; };\n'

const LINES: ReadonlyMap<string, Lines> = new Map([
  [
    'Knot',
    {
      file: 'knot.conf',
      edit: (conf) =>
        conf
          .replace('journal-content: none', 'journal-content: changes')
          .replace(/^zone:/m, KNOT_POLICY)
          .replace(/(file: ".*"\n)/, '$1    dnssec-signing: on\n    dnssec-policy: one\n'),
    },
  ],
  [
    'BIND',
    {
      file: 'named.conf',
      edit: (conf) =>
        BIND_POLICY + conf.replace(/(type primary; file "[^"]*";)/, '$1 dnssec-policy "one"; inline-signing yes;'),
    },
  ],
])
