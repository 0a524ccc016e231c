// Which faces are signed, by which keys and until when, and what the keys wait for next.

import { useState } from 'preact/hooks'
import { useAsk } from '../ask.ts'
import { tell, timeText } from '../language.ts'
import { usePager } from '../pager.ts'
import { Choice, FaceCells, Field, Note, PagesOf, Shown, State, StateOf, Table, ViewMark } from '../parts.tsx'
import type { Rolled, SignedLine } from '../results.ts'
import { refine, route } from '../route.ts'

const PAGE = 100
/** In days. Janus makes signatures anew a week before their end, so fewer days mean trouble. */
const SOON = 5

export function Keys() {
  const { zone = '' } = route.value.query
  const pager = usePager(zone)
  const asked = useAsk<readonly SignedLine[]>('dnssec', { zone, limit: PAGE, after: pager.at }, 30_000)
  return (
    <>
      <h1>{tell('signed')}</h1>
      <div class="bar">
        <Field label={tell('zone')} value={zone} onInput={(value) => refine({ zone: value })} />
      </div>
      <Shown asked={asked}>
        {(lines, { next }) =>
          lines.length === 0 ? (
            <p class="dim">{tell('no-signed')}</p>
          ) : (
            <>
              <Table
                name={tell('signed')}
                heads={[
                  ...[tell('zone'), tell('view'), tell('state'), tell('serial'), tell('keys')],
                  ...[tell('signatures-end'), tell('trouble')],
                ]}
              >
                {lines.flatMap(withBelow).map((line) => (
                  <Line key={`${line.zone} ${line.view}`} {...line} />
                ))}
              </Table>
              <PagesOf pager={pager} next={next} />
              <UnderWay lines={lines} />
              <NewRoll zones={[...new Set(lines.map((line) => line.zone))]} />
            </>
          )
        }
      </Shown>
      <Signers />
    </>
  )
}

/** Zones below that others sign stand under the one that has their DS: with the keys that this names. */
function withBelow(line: SignedLine): Row[] {
  const below = line.children ?? []
  return [line, ...below.map((of) => ({ ...of, zone: of.child, view: line.view, keys: of.tags, trouble: of.reason }))]
}

type Row = Pick<SignedLine, 'zone' | 'view'> & {
  readonly state: string
  readonly keys: readonly (string | number)[]
} & Partial<Pick<SignedLine, 'serial' | 'ends' | 'days' | 'trouble' | 'leaving'>>

function Line({ zone, view, state, serial, keys, ends, days, trouble, leaving }: Row) {
  return (
    <tr>
      <FaceCells zone={zone} view={view} />
      <td>
        <StateOf state={state} />
      </td>
      <td class="number">{serial ?? '–'}</td>
      <td>
        <ul class="plain mono">
          {keys.map((key) => (
            <li key={key}>{key}</li>
          ))}
        </ul>
      </td>
      <td>
        {ends !== undefined && days !== undefined && (
          <>
            <State tone={days < SOON ? 'bad' : 'good'}>{tell('days', { days })}</State>{' '}
            <span class="dim">{timeText(ends)}</span>
          </>
        )}
      </td>
      <td>
        {trouble} {leaving?.until && `${tell('until')} ${timeText(leaving.until)}`}
      </td>
    </tr>
  )
}

/** All faces of a zone have the same keys, and wait for the same. */
function UnderWay({ lines }: { readonly lines: readonly SignedLine[] }) {
  const byZone = new Map(lines.map((line) => [line.zone, line]))
  const busy = [...byZone.values()].filter(({ awaits, duty }) => awaits.length > 0 || duty !== undefined)
  if (busy.length === 0) return null
  return (
    <>
      <h2>{tell('awaits')}</h2>
      {busy.map(({ zone, awaits, duty, steps = [] }) => (
        <section key={zone} aria-label={zone}>
          <h3 class="mono">{zone}</h3>
          {duty !== undefined && (
            <Note tone="warn">
              {tell('duty')}: {duty}
            </Note>
          )}
          <ol>
            {awaits.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ol>
          {steps.length > 0 && <Timetable name={tell('timetable-of', { zone })} steps={steps} />}
        </section>
      ))}
    </>
  )
}

type Steps = NonNullable<SignedLine['steps']>

function Timetable({ name, steps }: { readonly name: string; readonly steps: Steps }) {
  return (
    <>
      <p class="dim">{tell('timetable-lead')}</p>
      <Table name={name} heads={[tell('when'), tell('key'), tell('what')]}>
        {steps.map(({ at, key, what }) => (
          <tr key={`${at} ${key} ${what}`}>
            <th scope="row">{timeText(at)}</th>
            <td class="mono">{key}</td>
            <td>{what}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}

/** Shows the dates of a roll that nobody has begun, as "janus dnssec roll --plan" does. */
function NewRoll({ zones }: { readonly zones: readonly string[] }) {
  const [of, setOf] = useState('')
  const asked = useAsk<Rolled>(of === '' ? undefined : 'dnssec-timetable', { zone: of })
  return (
    <>
      <h2>{tell('new-roll')}</h2>
      <Choice
        label={tell('zone')}
        value={of}
        onChange={setOf}
        options={[['', '–'], ...zones.map((zone) => [zone, zone] as const)]}
      />
      {of !== '' && (
        <Shown asked={asked}>
          {({ reason, steps }) =>
            reason === undefined ? (
              <Timetable name={tell('timetable-of', { zone: of })} steps={steps} />
            ) : (
              <Note tone="warn">{reason}</Note>
            )
          }
        </Shown>
      )}
    </>
  )
}

type Signer = {
  readonly name: string
  readonly views: readonly string[]
  readonly state: string
  readonly used?: string
}

/** The TSIG keys by which others sign, without their secrets. */
function Signers() {
  const { answer } = useAsk<readonly Signer[]>('keys', { kind: 'tsig' })
  const keys = answer?.kind === 'good' ? answer.value : []
  if (keys.length === 0) return null
  return (
    <>
      <h2>TSIG</h2>
      <Table name="TSIG" heads={[tell('name'), tell('views'), tell('state'), tell('used')]}>
        {keys.map(({ name, views, state, used }) => (
          <tr key={name}>
            <th scope="row" class="mono">
              {name}
            </th>
            <td>
              {views.map((view) => (
                <span key={view}>
                  <ViewMark view={view} />{' '}
                </span>
              ))}
            </td>
            <td>{state}</td>
            <td>{used === undefined ? '–' : timeText(used)}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}
