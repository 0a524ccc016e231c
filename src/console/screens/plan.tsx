// What a reload would change, rrset by rrset and view by view, before it happens. The plan that was made last is there at once; the
// files, of which there may be ten thousands, are read when somebody says so.

import { useState } from 'preact/hooks'
import { ask, type Refusal, send, useAsk } from '../ask.ts'
import { countText, tell, tellOf, timeText } from '../language.ts'
import { lookAgain, mayOperate } from '../me.ts'
import { useOnce } from '../once.ts'
import { Note, Shown, StateOf, ViewMark, viewClass } from '../parts.tsx'
import type { LastPlan, Planned, Report } from '../results.ts'
import { linkTo } from '../route.ts'
import { FindingCard } from './findings.tsx'

/** Faces that are drawn, and findings of each. */
const MOST = 100

export function Plan() {
  const asked = useAsk<LastPlan>('plan-last', { limit: MOST })
  const [done, setDone] = useState<number>()
  const [why, setWhy] = useState<Refusal>()
  const [isReading, setReading] = useState(false)
  const look = useOnce(async () => {
    setReading(true)
    setDone(undefined)
    // What comes of it is asked for as whoever opens the screen asks.
    const answer = await ask<Planned>('plan', { limit: 1 })
    setWhy(answer.kind === 'refused' ? answer : undefined)
    setReading(false)
    asked.again()
  })
  const apply = useOnce(async (hash: string) => {
    const answer = await send<Report>('apply', { hash })
    setWhy(answer.kind === 'refused' ? answer : undefined)
    setDone(answer.kind === 'good' && answer.value.outcome !== 'refused' ? answer.value.generation : undefined)
    asked.again()
    // It may have brought other views.
    await lookAgain()
  })
  return (
    <>
      <h1>{tell('plan')}</h1>
      <p class="dim">{tell('plan-lead')}</p>
      <div class="bar">
        <button type="button" onClick={look}>
          {tell('plan-again')}
        </button>
        <span role="status">{isReading && tell('plan-reading')}</span>
      </div>
      {done !== undefined && <Note tone="good">{tell('reloaded', { generation: done })}</Note>}
      {why && <Note tone="bad">{why.code === 'moved' ? tell('plan-moved') : why.detail}</Note>}
      <Shown asked={asked}>
        {(last) =>
          last.plan === undefined ? (
            <p class="dim">{tell('plan-none')}</p>
          ) : (
            <Made last={last} plan={last.plan} onApply={isReading ? undefined : apply} />
          )
        }
      </Shown>
    </>
  )
}

type MadeRow = {
  readonly last: LastPlan
  readonly plan: Planned
  /** Undefined while another one is made. */
  readonly onApply: ((hash: string) => void) | undefined
}

function Made({ last: { made = '', by, moved }, plan, onApply }: MadeRow) {
  const { hash, outcome, options } = plan
  // What takes effect may be the configuration alone.
  const isMore = outcome === 'switched' || (options && outcome !== 'refused')
  const mayApply = onApply !== undefined && mayOperate.value && !moved && isMore
  const time = timeText(made)
  return (
    <>
      <p class="dim">{by === undefined ? tell('plan-made-then', { time }) : tell('plan-made', { time, who: by })}</p>
      {moved && <Note tone="warn">{tell('plan-old')}</Note>}
      <Told report={plan} more={plan.more} />
      {mayApply && hash !== undefined && (
        <button type="button" class="main" onClick={() => onApply(hash)}>
          {tell('do-reload')}
        </button>
      )}
    </>
  )
}

const NO_MORE = { changes: 0, refused: 0 }

/** `more`: faces that are not told. */
export function Told({ report, more = NO_MORE }: { readonly report: Report; readonly more?: Planned['more'] }) {
  const { outcome, reason = '', changes, refused, findings, canaries, warnings, options, restart } = report
  return (
    <>
      {outcome === 'refused' ? (
        <Note tone="bad">{tell('plan-refused', { reason })}</Note>
      ) : (
        <p>{tell('plan-switched', { count: changes.length + more.changes })}</p>
      )}
      {options && <p>{tell('plan-options', { keys: options.join(', ') })}</p>}
      {restart.length > 0 && <Note tone="warn">{tell('plan-restart', { keys: restart.join(', ') })}</Note>}
      {warnings.map((warning) => (
        <Note key={warning} tone="warn">
          {warning}
        </Note>
      ))}
      {canaries.map(({ canary, expected, got }) => (
        <Note key={canary} tone="bad">
          {canary}: {expected} ≠ {got}
        </Note>
      ))}
      {refused.map(({ zone, view, state, findings }) => (
        <section key={`${zone} ${view}`}>
          <h2>
            <ViewMark view={view} /> <span class="mono">{zone}</span> <StateOf state={state} />
          </h2>
          {findings.map((finding, i) => (
            <FindingCard key={i} finding={finding} />
          ))}
        </section>
      ))}
      {more.refused > 0 && <p class="dim">{tell('more-faces', { count: countText(more.refused) })}</p>}
      {findings.map((finding, i) => (
        <FindingCard key={i} finding={finding} />
      ))}
      <Changes changes={changes} />
      {more.changes > 0 && <p class="dim">{tell('more-faces', { count: countText(more.changes) })}</p>}
    </>
  )
}

export function Changes({ changes }: { readonly changes: Report['changes'] }) {
  return (
    <div class="columns">
      {changes.map(({ zone, view, kind, before, after, rrsets = [], total = 0 }) => (
        <section key={`${zone} ${view}`} class={viewClass(view)} aria-label={`${zone} ${view}`}>
          <h2>
            <ViewMark view={view} />{' '}
            <a class="mono" href={linkTo('zone', zone)}>
              {zone}
            </a>{' '}
            <span class="dim">
              {tellOf('change', kind)}, {tell('serials', { before: before ?? '–', after: after ?? '–' })}
            </span>
          </h2>
          <Rrsets rrsets={rrsets} total={total} />
        </section>
      ))}
    </div>
  )
}

type Side = { readonly ttl: number; readonly rdata: readonly string[] }

type Rrset = {
  readonly owner: string
  readonly type: string
  readonly before?: Side | undefined
  readonly after?: Side | undefined
}

/** What goes and what comes. `total`: of these rrsets and those that are not told. */
export function Rrsets({ rrsets, total = 0 }: { readonly rrsets: readonly Rrset[]; readonly total?: number }) {
  return (
    <>
      <ul class="diff">
        {rrsets.flatMap(({ owner, type, before, after }) => [
          ...lines('−', 'minus', owner, type, before),
          ...lines('+', 'plus', owner, type, after),
        ])}
      </ul>
      {total > rrsets.length && <p class="dim">{tell('more-rrsets', { count: total - rrsets.length })}</p>}
    </>
  )
}

function lines(mark: string, tone: 'plus' | 'minus', owner: string, type: string, side: Side | undefined) {
  return (side?.rdata ?? []).map((rdata) => (
    <li key={`${mark} ${owner} ${type} ${rdata}`} class={tone}>
      {mark} {owner} {side!.ttl} {type} {rdata}
    </li>
  ))
}
