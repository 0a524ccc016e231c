// The same zone signed, with one key and NSEC, by BIND's tools: every server that knows DNSSEC reads the result.

import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { environment } from '../servers/environment.ts'
import { installed, type ZonePath } from '../servers/kind.ts'

const run = promisify(execFile)

const keygen = installed('dnssec-keygen')
const signzone = installed('dnssec-signzone')
const SIGN_MS = 120_000

export async function signZones(zones: readonly ZonePath[]): Promise<ZonePath[]> {
  if (!keygen || !signzone) throw new Error('there is no dnssec-signzone here: install bind9-utils')
  const signed: ZonePath[] = []
  for (const { origin, path } of zones) {
    const options = { cwd: dirname(path), env: environment, timeout: SIGN_MS }
    const { stdout } = await run(keygen, ['-a', 'ECDSAP256SHA256', '-f', 'KSK', origin], options)
    // -z: the one key signs everything. -S: puts the key into the zone. -P: without a check that takes as long again.
    const args = ['-P', '-S', '-z', '-o', origin, '-f', `${path}.signed`, '-O', 'full', path, stdout.trim()]
    await run(signzone, args, options)
    signed.push({ origin, path: `${path}.signed` })
  }
  return signed
}
