// What is known to be wrong with the files of what is served, each with its place and its repair.

import { useAsk } from '../ask.ts'
import { tell, tellOf } from '../language.ts'
import { usePager } from '../pager.ts'
import { Choice, Document, Field, PagesOf, Severity, Shown, ViewChoice, ViewMark } from '../parts.tsx'
import type { Report } from '../results.ts'
import { linkTo, refine, route } from '../route.ts'

export type Finding = Report['findings'][number]
type Line = Finding & { readonly zone: string; readonly view: string }

const PAGE = 50

export function Findings() {
  const { zone = '', view = '', severity = '', rule = '' } = route.value.query
  const pager = usePager(JSON.stringify([zone, view, severity, rule]))
  const asked = useAsk<readonly Line[]>('findings', { zone, view, severity, rule, limit: PAGE, after: pager.at })
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
      <Shown asked={asked}>
        {(lines, { next }) => (
          <>
            {lines.length === 0 && <p class="dim">{tell('nothing-here')}</p>}
            <ul class="plain">
              {lines.map((line, i) => (
                <li key={i}>
                  <p>
                    <ViewMark view={line.view} />{' '}
                    <a class="mono" href={linkTo('zone', line.zone, { show: 'any' })}>
                      {line.zone}
                    </a>
                  </p>
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

/** With the line of the file, and a mark below what is meant of it. */
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
