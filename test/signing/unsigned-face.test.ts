// A face that comes to be left unsigned, and one that is signed again: secondaries follow both, for no serial is ever older than the one
// before.

import t from 'tap'
import { isNewerSerial } from '../../src/dns/serial.ts'
import { fault, INSIDE, isSigned, SIGNED_CONFIG, shown, startedSite } from '../support/signed-site.ts'

const UNSIGNED = 'unsigned-faces: [{zone: univ.example, view: internal, reason: told, until: 2999-12-31}]\n'

t.test('a face that is left unsigned, and signed again, has newer serials each time', async (t) => {
  const site = await startedSite(t)
  const serial = (view: string) => shown(site, view).serial
  // Signed content goes ahead of its source: each version of it takes one.
  for (const host of ['a', 'b', 'c']) {
    site.write('in.zone', `${INSIDE}${host} A 10.0.0.7\n`)
    await site.reload()
  }
  let last = serial('internal')
  const steps = [
    { what: 'left unsigned', config: SIGNED_CONFIG + UNSIGNED, signed: false },
    { what: 'signed again', config: SIGNED_CONFIG, signed: true },
    { what: 'left unsigned once more', config: SIGNED_CONFIG + UNSIGNED, signed: false },
  ]
  for (const { what, config, signed } of steps) {
    site.write('janus.yaml', config)
    await site.reload()
    t.equal(isSigned(shown(site, 'internal')), signed, what)
    t.ok(isNewerSerial(serial('internal'), last), `${what}: ${last}, then ${serial('internal')}`)
    last = serial('internal')
    await site.restart()
    t.equal(isSigned(shown(site, 'internal')), signed, `${what}: after a restart`)
    t.ok(serial('internal') === last || isNewerSerial(serial('internal'), last), `${what}: after a restart`)
    last = serial('internal')
    t.ok(isSigned(shown(site, 'external')), `${what}: the other face is signed`)
  }
  site.write('janus.yaml', SIGNED_CONFIG)
  await site.reload()
  t.equal(fault(site), undefined)
})

t.test('a face whose serial is not ours to raise is shown unsigned all the same, and somebody is told', async (t) => {
  const bySource = SIGNED_CONFIG.replace('internal: in.zone', 'internal: {file: in.zone, serial: source}')
  const site = await startedSite(t, bySource)
  site.write('janus.yaml', bySource + UNSIGNED)
  await site.reload()
  t.notOk(isSigned(shown(site, 'internal')))
  t.ok(isSigned(shown(site, 'external')))
  t.equal(shown(site, 'internal').serial, 2026010101)
  t.ok(site.said.some((line) => line.includes('raise the serial in its source above that')))
})
