// CPU per answer by server and workload as an SVG: a group of bars for each workload, one colour for each server.

export type Series = { readonly workload: string; readonly cpu: ReadonlyMap<string, number> }

/** Told apart by people who see colours differently, and in print (Okabe and Ito). */
const COLOURS: Readonly<Record<string, string>> = {
  Janus: '#0072b2',
  gdnsd: '#e69f00',
  NSD: '#009e73',
  Knot: '#cc79a7',
  BIND: '#d55e00',
  PowerDNS: '#56b4e9',
  echo: '#999999',
}
const BAR = 13
const GAP = 26
const LEFT = 44
const TOP = 52
const HEIGHT = 260
const BOTTOM = 40
/** Bars that go beyond are cut, and their figure stands above: the slowest server is not to flatten all others. */
const CUT_AT = 2.5

export function plotText(series: readonly Series[]): string {
  const servers = Object.keys(COLOURS).filter((name) => series.some(({ cpu }) => cpu.has(name)))
  const group = servers.length * BAR + GAP
  const width = LEFT + series.length * group + GAP
  const top = scaleTop(series)
  const y = (value: number) => TOP + HEIGHT - (Math.min(value, top) / top) * HEIGHT
  const parts = [
    `<rect width="${width}" height="${TOP + HEIGHT + BOTTOM}" fill="#fff"/>`,
    text(LEFT, 16, 'CPU per answer in µs, user and system, whole process tree: less is better', 'start', 12),
    ...servers.flatMap((name, i) => legend(LEFT + i * 84, name)),
    ...lines(top).flatMap((value) => [
      `<path d="M${LEFT} ${y(value).toFixed(1)}H${width - GAP / 2}" stroke="#ddd"/>`,
      text(LEFT - 6, y(value) + 4, String(value), 'end'),
    ]),
    ...series.flatMap(({ workload, cpu }, g) => {
      const x = LEFT + GAP / 2 + g * group
      const bars = servers.flatMap((name, i) => bar(x + i * BAR, cpu.get(name), name, y, top))
      return [...bars, text(x + (servers.length * BAR) / 2, TOP + HEIGHT + 18, workload, 'middle')]
    }),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${TOP + HEIGHT + BOTTOM}" font-family="sans-serif">\n<title>CPU per answer by nameserver and workload</title>\n${parts.join('\n')}\n</svg>\n`
}

function scaleTop(series: readonly Series[]): number {
  const janus = series.map(({ cpu }) => cpu.get('Janus') ?? 0)
  const most = Math.max(0, ...series.flatMap(({ cpu }) => [...cpu.values()]))
  return Math.max(1, Math.ceil(Math.min(most, Math.max(...janus) * CUT_AT)))
}

/** Values at which a line is drawn: about five. */
function lines(top: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100].find((size) => top / size <= 6) ?? 200
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step)
}

function legend(x: number, name: string): string[] {
  return [`<rect x="${x}" y="26" width="10" height="10" fill="${COLOURS[name]}"/>`, text(x + 15, 35, name, 'start')]
}

function bar(x: number, value: number | undefined, name: string, y: (value: number) => number, top: number): string[] {
  if (value === undefined || Number.isNaN(value)) return []
  const from = y(value)
  const height = (TOP + HEIGHT - from).toFixed(1)
  const title = `<title>${name}: ${value.toFixed(2)} µs</title>`
  const shape = `<rect x="${x}" y="${from.toFixed(1)}" width="${BAR - 2}" height="${height}" fill="${COLOURS[name]}">${title}</rect>`
  return value > top ? [shape, text(x + BAR / 2, from - 3, value.toFixed(0), 'middle', 9)] : [shape]
}

function text(x: number, y: number, words: string, anchor: string, size = 11): string {
  return `<text x="${x}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="${size}" fill="#222">${words}</text>`
}
