// What each secondary has of each face, and what has come from primaries.

import { useState } from 'preact/hooks'
import { send, useAsk } from '../ask.ts'
import { spanText, tell, tellOf } from '../language.ts'
import { mayOperate } from '../me.ts'
import { useOnce } from '../once.ts'
import { usePager } from '../pager.ts'
import { Choice, FaceCells, Field, Note, PagesOf, Shown, StateOf, Table } from '../parts.tsx'
import type { CopyLine } from '../results.ts'
import { refine, route } from '../route.ts'

const PAGE = 100
const STATES = ['current', 'behind', 'unknown', 'failed', 'waiting', 'expired'] as const

export function Transfers() {
  const { zone = '', state = '' } = route.value.query
  const pager = usePager(JSON.stringify([zone, state]))
  const asked = useAsk<readonly CopyLine[]>('transfers', { zone, state, limit: PAGE, after: pager.at }, 10_000)
  const [said, setSaid] = useState<{ readonly tone: 'good' | 'bad'; readonly text: string }>()
  const act = useOnce(async (line: CopyLine) => {
    const { zone, view } = line
    const path = line.way === 'to' ? 'transfers/notify' : 'transfers/fetch'
    const answer = await send<{ readonly told: number } | readonly { readonly error?: string }[]>(path, { zone, view })
    const why = answer.kind === 'refused' ? answer.detail : Array.isArray(answer.value) && answer.value[0]?.error
    setSaid(why ? { tone: 'bad', text: why } : { tone: 'good', text: tell('done') })
    asked.again()
  })
  return (
    <>
      <h1>{tell('secondaries')}</h1>
      <div class="bar">
        <Field label={tell('zone')} value={zone} onInput={(value) => refine({ zone: value })} />
        <Choice
          label={tell('state')}
          value={state}
          onChange={(value) => refine({ state: value })}
          options={[['', tell('all')], ...STATES.map((one) => [one, tellOf('state', one)] as const)]}
        />
      </div>
      {said && <Note tone={said.tone}>{said.text}</Note>}
      <Shown asked={asked}>
        {(lines, { next }) => (
          <>
            <Table
              isEmpty={lines.length === 0}
              name={tell('secondaries')}
              heads={[
                ...[tell('zone'), tell('view'), tell('peer'), tell('way'), tell('state'), tell('here'), tell('there')],
                ...[tell('lag'), tell('expires'), tell('trouble')],
              ]}
            >
              {lines.map((line) => (
                <Line
                  key={`${line.zone} ${line.view} ${line.peer} ${line.way}`}
                  line={line}
                  onAct={mayOperate.value ? () => act(line) : undefined}
                />
              ))}
            </Table>
            <PagesOf pager={pager} next={next} />
          </>
        )}
      </Shown>
    </>
  )
}

function Line({ line, onAct }: { readonly line: CopyLine; readonly onAct: (() => void) | undefined }) {
  const { zone, view, peer, way, state, serial, there, lag, expiresIn, error } = line
  const verb = tell(way === 'to' ? 'notify' : 'fetch')
  return (
    <tr>
      <FaceCells zone={zone} view={view} />
      <td>{peer}</td>
      <td>{tellOf('way', way)}</td>
      <td>
        <StateOf state={state} />
      </td>
      <td class="number">{serial ?? '–'}</td>
      <td class="number">{there ?? '–'}</td>
      <td class="number">{spanText(lag)}</td>
      <td class="number">{spanText(expiresIn)}</td>
      <td>
        {error}{' '}
        {onAct && (
          <button type="button" onClick={onAct} aria-label={`${verb}: ${zone}, ${view}, ${peer}`}>
            {verb}
          </button>
        )}
      </td>
    </tr>
  )
}
