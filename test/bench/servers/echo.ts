// The echo server as the benchmark starts it.

import { join } from 'node:path'
import type { Launch } from './kind.ts'

export const ECHO = 'echo'

export function echoLaunch(port: number): Launch {
  return { program: process.execPath, args: [join(import.meta.dirname, 'echo-server.ts'), String(port)] }
}
