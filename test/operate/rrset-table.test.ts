// What is chosen of a zone's rrsets is what somebody would choose who reads all of them.

import t from 'tap'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { Site } from '../support/site.ts'
import { campus, campusZone } from '../support/small-campus.ts'

const files = {
  ...campus(),
  'in.zone': campusZone('internal', {
    more: 'a.b TXT deep\n*.b TXT any\ninner A 10.0.0.7\nFILES A 192.0.2.8\nsame 60 TXT one\n     60 TXT two\nttl 60 TXT x\n\\046dot TXT y',
  }),
  'out.zone': campusZone('external', {
    more: 'a.b TXT DEEP\ntold A 10.9.9.9\nouter A 192.0.2.9\nfiles A 192.0.2.8\nsame 60 TXT two\n     60 TXT one\nttl 61 TXT x',
  }),
}

type Place = { readonly file: string; readonly line: number }

type Line = {
  readonly owner: string
  readonly type: string
  readonly differs: boolean
  readonly faces: readonly {
    readonly view: string
    readonly records: readonly Place[]
    readonly findings?: readonly { readonly rule: string }[]
  }[]
}

t.test('filters, alone and together, from every name on', async (t) => {
  const site = new Site(folderOf(t, files))
  await site.start()
  t.teardown(() => site.stop())
  const operated = operatedOf(site.server)
  const ask = async (options: object) => {
    const { result } = await told(operated, everybody, {
      verb: 'rrsets',
      options: { zone: 'UNIV.example', ...options },
    })
    return result as unknown as readonly Line[]
  }
  const all = await ask({})
  t.ok(all.length > 12)
  // What other verbs say of the same lines.
  const placed = async (verb: string, options: object) => {
    const { result } = await told(operated, everybody, { verb, options: { zone: 'univ.example', ...options } })
    const lines = result as readonly { readonly view: string; readonly place: Place }[]
    return new Set(lines.map(({ view, place: { file, line } }) => `${view} ${file}:${line}`))
  }
  const [any, leaks] = [await placed('findings', { complete: true }), await placed('leaks', {})]
  const isAt = (places: ReadonlySet<string>, { faces }: Line) =>
    faces.some(({ view, records }) => records.some(({ file, line }) => places.has(`${view} ${file}:${line}`)))
  t.ok(all.filter((line) => isAt(leaks, line)).length > 0, 'something is told to the world')
  t.ok(all.filter((line) => isAt(any, line)).length > leaks.size, 'and there is more to find')
  const rows: readonly (readonly [options: object, keeps: (line: Line) => boolean])[] = [
    [{ differs: true }, ({ differs }) => differs],
    [{ differs: false }, () => true],
    [{ only: 'internal' }, ({ faces }) => faces.length === 1 && faces[0]!.view === 'internal'],
    [{ only: 'external' }, ({ faces }) => faces.length === 1 && faces[0]!.view === 'external'],
    [{ only: 'nobody' }, () => false],
    [{ found: 'any' }, (line) => isAt(any, line)],
    [{ found: 'leaks' }, (line) => isAt(leaks, line)],
    ...['W', 'ns', 'b', 'univ', 'b.univ', '*', '.', '\\', 'example.', 'none'].map(
      (holds) => [{ holds }, ({ owner }: Line) => owner.toLowerCase().includes(holds.toLowerCase())] as const,
    ),
  ]
  const key = ({ owner, type }: Line) => `${owner} ${type}`
  for (const [one, keepsOne] of rows)
    for (const [other, keepsOther] of [[{}, () => true] as const, ...rows]) {
      const wanted = all.filter((line) => keepsOne(line) && (Object.keys(one)[0]! in other || keepsOther(line)))
      t.same((await ask({ ...other, ...one })).map(key), wanted.map(key), JSON.stringify([one, other]))
    }
  const names = [...new Set(all.map(({ owner }) => owner))]
  for (const [i, from] of names.entries()) {
    t.equal((await ask({ from }))[0]?.owner, from)
    const behind = (await ask({ from: `zzz.${from}` }))[0]?.owner
    t.ok(behind === undefined || names.indexOf(behind) > i, `${from} ${behind}`)
  }
  t.same(
    all.filter(({ owner }) => owner.startsWith('same')).map(({ differs }) => differs),
    [false],
    'the order of records says nothing',
  )
})

t.test('an address and a part of a name are found in every face', async (t) => {
  const site = new Site(folderOf(t, files))
  await site.start()
  t.teardown(() => site.stop())
  const operated = operatedOf(site.server)
  const cases: readonly (readonly [holds: string, names: string])[] = [
    ['10.0.0.7', 'inner.univ.example.'],
    ['192.0.2.8', 'FILES.univ.example.'],
    ['192.0.2.9', 'outer.univ.example.'],
    ['192.0.2.99', ''],
    ['INN', 'inner.univ.example.'],
    ['r.univ', 'inner.univ.example. outer.univ.example.'],
    ['a.b', 'a.b.univ.example.'],
  ]
  for (const [holds, names] of cases) {
    const { result } = await told(operated, everybody, { verb: 'search', options: { holds } })
    const found = result as unknown as readonly { readonly name: string }[]
    t.equal(
      found
        .map(({ name }) => name)
        .sort()
        .join(' '),
      names,
      holds,
    )
  }
})

t.test(
  'a search finds the names that have the text in them, and no others, whatever part of a name it is',
  async (t) => {
    const site = new Site(folderOf(t, files))
    await site.start()
    t.teardown(() => site.stop())
    const operated = operatedOf(site.server)
    const found = async (holds: string) => {
      const { result } = await told(operated, everybody, { verb: 'search', options: { holds } })
      return (result as readonly { readonly name: string }[]).map(({ name }) => name).sort()
    }
    const all = [...new Set([...(await found('.')), ...(await found('example'))])]
    t.ok(all.length > 10)
    const parts = all.flatMap((name) =>
      [0, 1, 2, 5, 9].flatMap((from) => [1, 3, 8].map((more) => name.slice(from, from + more))),
    )
    for (const part of new Set(parts)) {
      if (part.trim() !== part || part === '') continue
      const holds = part.toLowerCase()
      const wanted = all.filter((name) => name.toLowerCase().includes(holds)).sort()
      t.same(await found(part.toUpperCase()), wanted, part)
    }
  },
)
