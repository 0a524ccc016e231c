// How the server is, at a glance: what is asked of each view, what is not served as its files have it, and what is about to end.

import type { ComponentChildren } from 'preact'
import { useAsk } from '../ask.ts'
import { Rates } from '../chart.tsx'
import { countText, spanText, tell, timeText } from '../language.ts'
import { FaceCells, Note, Shown, State, StateOf, Table, ViewMark } from '../parts.tsx'
import type { CertificateLine, CopyLine, SignedLine, ZoneLine } from '../results.ts'
import { linkTo } from '../route.ts'

type Status = {
  readonly version: string
  readonly uptime: number
  readonly generation: number
  readonly since: string
  readonly rolledBackTo?: number
  readonly zones: { readonly configured: number; readonly current: number }
  readonly notCurrent: readonly ZoneLine[]
  readonly secondaries?: { readonly copies: number; readonly behind: number; readonly failed: number }
  readonly lists?: { readonly lists: number; readonly entries: number }
  readonly certificates?: readonly CertificateLine[]
  readonly tables?: readonly {
    readonly table: string
    readonly name?: string
    readonly used?: number
    readonly limit?: number
  }[]
}

/** In days. Janus makes signatures anew a week before their end; certificates that renew themselves do so a month before. */
const SOON = 5
const SOON_CERTIFICATE = 14

export function Overview() {
  const asked = useAsk<Status>('status', { limit: MOST }, 5000)
  const { answer } = useAsk<readonly SignedLine[]>('dnssec', { soonest: true, limit: MOST + 1 }, 15_000)
  const signed = answer?.kind === 'good' ? answer.value : []
  return (
    <>
      <h1>{tell('overview')}</h1>
      <Shown asked={asked}>
        {(status) => (
          <>
            <Facts status={status} signed={signed} />
            {status.notCurrent.length === 0 ? (
              <Note tone="good">{tell('all-well')}</Note>
            ) : (
              <NotCurrent lines={status.notCurrent} count={status.zones.configured - status.zones.current} />
            )}
          </>
        )}
      </Shown>
      <Shown asked={asked}>
        {({ certificates = [] }) => (certificates.length === 0 ? null : <Certificates lines={certificates} />)}
      </Shown>
      <Signatures lines={signed} />
      <h2>{tell('rates-by-view')}</h2>
      <Rates />
      <Behind />
      <Shown asked={asked}>{({ tables }) => (tables === undefined ? null : <Tables tables={tables} />)}</Shown>
    </>
  )
}

function Facts({ status, signed }: { readonly status: Status; readonly signed: readonly SignedLine[] }) {
  const { version, uptime, generation, since, zones, secondaries, lists } = status
  const days = signed.flatMap((line) => line.days ?? [])
  const certain = (status.certificates ?? []).flatMap(({ expires }) => daysTo(expires) ?? [])
  return (
    <dl class="cards">
      <Fact name={tell('generation')}>
        <a href={linkTo('generations')}>{generation}</a>
      </Fact>
      <Fact name={tell('since')}>{timeText(since)}</Fact>
      <Fact name={tell('faces')}>
        {countText(zones.current)} / {countText(zones.configured)}
      </Fact>
      <Fact name={tell('signatures-end')}>
        <Days days={least(days)} soon={SOON} />
      </Fact>
      <Fact name={tell('certificates')}>
        <Days days={least(certain)} soon={SOON_CERTIFICATE} />
      </Fact>
      <Fact name={tell('secondaries-behind')}>
        {secondaries === undefined ? (
          tell('none')
        ) : (
          <State tone={secondaries.behind + secondaries.failed > 0 ? 'warn' : 'good'}>
            {secondaries.behind + secondaries.failed} / {secondaries.copies}
          </State>
        )}
      </Fact>
      {lists && <Fact name={tell('lists')}>{countText(lists.entries)}</Fact>}
      <Fact name={tell('uptime')}>{spanText(uptime)}</Fact>
      <Fact name={tell('version')}>{version}</Fact>
    </dl>
  )
}

/** The smallest number; undefined where there is none. */
function least(days: readonly number[]): number | undefined {
  return days.length === 0 ? undefined : days.reduce((one, other) => Math.min(one, other))
}

function daysTo(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Math.floor((Date.parse(time) - Date.now()) / 86_400_000)
}

function Days({ days, soon }: { readonly days: number | undefined; readonly soon: number }) {
  if (days === undefined) return <>{tell('none')}</>
  return <State tone={days < soon ? 'bad' : 'good'}>{tell('days', { days })}</State>
}

function Certificates({ lines }: { readonly lines: readonly CertificateLine[] }) {
  return (
    <>
      <h2>{tell('certificates')}</h2>
      <Table name={tell('certificates')} heads={[tell('file'), tell('left'), tell('until'), tell('trouble')]}>
        {lines.map(({ certificate, expires, problems }) => (
          <tr key={certificate}>
            <th scope="row" class="mono">
              {certificate}
            </th>
            <td>
              {expires === undefined ? (
                <State tone="warn">{tell('stands-in')}</State>
              ) : (
                <Days days={daysTo(expires)} soon={SOON_CERTIFICATE} />
              )}
            </td>
            <td>{expires === undefined ? '–' : timeText(expires)}</td>
            <td>{problems.join('; ')}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}

/** Those that end first. */
function Signatures({ lines }: { readonly lines: readonly SignedLine[] }) {
  const first = lines.filter(({ days }) => days !== undefined).slice(0, MOST)
  if (first.length === 0) return null
  return (
    <>
      <h2>{tell('signatures')}</h2>
      <Table name={tell('signatures')} heads={[tell('zone'), tell('view'), tell('left'), tell('until')]}>
        {first.map(({ zone, view, days, ends }) => (
          <tr key={`${zone} ${view}`}>
            <FaceCells zone={zone} view={view} />
            <td>
              <Days days={days} soon={SOON} />
            </td>
            <td>{ends !== undefined && timeText(ends)}</td>
          </tr>
        ))}
      </Table>
      {lines.length > MOST && <a href={linkTo('keys')}>{tell('keys')}</a>}
    </>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** As many as fit; the others are on their own screen. */
const MOST = 20

function NotCurrent({ lines, count }: { readonly lines: readonly ZoneLine[]; readonly count: number }) {
  return (
    <>
      <h2>{tell('not-current')}</h2>
      <Table name={tell('not-current')} heads={[tell('zone'), tell('view'), tell('state'), tell('errors')]}>
        {lines.map(({ zone, view, state, errors }) => (
          <tr key={`${zone} ${view}`}>
            <FaceCells zone={zone} view={view} />
            <td>
              <StateOf state={state} />
            </td>
            <td>
              <a href={linkTo('findings', '', { zone, view, severity: 'error' })}>{errors}</a>
            </td>
          </tr>
        ))}
      </Table>
      {count > lines.length && <a href={linkTo('zones', '', { state: 'behind' })}>{countText(count)}</a>}
    </>
  )
}

function Behind() {
  const { answer } = useAsk<readonly CopyLine[]>('transfers', { state: 'bad', limit: MOST }, 30_000)
  const lines = answer?.kind === 'good' ? answer.value : []
  if (lines.length === 0) return null
  return (
    <>
      <h2>{tell('secondaries')}</h2>
      <Table name={tell('secondaries')} heads={[tell('zone'), tell('view'), tell('peer'), tell('state'), tell('lag')]}>
        {lines.map(({ zone, view, peer, state, lag }) => (
          <tr key={`${zone} ${view} ${peer}`}>
            <th scope="row" class="mono">
              {zone}
            </th>
            <td>
              <ViewMark view={view} />
            </td>
            <td>{peer}</td>
            <td>
              <StateOf state={state} />
            </td>
            <td>{spanText(lag)}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}

function Tables({ tables }: { readonly tables: NonNullable<Status['tables']> }) {
  return (
    <>
      <h2>{tell('tables-full')}</h2>
      <Table name={tell('tables-full')} heads={[tell('name'), tell('used'), tell('limit')]}>
        {tables.map(({ table, name = table, used, limit }) => (
          <tr key={table}>
            <th scope="row">{name}</th>
            <td class="number">{countText(used)}</td>
            <td class="number">{countText(limit)}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}
