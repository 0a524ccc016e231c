// Node's own server of TLS as the benchmark starts it: the floor under the doors that encrypt.

import { join } from 'node:path'
import { isResponse } from '../clients/asker.ts'
import type { Subject } from '../measure/turns.ts'
import { type SecuredBy, securedPort } from './secured.ts'

export const BARE = 'Node.js alone'

export function bareSubject({ certificate, key }: SecuredBy): Subject {
  return {
    name: BARE,
    launch: ({ port }) => ({
      program: process.execPath,
      args: [join(import.meta.dirname, 'bare-server.ts'), String(port), String(securedPort(port)), certificate, key],
    }),
    accept: isResponse,
  }
}
