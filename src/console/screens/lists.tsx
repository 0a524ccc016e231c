// The lists whose entries end: what is on each, for how much longer, and who put it there.

import { useEffect, useState } from 'preact/hooks'
import { send, useAsk } from '../ask.ts'
import { countText, spanText, tell, whoText } from '../language.ts'
import { mayEdit } from '../me.ts'
import { usePager } from '../pager.ts'
import { Field, Note, PagesOf, Shown, Table, ViewMark } from '../parts.tsx'
import type { ListLine } from '../results.ts'
import { linkTo, route } from '../route.ts'

export function Lists() {
  const { about } = route.value
  const asked = useAsk<readonly ListLine[]>('list', {}, 5000)
  return (
    <>
      <h1>{tell('lists')}</h1>
      <Shown asked={asked}>
        {(lines) => (
          <>
            <Table
              isEmpty={lines.length === 0}
              name={tell('lists')}
              heads={[tell('list'), tell('views'), tell('entries'), tell('limit'), tell('added'), tell('ended-since')]}
            >
              {lines.map(({ list, views, entries, limit, added, ended }) => (
                <tr key={list}>
                  <th scope="row">
                    <a class="mono" href={linkTo('lists', list)}>
                      {list}
                    </a>
                  </th>
                  <td>
                    {views.map((view) => (
                      <span key={view}>
                        <ViewMark view={view} />{' '}
                      </span>
                    ))}
                  </td>
                  <td class="number">{countText(entries)}</td>
                  <td class="number">{countText(limit)}</td>
                  <td class="number">{countText(added)}</td>
                  <td class="number">{countText(ended)}</td>
                </tr>
              ))}
            </Table>
          </>
        )}
      </Shown>
      {about !== '' && <Entries zone={about} />}
    </>
  )
}

type Entry = {
  readonly entry: string
  readonly until: string
  readonly left: number
  readonly code: string
  readonly text?: string
  readonly by: string
}

const PAGE = 100

function Entries({ zone }: { readonly zone: string }) {
  const pager = usePager(zone)
  const asked = useAsk<readonly Entry[]>('list/show', { zone, limit: PAGE, after: pager.at }, 5000)
  const [why, setWhy] = useState<string>()
  const change = async (path: string, body: object) => {
    const answer = await send(path, body)
    setWhy(answer.kind === 'refused' ? answer.detail : undefined)
    asked.again()
    return answer.kind === 'good'
  }
  return (
    <>
      <h2>{tell('entries-of', { list: zone })}</h2>
      {why && <Note tone="bad">{why}</Note>}
      {mayEdit.value && (
        <Adding onAdd={(entry, lasts) => change('list/add', { zone, entry, ...(lasts && { for: lasts }) })} />
      )}
      <Shown asked={asked}>
        {(entries, { next }) => (
          <>
            <Table
              isEmpty={entries.length === 0}
              name={tell('entries-of', { list: zone })}
              heads={[tell('entry'), tell('left'), tell('code'), tell('by'), tell('text'), tell('act')]}
            >
              {entries.map(({ entry, until, code, by, text }) => (
                <tr key={entry}>
                  <th scope="row" class="mono">
                    {entry}
                  </th>
                  <td class="number">
                    <Left until={until} />
                  </td>
                  <td class="mono">{code}</td>
                  <td>{whoText(by)}</td>
                  <td>{text}</td>
                  <td>
                    {mayEdit.value && (
                      <button
                        type="button"
                        aria-label={`${tell('remove')} ${entry}`}
                        onClick={() => void change('list/remove', { zone, entry })}
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
    </>
  )
}

/** The time left, which counts down on the screen. */
function Left({ until }: { readonly until: string }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return <time dateTime={until}>{spanText(Math.max(0, (Date.parse(until) - now) / 1000))}</time>
}

function Adding({ onAdd }: { readonly onAdd: (entry: string, lasts: string) => Promise<boolean> }) {
  const [entry, setEntry] = useState('')
  const [lasts, setLasts] = useState('')
  return (
    <form
      class="bar"
      onSubmit={async (event) => {
        event.preventDefault()
        if (await onAdd(entry.trim(), lasts.trim())) setEntry('')
      }}
    >
      <Field label={tell('entry')} name="entry" value={entry} onInput={setEntry} required />
      <Field label={tell('lasts')} name="lasts" value={lasts} onInput={setLasts} placeholder="10m" />
      <button type="submit">{tell('add')}</button>
    </form>
  )
}
