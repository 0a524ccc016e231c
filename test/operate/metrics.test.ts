// The metrics of zone faces: as Prometheus reads them, whatever a zone is called, and however many there are.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import t from 'tap'
import { Sight } from '../../src/operate/sight.ts'
import { zoneMetrics } from '../../src/operate/zone-metrics.ts'
import type { Server } from '../../src/serve/server.ts'

function serverOf(names: readonly string[]): Server {
  const zone = { serial: 7, nodes: 2, records: 3 }
  const face = { view: 0, viewName: 'internal', source: { kind: 'file', file: { path: 'a.zone' } } }
  const faces = names.map((name) => ({ name, view: 0, zone, served: zone, problems: [], face }))
  const settings = { file: 'janus.yaml', views: [{ name: 'internal' }] }
  const candidate = { settings, loaded: { faces }, states: faces.map(() => 'current') }
  return { settings, current: { candidate }, servedSince: new Map([[zone, new Date(1000)]]) } as unknown as Server
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
  t.equal(text.split('\n').length, 5 * 20_000 + 6 * 2 + 6 + 1)
  t.ok(turns.count > 10, `others had ${turns.count} turns meanwhile`)
})
