// Draws the queries to each view as a line over time, with a table beside it. It asks for the counts every few seconds; the rate is
// the difference of two counts.

import { effect } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { ask } from './ask.ts'
import { clockText, tell } from './language.ts'
import { views } from './me.ts'
import { Table, ViewMark } from './parts.tsx'
import type { Stats } from './results.ts'
import { theme } from './theme.ts'

const EVERY = 2
/** The most samples: ten minutes. */
const MOST = 300

type Sample = { readonly at: number; readonly counts: ReadonlyMap<string, number> }
type Rate = { readonly at: number; readonly byView: ReadonlyMap<string, number> }

export function Rates() {
  const [rates, setRates] = useState<readonly Rate[]>([])
  const last = useRef<Sample>(undefined)
  useEffect(() => {
    const abort = new AbortController()
    const look = async () => {
      if (document.hidden) return
      const answer = await ask<Stats>('stats', {}, abort.signal)
      if (answer.kind !== 'good') return
      const sample = { at: Date.now() / 1000, counts: countsOf(answer.value) }
      const before = last.current
      last.current = sample
      if (before) setRates((known) => [...known, rateOf(before, sample)].slice(-MOST))
    }
    void look()
    const timer = setInterval(() => void look(), EVERY * 1000)
    return () => {
      clearInterval(timer)
      abort.abort()
    }
  }, [])
  if (rates.length === 0) return <p class="dim">{tell('rates-wait', { seconds: EVERY })}</p>
  return (
    <>
      <Chart rates={rates} />
      <details>
        <summary>{tell('rates-table')}</summary>
        <Table
          name={tell('rates-by-view')}
          heads={[tell('time'), ...views.value.map((view) => <ViewMark view={view} />)]}
        >
          {rates
            .slice(-10)
            .reverse()
            .map(({ at, byView }) => (
              <tr key={at}>
                <th scope="row">{clockText(new Date(at * 1000))}</th>
                {views.value.map((view) => (
                  <td key={view} class="number">
                    {(byView.get(view) ?? 0).toFixed(1)}
                  </td>
                ))}
              </tr>
            ))}
        </Table>
      </details>
    </>
  )
}

function countsOf({ queries }: Stats): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { view, count } of queries) counts.set(view, (counts.get(view) ?? 0) + count)
  return counts
}

function rateOf(before: Sample, now: Sample): Rate {
  const seconds = Math.max(0.001, now.at - before.at)
  // A server that has started again counts from 0.
  const rate = (view: string) => Math.max(0, (now.counts.get(view) ?? 0) - (before.counts.get(view) ?? 0)) / seconds
  return { at: now.at, byView: new Map(views.value.map((view) => [view, rate(view)])) }
}

/** Lines differ by their dashes as well. */
const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3], [1, 2], [12, 6]]

function Chart({ rates }: { readonly rates: readonly Rate[] }) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const newest = useRef(rates)
  newest.current = rates
  useEffect(() => {
    const at = place.current!
    const draw = () => {
      plot.current?.destroy()
      plot.current = new uPlot(optionsOf(at.clientWidth), dataOf(newest.current), at)
    }
    // Drawing reads the colours of the theme.
    const stop = effect(() => {
      void theme.value
      draw()
    })
    const watch = new ResizeObserver(() => plot.current?.setSize({ width: at.clientWidth, height: HEIGHT }))
    watch.observe(at)
    return () => {
      stop()
      watch.disconnect()
      plot.current?.destroy()
    }
  }, [])
  useEffect(() => plot.current?.setData(dataOf(rates)), [rates])
  return <div ref={place} class="chart" role="img" aria-label={tell('rates-by-view')} />
}

const HEIGHT = 180

function dataOf(rates: readonly Rate[]): uPlot.AlignedData {
  const lines = views.value.map((view) => rates.map(({ byView }) => byView.get(view) ?? 0))
  return [rates.map(({ at }) => at), ...lines]
}

function optionsOf(width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const axis = { stroke: colour('--dim'), grid: { stroke: colour('--line'), width: 1 } }
  return {
    width,
    height: HEIGHT,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { range: (_, __, most) => [most - MOST * EVERY, most] },
      y: { range: (_, __, most) => [0, Math.max(1, most)] },
    },
    axes: [axis, axis],
    series: [
      {},
      ...views.value.map((label, i) => ({ label, stroke: colour(`--v${i % 6}`), width: 2, dash: DASHES[i % 6]! })),
    ],
  }
}
