// Janus is killed, and ended, in the middle of a stream that BIND, NSD, Knot DNS or another Janus takes: they serve what they had, whole,
// and have what is newer as soon as it is back.

import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { change, HELD_AT, serves, signals, versionsAt, zoneText } from './mid-stream.ts'
import { type RunningServer, run } from './process.ts'
import { Relay } from './relay.ts'
import { secondaryKinds } from './secondary-kinds.ts'

for (const { server, program, setup } of secondaryKinds.filter(({ server }) => server !== 'pdns'))
  t.test(`${server} takes, and Janus is gone`, { skip: !program && `${server} is not installed` }, async (t) => {
    const [port, between, theirs] = [await freePort(), await freePort(), await freePort()]
    const folder = folderOf(t, {
      'external.zone': zoneText(1),
      'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
state: state
views: {internal: [10.0.0.0/8], external: [any]}
secondaries: {ns2: {address: ["127.0.0.1:${theirs}"], views: [external], key: none}}
zones: {example.com: {external: external.zone}}
`,
    })
    const config = join(folder, 'janus.yaml')
    let janus = await serve(t, folder)
    const relay = await Relay.start(t, between, port, '127.0.0.1')
    const printed = await command('tsig', 'config', 'ns2', '--for', server, '--config', config)
    t.match(printed, { code: 0, stderr: '' })
    const text = printed.stdout.replaceAll(String(port), String(between))
    const secondary: RunningServer = await run((_, at) => ({ program: program!, ...setup(text, theirs, at, '') }))
    t.teardown(() => secondary.stop())
    await serves(t, theirs, 1, 'it has the first version')
    for (const [i, signal] of signals.entries()) {
      const [before, after] = [i + 1, i + 2]
      const held = relay.held(HELD_AT)
      change(folder, after)
      t.match(await command('reload', '--config', config), { code: 0 })
      await held
      janus.signal(signal)
      await janus.ended
      relay.cut()
      t.equal(await versionsAt(theirs), `${before} ${before} ${before}`, `${signal}: it serves what it had`)
      janus = await serve(t, folder)
      t.equal(await versionsAt(port), `${after} ${after} ${after}`, `${signal}: Janus serves what it served`)
      await serves(t, theirs, after, `${signal}: it has what is newer`)
    }
  })
