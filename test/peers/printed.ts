// A primary with two views, and secondaries of one kind that run what is printed for them.

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { denial, servedSerial } from '../support/sign-all.ts'
import { runPrinted, secondariesText } from './printed-servers.ts'
import { type Kind, type View, views } from './secondary-kinds.ts'

/** Looks, a quarter of a second apart: BIND, refused once before the primary was there, takes most of a minute to ask again. */
const MOST = 600

/** Each has its own names; the refresh time is so long that nothing but NOTIFY brings a change. */
export const zoneText = (view: View, serial: number) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 1d 1d 4w 1h\n@ NS ns\nns A 192.0.2.1\nonly-${view} A 192.0.2.${serial}\n` +
  Array.from({ length: 500 }, (_, i) => `h${i} A 10.0.${i >> 8}.${i & 255}\n`).join('')

/** `keyed`: without keys there is the public view alone, by the address. */
export async function runsWhatIsPrinted(t: Test, kind: Kind, keyed = true): Promise<void> {
  const instances: readonly (readonly View[])[] = keyed ? kind.instances : [['external']]
  const faces = keyed ? 3 : 2
  const [port, ...ports] = await Promise.all([freePort(), ...instances.map(() => freePort())])
  const peers = instances.map((its, i) => ({ kind, name: `peer${i}`, views: its, port: ports[i]! }))
  const folder = folderOf(t, {
    ...Object.fromEntries(views.map((view) => [`${view}.zone`, zoneText(view, 1)])),
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  example.com: {internal: internal.zone, external: external.zone}
  128/25.2.0.192.in-addr.arpa: {external: external.zone}
${secondariesText(peers, keyed)}`,
  })
  const config = join(folder, 'janus.yaml')
  let primary = await serve(t, folder)
  const running = await runPrinted(t, folder, peers, keyed)
  const checked = async (serial: number) => {
    for (let tries = 0; ; tries++) {
      const { stdout, stderr } = await command('transfers', 'check', '--json', '--config', config)
      if (stdout === '') throw new Error(stderr + running.map((one) => one.log()).join('\n'))
      const found: { zone: string; view: string; state: string; serial?: number }[] = JSON.parse(stdout)
      const isGood = (state: string) => state === 'same' || (!keyed && state === 'serial-only')
      if (found.length === faces && found.every((one) => isGood(one.state) && one.serial === servedSerial(serial)))
        return found
      const dead = running.find((one) => one.hasEnded())
      if (dead !== undefined || tries === MOST)
        throw new Error(`${stdout}\n${running.map((one) => one.log()).join('\n')}`)
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
  await checked(1)
  for (const view of views) {
    writeFileSync(join(folder, 'new.zone'), zoneText(view, 2))
    renameSync(join(folder, 'new.zone'), join(folder, `${view}.zone`))
  }
  t.match(await command('reload', '--config', config), { code: 0 })
  await checked(2)
  await allKnow(2)
  const transfers = () => primary.log.filter(({ msg }) => msg === 'a zone was transferred')
  const steps = transfers().filter(({ how, serial }) => how === 'steps' && serial === servedSerial(2))
  if (kind.isWhole) t.equal(steps.length, 0)
  else t.ok(steps.length >= faces - 1 && steps.every(({ key }) => (key !== undefined) === keyed), 'changes were enough')

  // Whoever is killed within a minute signs anew what he had signed, under the next serial.
  primary.signal(denial === undefined ? 'SIGKILL' : 'SIGTERM')
  await primary.ended
  primary = await serve(t, folder)
  await allKnow(2)
  t.same(
    transfers().filter(({ how }) => how !== 'soa'),
    [],
    'nothing had to be sent again',
  )

  /** Each has said that it knows of the version, and was seen to have it. */
  async function allKnow(serial: number): Promise<void> {
    let shown = ''
    for (let tries = 0; tries < MOST; tries++) {
      shown = (await command('transfers', '--json', '--config', config)).stdout
      const all: { state: string; told: number; there: number }[] = JSON.parse(shown)
      if (
        all.every(
          ({ state, told, there }) =>
            state === 'current' && told === servedSerial(serial) && there === servedSerial(serial),
        )
      ) {
        t.equal(all.length, faces)
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    throw new Error(shown)
  }
}
