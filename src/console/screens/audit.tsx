// Who changed what, and by which way he came.

import { useAsk } from '../ask.ts'
import { tell, timeText, whoText } from '../language.ts'
import { usePager } from '../pager.ts'
import { Choice, Field, PagesOf, Shown, Table, ViewMark } from '../parts.tsx'
import { refine, route } from '../route.ts'

type Line = {
  readonly at: string
  readonly who: string
  readonly way: string
  readonly what: string
  readonly zone?: string
  readonly views: readonly string[]
  readonly detail: Readonly<Record<string, unknown>>
}

const PAGE = 100
const ALL = 'all'
const SINCE = ['1h', '1d', '7d', '30d', ALL]

export function Audit() {
  const { zone = '', who = '', what = '', since = '1d' } = route.value.query
  const pager = usePager(JSON.stringify([zone, who, what, since]))
  const asked = useAsk<readonly Line[]>('audit', {
    zone,
    who,
    what,
    since: since === ALL ? '' : since,
    limit: PAGE,
    after: pager.at,
  })
  return (
    <>
      <h1>{tell('audit')}</h1>
      <div class="bar">
        <Field label={tell('zone')} value={zone} onInput={(value) => refine({ zone: value })} />
        <Field label={tell('who')} value={who} onInput={(value) => refine({ who: value })} />
        <Field label={tell('what')} value={what} onInput={(value) => refine({ what: value })} />
        <Choice
          label={tell('since')}
          value={since}
          onChange={(value) => refine({ since: value })}
          options={SINCE.map((one) => [one, one === ALL ? tell('all') : one] as const)}
        />
      </div>
      <Shown asked={asked}>
        {(lines, { next }) => (
          <>
            <Table
              isEmpty={lines.length === 0}
              name={tell('audit')}
              heads={[
                tell('time'),
                tell('who'),
                tell('way'),
                tell('what'),
                tell('zone'),
                tell('views'),
                tell('detail'),
              ]}
            >
              {lines.map((line, i) => (
                <tr key={i}>
                  <th scope="row">{timeText(line.at)}</th>
                  <td>{whoText(line.who)}</td>
                  <td>{line.way}</td>
                  <td>{line.what}</td>
                  <td class="mono">{line.zone}</td>
                  <td>
                    {line.views.map((view) => (
                      <span key={view}>
                        <ViewMark view={view} />{' '}
                      </span>
                    ))}
                  </td>
                  <td class="mono">{detailText(line.detail)}</td>
                </tr>
              ))}
            </Table>
            <PagesOf pager={pager} next={next} />
          </>
        )}
      </Shown>
    </>
  )
}

function detailText(detail: Line['detail']): string {
  return Object.entries(detail)
    .flatMap(([key, value]) => (value === undefined || value === null ? [] : [`${key} ${valueText(value)}`]))
    .join(', ')
}

function valueText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
