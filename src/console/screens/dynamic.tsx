// What messages and changes have made of zones, as a layer over their sources: what, by whom, since when and until when.

import { useState } from 'preact/hooks'
import { send, useAsk } from '../ask.ts'
import { countText, tell, tellOf, timeText, whoText } from '../language.ts'
import { mayEdit } from '../me.ts'
import { useOnce } from '../once.ts'
import { usePager } from '../pager.ts'
import { Dialog, Note, PagesOf, Shown, Table, ViewMark } from '../parts.tsx'
import type { EntryLine } from '../results.ts'
import { linkTo, route } from '../route.ts'

type Face = {
  readonly zone: string
  readonly view: string
  readonly added: number
  readonly hidden: number
  readonly leases: number
}

export function DynamicLayer() {
  const { about } = route.value
  const pager = usePager('')
  const asked = useAsk<readonly Face[]>('dynamic', { limit: PAGE, after: pager.at }, 10_000)
  return (
    <>
      <h1>{tell('dynamic')}</h1>
      <Shown asked={asked}>
        {(faces, { next }) => (
          <>
            <Table
              isEmpty={faces.length === 0}
              name={tell('dynamic')}
              heads={[tell('zone'), tell('view'), tell('added'), tell('hidden'), tell('leases')]}
            >
              {faces.map(({ zone, view, added, hidden, leases }) => (
                <tr key={`${zone} ${view}`}>
                  <th scope="row">
                    <a class="mono" href={linkTo('dynamic', zone)}>
                      {zone}
                    </a>
                  </th>
                  <td>
                    <ViewMark view={view} />
                  </td>
                  <td class="number">{countText(added)}</td>
                  <td class="number">{countText(hidden)}</td>
                  <td class="number">{countText(leases)}</td>
                </tr>
              ))}
            </Table>
            <PagesOf pager={pager} next={next} />
          </>
        )}
      </Shown>
      {about !== '' && <Layer zone={about} onDropped={asked.again} />}
    </>
  )
}

const PAGE = 100

function Layer({ zone, onDropped }: { readonly zone: string; readonly onDropped: () => void }) {
  const pager = usePager(zone)
  const asked = useAsk<readonly EntryLine[]>('dynamic/show', { zone, limit: PAGE, after: pager.at })
  const [dropping, setDropping] = useState<EntryLine>()
  const [why, setWhy] = useState<string>()
  const drop = useOnce(async ({ view, owner, type }: EntryLine) => {
    const answer = await send('dynamic/drop', { zone, view, name: owner, type })
    setDropping(undefined)
    setWhy(answer.kind === 'refused' ? answer.detail : undefined)
    asked.again()
    onDropped()
  })
  return (
    <>
      <h2>{tell('layer-of', { zone })}</h2>
      {why && <Note tone="bad">{why}</Note>}
      <Shown asked={asked}>
        {(lines, { next }) => (
          <>
            <Table
              isEmpty={lines.length === 0}
              name={tell('layer-of', { zone })}
              heads={[
                ...[tell('name'), tell('view'), tell('how'), tell('type'), tell('detail'), tell('by')],
                ...[tell('since'), tell('until'), tell('act')],
              ]}
            >
              {lines.map((line) => (
                <tr key={JSON.stringify([line.view, line.owner, line.type, line.rdata, line.how])}>
                  <th scope="row" class="mono">
                    {line.owner}
                  </th>
                  <td>
                    <ViewMark view={line.view} />
                  </td>
                  <td>{tellOf('how', line.how)}</td>
                  <td class="mono">{line.type}</td>
                  <td class="mono">
                    {line.rdata} <span class="ttl">{tell('ttl', { ttl: line.ttl })}</span>
                  </td>
                  <td>{whoText(line.by)}</td>
                  <td>{timeText(line.at)}</td>
                  <td>{line.until === undefined ? '–' : timeText(line.until)}</td>
                  <td>
                    {mayEdit.value && (
                      <button
                        type="button"
                        aria-label={`${tell('remove')} ${line.owner} ${line.type} ${line.view}`}
                        onClick={() => setDropping(line)}
                      >
                        {tell('remove')}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
            <PagesOf pager={pager} next={next} />
          </>
        )}
      </Shown>
      {dropping && (
        <Dialog title={`${tell('remove')}: ${dropping.owner} ${dropping.type}`} onClose={() => setDropping(undefined)}>
          <p>
            <ViewMark view={dropping.view} /> {tell('remove-all', { owner: dropping.owner, type: dropping.type })}
          </p>
          <div class="bar">
            <button type="button" onClick={() => setDropping(undefined)}>
              {tell('cancel')}
            </button>
            <button type="button" class="main" onClick={() => drop(dropping)}>
              {tell('remove')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
