// Janus is killed, and ended, in the middle of a stream that BIND, NSD or Knot DNS sends: what it served before it serves meanwhile, whole,
// and what is newer comes as soon as it is back.

import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { folderOf, serve } from '../support/janus.ts'
import { change, HELD_AT, serves, signals, versionsAt, zoneText } from './mid-stream.ts'
import { primaryKinds, sources } from './primary-kinds.ts'
import { run } from './process.ts'
import { Relay } from './relay.ts'

for (const { name, program, setup } of primaryKinds)
  t.test(`${name} sends, and Janus is gone`, { skip: !program && `${name} is not installed` }, async (t) => {
    const [port, between] = [await freePort(), await freePort()]
    const primary = await run((own, folder) => {
      const made = setup(['external'], { port: own, janus: port, folder, keyed: false })
      return { program: program!, ...made, files: { ...made.files, 'external.zone': zoneText(1) } }
    })
    t.teardown(() => primary.stop())
    await serves(t, primary.port, 1, 'it has begun')
    const relay = await Relay.start(t, between, primary.port, sources.external)
    const folder = folderOf(t, {
      'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
state: state
views: {external: [any]}
primaries: {hidden: {address: ["127.0.0.1:${between}"], ixfr: false}}
zones: {example.com: {external: {primary: hidden}}}
`,
    })
    let janus = await serve(t, folder)
    await serves(t, port, 1, 'the first version has come')
    for (const [i, signal] of signals.entries()) {
      const [before, after] = [i + 1, i + 2]
      const held = relay.held(HELD_AT)
      change(primary.folder, after)
      primary.reload()
      await held
      t.equal(await versionsAt(port), `${before} ${before} ${before}`, 'what comes is not served before it is whole')
      janus.signal(signal)
      await janus.ended
      janus = await serve(t, folder)
      t.equal(await versionsAt(port), `${before} ${before} ${before}`, `${signal}: what was served is served`)
      // Not cut: who has asked again by now would be told once more to wait for as long as the SOA says.
      relay.release()
      await serves(t, port, after, `${signal}: the newer one comes, and nobody has to tell of it again`)
    }
  })
