// Secondaries that outlive their primary: they start again beside a change, are left alone until the zone has expired, and have it again as
// soon as the primary is back.

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, dig, folderOf, serve } from '../support/janus.ts'
import { runPrinted, secondariesText } from './printed-servers.ts'
import { secondaryKinds } from './secondary-kinds.ts'

export const zoneText = (serial: number, expire: number) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 1 1 ${expire} 60\n@ NS ns\nns A 192.0.2.1\nv${serial} A 192.0.2.2\n`

/** Waits until it is so, as long as until() does; what was seen last where it does not come to be. */
export async function becomes<Seen>(see: () => Promise<Seen>, isSo: (seen: Seen) => boolean): Promise<Seen> {
  let seen = await see()
  for (const until = Date.now() + 150_000; !isSo(seen) && Date.now() < until; seen = await see())
    await new Promise((resolve) => setTimeout(resolve, 100))
  return seen
}

export const answer = (port: number, name: string) => dig(port, '@127.0.0.1', `${name}.example.com`, 'A')
export const isServed = ([first]: readonly string[]) => first?.includes('192.0.2') === true

/** Of each kind one, all by a key of theirs or by their address alone. */
export async function outlives(t: Test, keyed: boolean): Promise<void> {
  const kinds = secondaryKinds.filter(({ server, program }) => server !== 'pdns' && program !== undefined)
  const peers = await Promise.all(
    kinds.map(async (kind) => ({ kind, name: `at-${kind.server}`, port: await freePort(), views: ['external'] })),
  )
  const port = await freePort()
  const folder = folderOf(t, {
    'a.zone': zoneText(1, 6),
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {internal: [10.0.0.0/8], external: [any]}
zones: {example.com: a.zone}
${secondariesText(peers, keyed)}`,
  })
  const config = join(folder, 'janus.yaml')
  let primary = await serve(t, folder)
  const running = await runPrinted(t, folder, peers, keyed)
  const all = (what: string, name: string, isSo: (seen: readonly string[]) => boolean) =>
    Promise.all(
      peers.map(async (peer, i) => {
        const seen = await becomes(() => answer(peer.port, name), isSo)
        t.ok(isSo(seen), `${peer.name} ${what}: ${seen.join()}${isSo(seen) ? '' : running[i]!.log()}`)
      }),
    )
  await all('has it', 'v1', isServed)

  // What changes while they are away they find when they come back.
  await Promise.all(
    running.map((one, i) =>
      one.restart(async () => {
        if (i > 0) return
        writeFileSync(join(folder, 'new.zone'), zoneText(2, 6))
        renameSync(join(folder, 'new.zone'), join(folder, 'a.zone'))
        t.match(await command('reload', '--config', config), { code: 0 })
      }),
    ),
  )
  await all('has the next version after its restart', 'v2', isServed)

  primary.signal('SIGKILL')
  await primary.ended
  await all('has let it expire', 'v2', (seen) => seen.includes('SERVFAIL'))
  primary = await serve(t, folder)
  await all('has it again', 'v2', isServed)
}
