// Metrics of each face.

import type { Server } from '../serve/server.ts'
import { type Gauges, gaugesText } from './gauges.ts'
import type { Sight } from './sight.ts'
import { faceStates, type ZoneLine, zoneLines } from './zone-lines.ts'

const ofFaces: Gauges<ZoneLine, ZoneLine['state']> = {
  labels: ({ zone, view }) => ({ zone, view }),
  states: faceStates,
  count: { name: 'janus_zones', help: 'Zone faces by state.' },
  gauges: [
    { name: 'janus_zone_state', help: '1 for the state that the zone face is in.', value: () => 1, withState: true },
    { name: 'janus_zone_serial', help: 'Serial of the zone that is served.', value: ({ serial }) => serial },
    {
      name: 'janus_zone_file_serial',
      help: 'Serial that the file of the zone has, where it is known.',
      value: ({ fileSerial }) => fileSerial,
    },
    { name: 'janus_zone_records', help: 'Records of the zone that is served.', value: ({ records }) => records },
    {
      name: 'janus_list_file_entries',
      help: 'Entries that the files of a list have.',
      value: ({ entries }) => entries,
    },
    {
      name: 'janus_list_file_octets',
      help: 'Memory that the entries of its files take.',
      value: ({ octets }) => octets,
    },
    {
      name: 'janus_zone_loaded_timestamp_seconds',
      help: 'When what is served of the zone came into service.',
      value: ({ since }) => (since === undefined ? undefined : Date.parse(since) / 1000),
    },
  ],
}

export function zoneMetrics(server: Server, sight: Sight): Promise<string> {
  return gaugesText(ofFaces, zoneLines(server, sight))
}
