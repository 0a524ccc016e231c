// The catalogs that are made here and those that are followed, with what has become of each member.

import { useAsk } from '../ask.ts'
import { countText, tell, tellOf } from '../language.ts'
import { usePager } from '../pager.ts'
import { PagesOf, Shown, StateOf, Table, ViewMark } from '../parts.tsx'
import type { CatalogSummary } from '../results.ts'
import { linkTo, route } from '../route.ts'

type Member = { readonly zone: string; readonly state: string; readonly primary?: string; readonly why?: string }

export function Catalogs() {
  const { about } = route.value
  const asked = useAsk<readonly CatalogSummary[]>('catalog', {}, 10_000)
  return (
    <>
      <h1>{tell('catalogs')}</h1>
      <Shown asked={asked}>
        {(lines) => (
          <>
            <Table
              isEmpty={lines.length === 0}
              name={tell('catalogs')}
              heads={[
                ...[tell('catalog'), tell('view'), tell('kind'), tell('serial'), tell('members'), tell('waiting')],
                ...[tell('not-served'), tell('trouble')],
              ]}
            >
              {lines.map(({ catalog, view, kind, serial, members, waiting, notServed, error }) => (
                <tr key={`${catalog} ${view}`}>
                  <th scope="row">
                    <a class="mono" href={linkTo('catalogs', catalog)}>
                      {catalog}
                    </a>
                  </th>
                  <td>
                    <ViewMark view={view} />
                  </td>
                  <td>{tellOf('kind', kind)}</td>
                  <td class="number">{serial ?? '–'}</td>
                  <td class="number">{countText(members)}</td>
                  <td class="number">{countText(waiting)}</td>
                  <td class="number">{countText(notServed)}</td>
                  <td>{error}</td>
                </tr>
              ))}
            </Table>
          </>
        )}
      </Shown>
      {about !== '' && <Members catalog={about} />}
    </>
  )
}

/** A catalog may list tens of thousands. */
const PAGE = 100

function Members({ catalog }: { readonly catalog: string }) {
  const pager = usePager(catalog)
  const asked = useAsk<{ readonly members: readonly Member[]; readonly next?: string }>('catalog/show', {
    ...{ catalog, whyNot: true, limit: PAGE, after: pager.at },
  })
  return (
    <>
      <h2>
        {tell('members')} <span class="mono">{catalog}</span>
      </h2>
      <Shown asked={asked}>
        {({ members, next }) => (
          <>
            <Table
              name={`${tell('members')} ${catalog}`}
              heads={[tell('zone'), tell('state'), tell('peer'), tell('trouble')]}
            >
              {members.map(({ zone, state, primary, why }) => (
                <tr key={`${zone} ${state}`}>
                  <th scope="row" class="mono">
                    {zone}
                  </th>
                  <td>
                    <StateOf state={state} />
                  </td>
                  <td>{primary}</td>
                  <td>{why}</td>
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
