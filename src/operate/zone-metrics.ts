// What is counted of each zone face, in the text format of Prometheus. There may be tens of thousands of them, five numbers each:
// they are written here, in short turns, and not by the package that writes all other metrics at once.

import type { Server } from '../serve/server.ts'
import type { Sight } from './sight.ts'
import { Turns } from './turns.ts'
import { faceStates, type ZoneLine, zoneLines } from './zone-lines.ts'

type Gauge = {
  readonly name: string
  readonly help: string
  /** Undefined: nothing is said of this face. */
  readonly value: (line: ZoneLine) => number | undefined
  readonly withState?: true
}

const gauges: readonly Gauge[] = [
  { name: 'janus_zone_state', help: '1 for the state that the zone face is in.', value: () => 1, withState: true },
  { name: 'janus_zone_serial', help: 'Serial of the zone that is served.', value: ({ serial }) => serial },
  {
    name: 'janus_zone_file_serial',
    help: 'Serial that the file of the zone has, where it is known.',
    value: ({ fileSerial }) => fileSerial,
  },
  { name: 'janus_zone_records', help: 'Records of the zone that is served.', value: ({ records }) => records },
  {
    name: 'janus_zone_loaded_timestamp_seconds',
    help: 'When what is served of the zone came into service.',
    value: ({ since }) => (since === undefined ? undefined : Date.parse(since) / 1000),
  },
]

export async function zoneMetrics(server: Server, sight: Sight): Promise<string> {
  const turns = new Turns()
  const counts = new Map(faceStates.map((state) => [state, 0]))
  // One pass writes all gauges side by side: the lines of all faces are never there at once.
  const columns = gauges.map(({ name, help }) => new Column(head(name, help)))
  for (const line of zoneLines(server, sight)) {
    counts.set(line.state, counts.get(line.state)! + 1)
    const labels = `zone="${escaped(line.zone)}",view="${escaped(line.view)}"`
    for (const [i, { name, value, withState }] of gauges.entries()) {
      const number = value(line)
      if (number !== undefined)
        columns[i]!.add(`${name}{${labels}${withState ? `,state="${line.state}"` : ''}} ${number}\n`)
    }
    if (!turns.isOver) continue
    for (const column of columns) column.cut()
    await turns.next()
  }
  for (const column of columns) column.cut()
  const states = [...counts].map(([state, count]) => `janus_zones{state="${state}"} ${count}\n`)
  return [head('janus_zones', 'Zone faces by state.'), ...states, ...columns.flatMap((column) => column.parts)].join('')
}

/** Text in parts, each put together in its turn: all of it at once would be a long one. */
class Column {
  readonly parts: string[]
  #last: string[] = []

  constructor(head: string) {
    this.parts = [head]
  }

  add(text: string): void {
    this.#last.push(text)
  }

  cut(): void {
    this.parts.push(this.#last.join(''))
    this.#last = []
  }
}

function head(name: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`
}

/** In a label's value, as the format wants it. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}
