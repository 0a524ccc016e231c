// Every zone, with each of its faces: what is served of it, and what is not as its files have it.

import { useAsk } from '../ask.ts'
import { countText, tell, tellOf } from '../language.ts'
import { usePager } from '../pager.ts'
import { Choice, FaceCells, Field, PagesOf, Shown, StateOf, Table, ViewChoice } from '../parts.tsx'
import type { ZoneLine } from '../results.ts'
import { refine, route } from '../route.ts'

const PAGE = 100

export function Zones() {
  const { holds = '', view = '', state = '' } = route.value.query
  const pager = usePager(JSON.stringify([holds, view, state]))
  const asked = useAsk<readonly ZoneLine[]>(
    'zones',
    { holds, view, state, together: true, limit: PAGE, after: pager.at },
    10_000,
  )
  return (
    <>
      <h1>{tell('zones')}</h1>
      <div class="bar">
        <Field label={tell('names-with')} value={holds} onInput={(value) => refine({ holds: value })} />
        <ViewChoice view={view} />
        <Choice
          label={tell('state')}
          value={state}
          onChange={(value) => refine({ state: value })}
          options={[
            ['', tell('all')],
            ['current', tellOf('state', 'current')],
            ['behind', tell('not-current')],
          ]}
        />
      </div>
      <Shown asked={asked}>
        {(lines, { next }) => (
          <>
            <Table
              isEmpty={lines.length === 0}
              name={tell('zones')}
              heads={[
                tell('zone'),
                tell('view'),
                tell('state'),
                tell('serial'),
                tell('records'),
                tell('names'),
                tell('file'),
              ]}
            >
              {lines.map((line) => (
                <Line key={`${line.zone} ${line.view}`} {...line} />
              ))}
            </Table>
            <PagesOf pager={pager} next={next} />
          </>
        )}
      </Shown>
    </>
  )
}

function Line({ zone, view, state, serial, records, entries, names, file }: ZoneLine) {
  return (
    <tr>
      <FaceCells zone={zone} view={view} />
      <td>
        <StateOf state={state} />
      </td>
      <td class="number">{serial ?? '–'}</td>
      <td class="number">{countText(entries ?? records)}</td>
      <td class="number">{countText(names)}</td>
      <td class="mono dim">{file?.split('/').at(-1)}</td>
    </tr>
  )
}
