// Writes a TSIG key of another server in named's words.

import type { Faults, Spot } from './faults.ts'
import { say } from './spoken.ts'
import type { Statement } from './statements.ts'

export function keyStatement(
  at: Spot,
  [name, algorithm = 'hmac-sha256', secret]: readonly (string | undefined)[],
  faults: Faults,
): Statement {
  if (name === undefined || secret === undefined)
    faults.add(at, `this key has no ${name === undefined ? 'name' : 'secret'}`)
  else if (!/^[A-Za-z0-9+/]+={0,2}$/.test(secret)) faults.add(at, `the secret of the key "${name}" is not base64`)
  return say(at, ['key', name ?? ''], [say(at, ['algorithm', algorithm]), say(at, ['secret', secret ?? ''])])
}
