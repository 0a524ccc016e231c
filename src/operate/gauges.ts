// Writes gauges in the text format of Prometheus for tens of thousands of zones, in short turns; the package that writes all other metrics
// does it in one long one.

import { Turns } from './turns.ts'

export type Gauge<Line> = {
  readonly name: string
  readonly help: string
  /** Undefined: the gauge leaves this line out. */
  readonly value: (line: Line) => number | undefined
  readonly withState?: true
}

/** Gauges over lines, with the labels of a line, and the gauge that counts lines by state. */
export type Gauges<Line, State extends string> = {
  readonly gauges: readonly Gauge<Line>[]
  readonly labels: (line: Line) => Readonly<Record<string, string>>
  readonly states: readonly State[]
  /** The gauge that counts lines by state. */
  readonly count: { readonly name: string; readonly help: string }
}

export async function gaugesText<State extends string, Line extends { readonly state: State }>(
  { gauges, labels, states, count }: Gauges<Line, State>,
  lines: Iterable<Line>,
): Promise<string> {
  const turns = new Turns()
  const counts = new Map<State, number>(states.map((state) => [state, 0]))
  // One pass writes all gauges side by side: the lines of all are never there at once.
  const columns = gauges.map(({ name, help }) => new Column(head(name, help)))
  for (const line of lines) {
    counts.set(line.state, counts.get(line.state)! + 1)
    const named = Object.entries(labels(line))
      .map(([label, value]) => `${label}="${escaped(value)}"`)
      .join(',')
    for (const [i, { name, value, withState }] of gauges.entries()) {
      const number = value(line)
      if (number !== undefined)
        columns[i]!.add(`${name}{${named}${withState ? `,state="${line.state}"` : ''}} ${number}\n`)
    }
    if (!turns.isOver) continue
    for (const column of columns) column.cut()
    await turns.next()
  }
  for (const column of columns) column.cut()
  const byState = [...counts].map(([state, number]) => `${count.name}{state="${state}"} ${number}\n`)
  return [head(count.name, count.help), ...byState, ...columns.flatMap((column) => column.parts)].join('')
}

/** A text in parts, each joined in a turn of its own: to join all at once would be a long turn. */
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

/** Escapes a label's value for the format. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
}
