// Layers that somebody wrote to keep a server busy: the work grows with the lines, not with their square. It is counted in what is
// read of the columns and of the lines that hide, so that no clock decides.

import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { type Hidden, LayeredRecords, layOver } from '../../../src/supply/faces/layers.ts'
import { parseLayers } from '../../../src/text/zonefile/parser.ts'
import { textSource } from '../../../src/text/zonefile/source.ts'

const origin = nameFromText('example.com.')
const top = '$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\n'

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('')
}

/** Files of a face of `internal`, by the number of their lines. */
const hostile: Readonly<Record<string, (count: number) => readonly string[]>> = {
  'records that replace nothing, beside as many of another view': (n) => [
    `${top}${lines(n, (i) => `h${i} TXT t`)}$VIEW external\n${lines(n, (i) => `e${i} A 192.0.2.1`)}`,
    lines(n, (i) => `h${i} A 192.0.2.1`),
  ],
  'records that another view has too': (n) => [
    `${top}${lines(n, (i) => `h${i} TXT t`)}$VIEW external\n${lines(n, (i) => `h${i} A 192.0.2.1`)}`,
    lines(n, (i) => `h${i} A 192.0.2.1`),
  ],
  'types of one name that replace nothing': (n) => [
    `${top}w TXT t\n$VIEW external\n${lines(n, (i) => `w TYPE${1000 + i} \\# 0`)}`,
    lines(n, (i) => `w TYPE${9000 + i} \\# 0`),
  ],
  'one name hidden again and again': (n) => [
    `${top}${lines(n, (i) => `w A 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)}`,
    lines(n, () => '$HIDE w AAAA'),
  ],
  'a type after the other hidden at one name': (n) => [
    `${top}${lines(n, (i) => `w TYPE${1000 + i} \\# 0`)}`,
    lines(n, (i) => `$HIDE w TYPE${9000 + i}`),
  ],
  'a type after the other hidden below one name': (n) => [
    `${top}${lines(n, (i) => `h${i}.a A 192.0.2.1`)}`,
    lines(n, (i) => `$HIDE a.* TYPE${1000 + i}`),
  ],
  'the same hidden below names that lie in each other': (n) => [
    `${top}${lines(n, (i) => `h${i}.f.e.d.c.b.a A 192.0.2.1`)}`,
    lines(n, (i) => `$HIDE ${['f.e.d.c.b.a', 'e.d.c.b.a', 'd.c.b.a', 'c.b.a', 'b.a', 'a'][i % 6]}.* TYPE${1000 + i}`),
  ],
  'additions to nothing': (n) => [top, lines(n, (i) => `$ADD h${i} A 192.0.2.1`)],
  'one name in a layer after the other': (n) => [
    `${top}w A 192.0.2.1\n`,
    ...Array.from({ length: Math.ceil(n / 50) }, () => lines(50, (i) => `$ADD w A 10.0.0.${i}`)),
  ],
}

for (const [what, files] of Object.entries(hostile))
  t.test(`${what}: twice the lines are twice the work`, async (t) => {
    const [once, twice] = [workOf(files(1000)), workOf(files(2000))]
    t.ok(twice < 2.3 * once, `${twice} is about twice ${once}`)
  })

/** Reads of the columns by which records are found, and of the lines that hide, until the layers lie over each other. */
function workOf(texts: readonly string[]): number {
  const sources = texts.map((text, i) => textSource(`${i}.zone`, text))
  const layers = new LayeredRecords(origin, 'internal', ['internal', 'external'])
  parseLayers(
    sources.map((source) => {
      if ('rule' in source) throw new Error(source.rule)
      return source
    }),
    { origin },
    layers,
  )
  let reads = 0
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (own, key) => {
        reads++
        const value: unknown = Reflect.get(own, key)
        return typeof value === 'function' ? value.bind(own) : value
      },
    })
  for (const builder of [layers.builder, layers.elsewhere]) {
    builder.type = counted(builder.type)
    builder.ownerNode = counted(builder.ownerNode)
  }
  const layer = layers.layer.bind(layers)
  layers.layer = (r) => {
    reads++
    return layer(r)
  }
  for (const [i, hide] of layers.hidden.entries()) layers.hidden[i] = counted<Hidden>(hide)
  layOver(layers)
  return reads
}
