// Programs that sign a zone file with one ECDSA P-256 key and NSEC, without verifying what they have signed.

import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { environment } from './environment.ts'
import { installed, type ZonePath } from './kind.ts'

const run = promisify(execFile)

export type Signer = {
  readonly name: string
  readonly program: string | undefined
  /** What has to be there before, and then its arguments. `folder`: its own. */
  readonly prepare: (zone: ZonePath, folder: string) => Promise<readonly string[]>
}

export const signers: readonly Signer[] = [
  {
    name: 'ldns-signzone',
    program: installed('ldns-signzone') && installed('ldns-keygen') && installed('ldns-signzone'),
    prepare: async ({ origin, path }, folder) => {
      const options = { cwd: folder, env: environment }
      const { stdout } = await run(installed('ldns-keygen')!, ['-a', 'ECDSAP256SHA256', '-k', origin], options)
      return ['-o', origin, '-f', join(folder, 'signed'), path, join(folder, stdout.trim())]
    },
  },
  {
    name: 'dnssec-signzone',
    program: installed('dnssec-keygen') && installed('dnssec-signzone'),
    prepare: async ({ origin, path }, folder) => {
      const options = { cwd: folder, env: environment }
      await run(installed('dnssec-keygen')!, ['-a', 'ECDSAP256SHA256', '-f', 'KSK', origin], options)
      // -z: the one key signs everything. -P: nothing is verified. -n 1: one thread.
      const how = ['-P', '-S', '-z', '-n', '1', '-K', folder, '-d', folder]
      return [...how, '-o', origin, '-f', join(folder, 'signed'), path]
    },
  },
  {
    name: 'kzonesign',
    program: installed('kzonesign'),
    prepare: async ({ origin, path }, folder) => {
      const conf = join(folder, 'knot.conf')
      const out = join(folder, 'out')
      mkdirSync(out, { recursive: true })
      writeFileSync(
        conf,
        `database:
  storage: "${folder}"
policy:
  - id: one
    algorithm: ecdsap256sha256
    single-type-signing: on
    signing-threads: 1
zone:
  - domain: ${origin}
    storage: "${dirname(path)}"
    file: "${path}"
    dnssec-signing: on
    dnssec-policy: one
`,
      )
      return ['-c', conf, '-o', out, origin]
    },
  },
]
