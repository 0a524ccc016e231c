// The same of a zone that we sign: after each SIGKILL others find it complete, every signature and every proof of it.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { installed } from '../peers/process.ts'
import { folderOf, missing, run } from '../support/janus.ts'
import { isKilled, ROUNDS } from './killing.ts'

const verifiers: readonly (readonly [name: string, args: (file: string) => string[]])[] = [
  ['ldns-verify-zone', (file) => [file]],
  ['dnssec-verify', (file) => ['-z', '-o', 'example.com', file]],
  ['kzonecheck', (file) => ['-d', 'on', '-o', 'example.com', file]],
]

for (const denial of ['nsec', 'nsec3'])
  t.test(
    `killed ${ROUNDS} times while ${denial} is kept`,
    { timeout: 3_600_000, skip: await missing('dig') },
    async (t) => {
      const file = join(folderOf(t, {}), 'served.zone')
      const judge = async (port: number, round: number) => {
        const { stdout } = await run('dig', [
          '@127.0.0.1',
          '-p',
          `${port}`,
          '+time=60',
          '+onesoa',
          'example.com',
          'AXFR',
        ])
        t.match(stdout, denial === 'nsec' ? /\sNSEC\s/ : /\sNSEC3\s/, `round ${round}: signed`)
        writeFileSync(file, stdout)
        for (const [name, args] of verifiers)
          if (installed(name)) t.match(await run(name, args(file)), { code: 0 }, `round ${round}: ${name}`)
      }
      await isKilled(t, {
        sign: `sign: {example.com: {parents: [], denial: ${denial}}}\n`,
        judge: (server, round) => judge(server.port(), round),
      })
    },
  )
