// Secondaries that run what `janus tsig config` prints for them.

import { join } from 'node:path'
import type { Test } from 'tap'
import { janus as command } from '../support/janus.ts'
import { type RunningServer, run } from './process.ts'
import type { Kind } from './secondary-kinds.ts'

export type Printed = {
  readonly kind: Kind
  /** Under `secondaries`. */
  readonly name: string
  readonly port: number
  readonly views: readonly string[]
}

/** `keyed`: without keys they are known by their address alone. */
export function secondariesText(peers: readonly Printed[], keyed: boolean): string {
  const lines = peers.map(
    ({ name, port, views }) =>
      `  ${name}: {address: ["127.0.0.1:${port}"], views: [${views.join(', ')}]${keyed ? '' : ', key: none'}}\n`,
  )
  return `secondaries:\n${lines.join('')}`
}

/** Of the primary whose configuration is `folder`/janus.yaml; they end with the test. */
export async function runPrinted(
  t: Test,
  folder: string,
  peers: readonly Printed[],
  keyed: boolean,
): Promise<RunningServer[]> {
  const running: RunningServer[] = []
  t.teardown(() => Promise.all(running.map((one) => one.stop())))
  for (const { kind, name, port, views } of peers) {
    // A server without views prints what is for one of them.
    const one = keyed && views.length === 1 ? ['--view', views[0]!] : []
    const args = ['tsig', 'config', name, '--for', kind.server, ...one, '--config', join(folder, 'janus.yaml')]
    const printed = await command(...args)
    t.match(printed, { code: 0, stderr: '' }, name)
    running.push(
      await run((_, at) => ({ program: kind.program!, ...kind.setup(printed.stdout, port, at, join(folder, 'keys')) })),
    )
  }
  return running
}
