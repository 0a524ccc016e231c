// `janus zones`: each zone in each view, and how it is served.

import { manyResults } from '../verb.ts'
import { zoneLine, zoneLines, zonesText } from '../zone-lines.ts'

export const zones = manyResults({
  name: 'zones',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result: zoneLine,
  run: ({ operated, sight }) => zoneLines(operated.server, sight),
  text: (lines) => zonesText(lines),
  good: (lines) => lines.every(({ state }) => state === 'current'),
  command: {
    summary: 'each zone in each view: its state, serial and size',
    examples: [
      ['janus zones', 'what is served, zone by zone and view by view'],
      [`janus zones --json | jq '.[] | select(.state != "current")'`],
    ],
    exit: {
      done: 'all zones are served as their files have them',
      refused: 'some are not',
      failed: 'no server to ask',
    },
  },
})
