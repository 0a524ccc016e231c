// All zones and views searched for a part of a name, or for an address.

import { useAsk } from '../ask.ts'
import { tell } from '../language.ts'
import { usePager } from '../pager.ts'
import { PagesOf, Shown, Table, ViewMark } from '../parts.tsx'
import { linkTo, route } from '../route.ts'

type Line = {
  readonly name: string
  readonly zone: string
  readonly faces: readonly { readonly view: string; readonly types: readonly string[] }[]
}

const PAGE = 50

export function Search() {
  const { about: holds } = route.value
  const pager = usePager(holds)
  const asked = useAsk<readonly Line[]>(holds === '' ? undefined : 'search', { holds, limit: PAGE, after: pager.at })
  if (holds === '') return <p class="dim">{tell('search-lead')}</p>
  return (
    <>
      <h1>{tell('results-for', { text: holds })}</h1>
      <Shown asked={asked}>
        {(lines, { next }) =>
          lines.length === 0 ? (
            <p class="dim">{tell('results-none')}</p>
          ) : (
            <>
              <Table name={tell('results-for', { text: holds })} heads={[tell('name'), tell('views'), tell('zone')]}>
                {lines.map(({ name, zone, faces }) => (
                  <tr key={`${zone} ${name}`}>
                    <th scope="row">
                      <a class="mono" href={linkTo('zone', zone, { holds: name.replace(/\.$/, '') })}>
                        {name}
                      </a>
                    </th>
                    <td>
                      <ul class="plain">
                        {faces.map(({ view, types }) => (
                          <li key={view}>
                            <ViewMark view={view} /> <span class="mono dim">{types.join(' ')}</span>
                          </li>
                        ))}
                      </ul>
                    </td>
                    <td>
                      <a class="mono" href={linkTo('zone', zone)}>
                        {zone}
                      </a>
                    </td>
                  </tr>
                ))}
              </Table>
              <PagesOf pager={pager} next={next} />
            </>
          )
        }
      </Shown>
    </>
  )
}
