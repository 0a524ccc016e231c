// A program of others before a server of a test, from its start until it answers.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Test } from 'tap'
import { dig } from './janus.ts'
import { until } from './until.ts'

/** Resolves once it answers at the port; `how`: further words for dig. It ends with the test. */
export async function answering(
  t: Test,
  program: string,
  args: readonly string[],
  port: number,
  ...how: string[]
): Promise<void> {
  const child = spawn(program, args, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await until(`an answer of ${program}`, async () => {
    const [answer] = await dig(port, '@127.0.0.1', 'ns.univ.example', 'A', '+time=1', '+tries=1', ...how)
    return answer !== 'no answer' && answer !== 'SERVFAIL'
  })
}
