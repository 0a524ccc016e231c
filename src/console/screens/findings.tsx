// What is wrong with what is served, each with its place and its repair: what a load has found at once, and what all rules find once they
// have been asked.

import { useEffect, useState } from 'preact/hooks'
import { useAsk } from '../ask.ts'
import { countText, tell, tellOf } from '../language.ts'
import { usePager } from '../pager.ts'
import { Choice, Document, Field, Note, PagesOf, Severity, Shown, ViewChoice, ViewMark } from '../parts.tsx'
import type { FindingsCheck, Report } from '../results.ts'
import { linkTo, refine, route } from '../route.ts'

export type Finding = Report['findings'][number]
/** A finding without a zone is about the server. */
type Line = Finding & { readonly zone?: string; readonly view?: string }

const PAGE = 50
/** Milliseconds after which the screen asks how far the rules are, and whether there is another generation. */
const SOON = 1000
const LATER = 60_000

export function Findings() {
  const { zone = '', view = '', severity = '', rule = '' } = route.value.query
  const [every, setEvery] = useState(SOON)
  const { answer } = useAsk<FindingsCheck>('findings-check', {}, every)
  const check = answer?.kind === 'good' ? answer.value : undefined
  const isRunning = check?.state === 'running'
  useEffect(() => setEvery(isRunning ? SOON : LATER), [isRunning])
  // Once the check is done, the list has all findings.
  const complete = check?.state === 'done' || undefined
  const pager = usePager(JSON.stringify([zone, view, severity, rule, complete]))
  const query = { zone, view, severity, rule, complete, limit: PAGE, after: pager.at }
  const asked = useAsk<readonly Line[]>(answer && 'findings', query)
  return (
    <>
      <h1>{tell('findings')}</h1>
      <div class="bar">
        <Field label={tell('zone')} value={zone} onInput={(value) => refine({ zone: value })} />
        <ViewChoice view={view} />
        <Choice
          label={tell('severity')}
          value={severity}
          onChange={(value) => refine({ severity: value })}
          options={[
            ['', tell('all')],
            ...(['error', 'warning', 'info'] as const).map((one) => [one, tellOf('severity', one)] as const),
          ]}
        />
        <Field label={tell('rule')} value={rule} onInput={(value) => refine({ rule: value })} />
      </div>
      <div role="status">{check && <Progress check={check} />}</div>
      <Shown asked={asked}>
        {(lines, { next }) => (
          <>
            {lines.length === 0 && <p class="dim">{tell('nothing-here')}</p>}
            <ul class="plain">
              {lines.map((line, i) => (
                <li key={i}>
                  {line.zone !== undefined && line.view !== undefined && (
                    <p>
                      <ViewMark view={line.view} />{' '}
                      <a class="mono" href={linkTo('zone', line.zone, { show: 'any' })}>
                        {line.zone}
                      </a>
                    </p>
                  )}
                  <FindingCard finding={line} />
                </li>
              ))}
            </ul>
            <PagesOf pager={pager} next={next} />
          </>
        )}
      </Shown>
    </>
  )
}

function Progress({ check: { state, done, differing = 0, left = 0 } }: { readonly check: FindingsCheck }) {
  if (state === 'running') return <p class="dim">{tell('check-running', { percent: Math.floor(done * 100) })}</p>
  if (state === 'failed') return <Note tone="warn">{tell('check-failed')}</Note>
  return (
    <>
      {differing > 0 && <Note tone="warn">{tell('check-differing', { count: countText(differing) })}</Note>}
      {left > 0 && <p class="dim">{tell('check-left', { count: countText(left) })}</p>}
    </>
  )
}

/** A finding with the line of the file, and a mark below the part that it is about. */
export function FindingCard({ finding }: { readonly finding: Finding }) {
  const { rule, severity, message, place, source, sourceColumn = place.column, related, fix, rfc } = finding
  return (
    <article class="finding">
      <p>
        <Severity severity={severity} /> {message} <Document page={`rules.html#${rule}`}>[{rule}]</Document>
      </p>
      <p class="dim mono">
        {place.file}:{place.line}:{place.column}
      </p>
      {source !== undefined && (
        <pre class="excerpt">
          {source}
          {'\n'}
          <span aria-hidden="true">
            {' '.repeat(Math.max(0, sourceColumn - 1))}
            {'^'.repeat(Math.max(1, place.length))}
          </span>
        </pre>
      )}
      {related && (
        <p class="dim">
          {related.message}{' '}
          <span class="mono">
            {related.place.file}:{related.place.line}
          </span>
        </p>
      )}
      {fix !== undefined && (
        <p>
          <strong>{tell('repair')}:</strong> {fix}
        </p>
      )}
      {rfc !== undefined && <p class="dim">{rfc}</p>}
    </article>
  )
}
