// Secondaries hear of whatever changes a face: a reload, a rollback, a message that changes the zone. Each has a newer serial.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readMessage } from '../../src/wire/message.ts'
import { exchange } from '../support/exchange.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { until } from '../support/until.ts'
import { updateMessage } from '../support/update-message.ts'
import { secondary } from '../transfer/told-secondary.ts'

const zone = (serial: number, address: string) =>
  `$TTL 60\n@ SOA ns root ${serial} 1h 1h 1w 60\n@ NS ns\nns A 192.0.2.1\nwww A ${address}\n`

t.test('a reload, a rollback and an update are told, each with a serial above the one before', async (t) => {
  const { port, told } = await secondary(t, 1)
  const folder = folderOf(t, {
    zone: zone(7, '192.0.2.7'),
    'janus.yaml': `listen: [127.0.0.1:0]
workers: 1
state: state
views: {inside: [10.0.0.0/8], outside: [any]}
zones: {example.com: {inside: zone, outside: zone}}
secondaries: {ns2: {address: ["127.0.0.1:${port}"], views: [outside], key: none}}
updates: [{from: [127.0.0.1/32], zones: [example.com]}]
`,
  })
  const config = ['--config', join(folder, 'janus.yaml')]
  const janus = await serve(t, folder)
  await until('NOTIFY', () => told.at(-1) === 7)
  writeFileSync(join(folder, 'zone'), zone(8, '192.0.2.8'))
  t.match(await command('reload', ...config), { code: 0 })
  await until('NOTIFY', () => told.at(-1) === 8)
  t.match(await command('rollback', ...config), { code: 0 })
  await until('NOTIFY', () => told.at(-1) === 9)
  t.same([...new Set(told)], [7, 8, 9])
  const answer = await exchange(t, updateMessage('example.com.', ['add www 60 A 192.0.2.99'], { id: 1 }), {
    ...{ port: janus.port(), from: '127.0.0.1', transport: 'tcp' },
  })
  t.equal(readMessage(answer)!.rcode, 0)
  await until('NOTIFY', () => told.at(-1) === 10)
  writeFileSync(join(folder, 'zone'), zone(20, '192.0.2.20'))
  t.match(await command('reload', ...config), { code: 0 })
  await until('NOTIFY', () => told.at(-1) === 20)
  t.same([...new Set(told)], [7, 8, 9, 10, 20])
})

t.test('of a zone that changes all the time secondaries hear once a second, and of the last change', async (t) => {
  const { port, told } = await secondary(t, 1)
  const folder = folderOf(t, {
    zone: zone(7, '192.0.2.7'),
    'janus.yaml': `listen: [127.0.0.1:0]
workers: 1
state: state
views: {outside: [any]}
zones: {example.com: {outside: zone}}
secondaries: {ns2: {address: ["127.0.0.1:${port}"], views: [outside], key: none}}
updates: [{from: [127.0.0.1/32], zones: [example.com]}]
`,
  })
  const janus = await serve(t, folder)
  await until('NOTIFY', () => told.at(-1) === 7)
  const begun = performance.now()
  const changes = 40
  for (let id = 1; id <= changes; id++) {
    const message = updateMessage('example.com.', [`add n${id} 60 A 192.0.2.99`], { id })
    const answer = await exchange(t, message, { port: janus.port(), from: '127.0.0.1', transport: 'tcp' })
    t.equal(readMessage(answer)!.rcode, 0)
  }
  await until('NOTIFY', () => told.at(-1) === 7 + changes)
  const seconds = (performance.now() - begun) / 1000
  const heard = new Set(told.filter((serial) => serial > 7)).size
  t.ok(heard <= Math.floor(seconds) + 2, `${heard} of ${changes} changes in ${seconds.toFixed(1)} s`)
})

// Which port it gets is known once it runs: no check of the configuration can refuse it.
t.test('a server does not tell itself', async (t) => {
  const { port, told } = await secondary(t, 1)
  const config = (secondaries: string) => `listen: [127.0.0.1:0]
workers: 1
state: state
views: {inside: [10.0.0.0/8], outside: [any]}
zones: {example.com: {inside: zone, outside: zone}}
${secondaries}`
  const folder = folderOf(t, { zone: zone(7, '192.0.2.7'), 'janus.yaml': config('') })
  const at = ['--config', join(folder, 'janus.yaml')]
  const janus = await serve(t, folder)
  const both = `["127.0.0.1:${janus.port()}", "127.0.0.1:${port}"]`
  writeFileSync(
    join(folder, 'janus.yaml'),
    config(`secondaries: {ns2: {address: ${both}, views: [outside], key: none}}\n`),
  )
  t.match(await command('reload', ...at), { code: 0 })
  await until('NOTIFY', () => told.at(-1) === 7)
  t.match(await command('transfers', 'notify', 'example.com', '--json', ...at), { code: 0, stdout: /"told": ?1\b/ })
})
