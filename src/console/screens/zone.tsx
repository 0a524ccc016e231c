// One zone in columns, a column a view: every rrset with its TTL, and each record with the layer and the line that it comes from.
// The server chooses and counts: a page is as long for a hundred records as for a million.

import { useAsk } from '../ask.ts'
import { tell } from '../language.ts'
import { mayEdit, views } from '../me.ts'
import { usePager } from '../pager.ts'
import { Field, Note, PagesOf, Place, Severity, Shown, StateOf, Switch, Table, ViewMark, viewClass } from '../parts.tsx'
import type { RRsetLine, ZoneLine } from '../results.ts'
import { linkTo, refine, route } from '../route.ts'

const PAGE = 100

export function ZonePage() {
  const { about: zone, query } = route.value
  const { show = '', holds = '', type = '' } = query
  const pager = usePager(JSON.stringify([show, holds, type]))
  const faces = useAsk<readonly ZoneLine[]>('zones', { zone }, 10_000)
  const asked = useAsk<readonly RRsetLine[]>('rrsets', {
    ...{ zone, holds, type: isType(type) ? type : '', ...chosen(show), from: pager.at },
    // One more than is shown says where the next page begins.
    limit: PAGE + 1,
  })
  const lines = faces.answer?.kind === 'good' ? faces.answer.value : []
  const columns = views.value.filter((view) => lines.some((line) => line.view === view))
  return (
    <>
      <h1>
        <span class="mono">{zone}</span>
      </h1>
      <Shown asked={faces}>
        {(found) => (found.length === 0 ? <Note tone="warn">{tell('zone-not-served')}</Note> : <Faces lines={found} />)}
      </Shown>
      <div class="bar">
        <Switch
          label={tell('filter')}
          value={show}
          onChange={(value) => refine({ show: value })}
          options={[
            ['', tell('all')],
            ['differs', `≠ ${tell('differs')}`],
            ...(columns.length > 1 ? columns : []).map((view) => [`only-${view}`, <OnlyIn view={view} />] as const),
            ['leaks', tell('leaks')],
            ['any', tell('with-findings')],
          ]}
        />
        <Field label={tell('names-with')} value={holds} onInput={(value) => refine({ holds: value })} />
        <Field label={tell('type')} value={type} onInput={(value) => refine({ type: value.toUpperCase() })} />
        {mayEdit.value && <a href={linkTo('edit', '', { zone })}>{tell('edit')}</a>}
      </div>
      {faces.answer?.kind === 'good' && lines.length > 0 && (
        <Shown asked={asked}>
          {(rrsets) => {
            const { shown, next } = pageOf(rrsets)
            return (
              <>
                <Table
                  isEmpty={shown.length === 0}
                  class="faces"
                  name={tell('two-columns', { zone })}
                  heads={[tell('name'), tell('type'), ...columns.map((view) => <ViewMark view={view} />)]}
                >
                  {shown.map((rrset) => (
                    <Row key={`${rrset.owner} ${rrset.type}`} rrset={rrset} zone={zone} columns={columns} />
                  ))}
                </Table>
                <PagesOf pager={pager} next={next} />
              </>
            )
          }}
        </Shown>
      )}
    </>
  )
}

function OnlyIn({ view }: { readonly view: string }) {
  return <>{tell('only-in', { view })}</>
}

/** While somebody types one it is none yet. */
function isType(text: string): boolean {
  return /^(TYPE\d+|[A-Z][A-Z0-9-]*)$/.test(text)
}

function chosen(show: string): { readonly differs?: true; readonly only?: string; readonly found?: string } {
  if (show === 'differs') return { differs: true }
  if (show === 'leaks' || show === 'any') return { found: show }
  return show.startsWith('only-') ? { only: show.slice('only-'.length) } : {}
}

/** All rrsets of a name stand on one page: the name that goes on is where the next begins. */
function pageOf(rrsets: readonly RRsetLine[]): {
  readonly shown: readonly RRsetLine[]
  readonly next: string | undefined
} {
  const last = rrsets.at(-1)
  if (rrsets.length <= PAGE || last === undefined) return { shown: rrsets, next: undefined }
  return { shown: rrsets.filter(({ owner }) => owner !== last.owner), next: last.owner }
}

function Faces({ lines }: { readonly lines: readonly ZoneLine[] }) {
  return (
    <ul class="plain bar">
      {lines.map(({ view, state, serial, errors }) => (
        <li key={view}>
          <ViewMark view={view} /> <StateOf state={state} />{' '}
          <span class="dim">{serial !== undefined && `${tell('serial')} ${serial}`}</span>
          {errors > 0 && (
            <a href={linkTo('findings', '', { view })}>
              {' '}
              {tell('errors')}: {errors}
            </a>
          )}
        </li>
      ))}
    </ul>
  )
}

function Row({
  rrset,
  zone,
  columns,
}: {
  readonly rrset: RRsetLine
  readonly zone: string
  readonly columns: readonly string[]
}) {
  const { owner, type, differs, faces } = rrset
  const isCompared = columns.length > 1
  return (
    <tr class={isCompared && differs ? 'differs' : ''}>
      <th scope="row" class="mono">
        <Owner owner={owner} zone={zone} type={type} />
      </th>
      <td>
        <span class="mono">{type}</span>
        {isCompared && <div class={differs ? 'ttl warn' : 'ttl'}>{tell(differs ? 'differs-mark' : 'same-mark')}</div>}
      </td>
      {columns.map((view) => (
        <td key={view} class={viewClass(view)}>
          <Cell face={faces.find((face) => face.view === view)} zone={zone} />
        </td>
      ))}
    </tr>
  )
}

/** The part that all names of the zone share is dim. */
function Owner({ owner, zone, type }: { readonly owner: string; readonly zone: string; readonly type: string }) {
  const end = `.${zone.replace(/\.$/, '')}.`
  const own = owner.toLowerCase().endsWith(end.toLowerCase()) ? owner.slice(0, -end.length) : undefined
  return (
    <a href={linkTo('explain', '', { name: owner, type })}>
      {own === undefined ? owner : own}
      {own !== undefined && <span class="dim">{end}</span>}
    </a>
  )
}

function Cell({ face, zone }: { readonly face: RRsetLine['faces'][number] | undefined; readonly zone: string }) {
  if (face === undefined) return <span class="dim">— {tell('not-there')}</span>
  return (
    <>
      <ul>
        {face.records.map(({ rdata, file, line, how }) => (
          <li key={rdata}>
            <code>{rdata}</code>
            <Place file={file} line={line} how={how} of={{ zone, view: face.view }} />
          </li>
        ))}
      </ul>
      <span class="ttl">{tell('ttl', { ttl: face.ttl })}</span>
      {face.findings?.map(({ rule, severity, message, line }) => (
        <div key={`${rule} ${line} ${message}`}>
          <Severity severity={severity} /> {message}
        </div>
      ))}
    </>
  )
}
