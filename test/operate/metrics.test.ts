// The metrics of zone faces: as Prometheus reads them, whatever a zone is called, and however many there are.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import t from 'tap'
import { primaryMetrics } from '../../src/operate/primary-metrics.ts'
import { Sight } from '../../src/operate/sight.ts'
import { zoneMetrics } from '../../src/operate/zone-metrics.ts'
import type { Server } from '../../src/serve/server.ts'

function serverOf(names: readonly string[]): Server {
  const zone = { serial: 7, nodes: 2, records: 3 }
  const face = { view: 0, viewName: 'internal', source: { kind: 'file', file: { path: 'a.zone' } } }
  const faces = names.map((name) => ({ name, view: 0, zone, served: zone, problems: [], face }))
  const settings = { file: 'janus.yaml', views: [{ name: 'internal' }] }
  const candidate = { settings, loaded: { faces }, states: faces.map(() => 'current') }
  const servedSince = new Map([[zone, new Date(1000)]])
  return { settings, current: { candidate }, servedSince, upstream: { withheld: [] } } as unknown as Server
}

const everything = (server: Server) => new Sight({ views: 'all', zones: 'all' }, server)

t.test('each number of each face has a line, and names are written so that they can be read back', async (t) => {
  const server = serverOf(['plain.example.', 'quo\\"te.example.', 'back\\\\slash.example.', 'line\\010.example.'])
  const lines = (await zoneMetrics(server, everything(server))).split('\n')
  t.ok(lines.includes('janus_zones{state="current"} 4'))
  t.ok(lines.includes('janus_zones{state="refused"} 0'))
  t.ok(lines.includes('janus_zone_serial{zone="plain.example.",view="internal"} 7'))
  t.ok(lines.includes('janus_zone_loaded_timestamp_seconds{zone="plain.example.",view="internal"} 1'))
  t.ok(lines.includes('janus_zone_state{zone="quo\\\\\\"te.example.",view="internal",state="current"} 1'))
  const read = lines.flatMap((line) => /^janus_zone_records\{zone="((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? [])
  t.same(
    read.map((label) => JSON.parse(`"${label}"`)),
    server.current.candidate.loaded.faces.map(({ name }) => name),
  )
})

t.test('tens of thousands are written in short turns', async (t) => {
  const server = serverOf(Array.from({ length: 20_000 }, (_, i) => `zone-${i}.univ.example.`))
  const turns = monitorEventLoopDelay({ resolution: 1 })
  turns.enable()
  const text = await zoneMetrics(server, everything(server))
  turns.disable()
  t.equal(text.split('\n').length, 5 * 20_000 + 8 * 2 + 8 + 1)
  t.ok(turns.count > 10, `others had ${turns.count} turns meanwhile`)
})

t.test('a face of a primary says how far behind it is, and how long it is served', async (t) => {
  const name = { view: 'internal', origin: new Uint8Array([0]) }
  const face = { name, zone: 'dept.example.', view: 'internal', primary: 'hidden', isExpired: false, nextIn: 5000 }
  const status = [
    {
      ...face,
      serial: 7,
      there: 9,
      lag: 2500,
      age: 60_000,
      expiresIn: 90_000,
      lastError: { code: 'no-answer', parameters: { peer: 'p' } },
    },
    { ...face, zone: 'new.example.', serial: undefined, there: undefined, lag: undefined, age: undefined },
    { ...face, zone: 'old.example.', isExpired: true, serial: undefined, there: 9, lag: 100, age: 9000, expiresIn: 0 },
  ].map((one) => ({ expiresIn: undefined, lastError: undefined, ...one }))
  const text = await primaryMetrics({ status }, everything(serverOf([])))
  const labels = (zone: string) => `{zone="${zone}.example.",view="internal",primary="hidden"}`
  t.same(
    text.split('\n').filter((line) => /^janus_primary_(?!copies|state)/.test(line)),
    [
      `janus_primary_serial${labels('dept')} 9`,
      `janus_primary_serial${labels('old')} 9`,
      `janus_primary_lag_seconds${labels('dept')} 2`,
      `janus_primary_age_seconds${labels('dept')} 60`,
      `janus_primary_age_seconds${labels('old')} 9`,
      `janus_primary_expires_seconds${labels('dept')} 90`,
      `janus_primary_expires_seconds${labels('old')} 0`,
    ],
  )
  t.same(
    text.split('\n').filter((line) => /^janus_primary_(copies.* [^0]|state)/.test(line)),
    [
      'janus_primary_copies{state="failed"} 1',
      'janus_primary_copies{state="waiting"} 1',
      'janus_primary_copies{state="expired"} 1',
      `janus_primary_state${labels('dept').replace('}', ',state="failed"}')} 1`,
      `janus_primary_state${labels('new').replace('}', ',state="waiting"}')} 1`,
      `janus_primary_state${labels('old').replace('}', ',state="expired"}')} 1`,
    ],
  )
})
