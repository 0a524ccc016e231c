import t from 'tap'
import { parseConfig } from '../../../src/text/config/load.ts'
import { filesOf, fileToEdit, withFiles, writtenAs } from '../../../src/text/config/sources.ts'

const text = `
views: {inside: [10.0.0.0/8], guests: [192.0.2.0/24], outside: [any]}
zones:
  a.example: {inside: a.zone, guests: [a.zone, guests/a.zone], outside: {from: guests, rules: [hide: [x]]}}
  b.example: b.zone
  c.example: {outside: [c.zone]}
  2.0.192.in-addr.arpa: {inside: ptr.zone}
reverse: {192.0.2.0/24: [inside, outside]}
`

const faces = [
  // zone view                      kind     files                  written        to edit
  'a.example. inside                file     a.zone                 a.zone         /etc/a.zone',
  'a.example. guests                layers   a.zone+guests/a.zone   a.zone         /etc/a.zone',
  'a.example. outside               derived  -                      from guests    janus.yaml:4',
  'b.example. inside                file     b.zone                 b.zone         /etc/b.zone',
  'b.example. guests                file     b.zone                 b.zone         /etc/b.zone',
  'b.example. outside               file     b.zone                 b.zone         /etc/b.zone',
  'c.example. outside               file     c.zone                 c.zone         /etc/c.zone',
  '2.0.192.in-addr.arpa. inside     file     ptr.zone               ptr.zone       /etc/ptr.zone',
  '2.0.192.in-addr.arpa. outside    reverse  -                      192.0.2.0/24   janus.yaml:8',
]

t.test('a face knows its view by name, and from where it comes', async (t) => {
  const { settings, problems } = parseConfig('/etc/janus.yaml', Buffer.from(text))
  t.same(problems, [])
  const found = settings!.zones.flatMap(({ name, faces }) =>
    faces.map((face) => {
      const { source, viewName, place } = face
      const files = filesOf(source).map(({ written }) => written)
      const edit = fileToEdit(face)
      const told = files.length > 0 ? edit : `${edit.replace('/etc/', '')}:${place.line}`
      return [name, viewName, source.kind, files.join('+') || '-', writtenAs(source), told]
    }),
  )
  t.same(
    found,
    faces.map((line) => {
      const [zone, view, kind, files, ...rest] = line.split(/ +/)
      return [zone, view, kind, files, rest.slice(0, -1).join(' '), rest.at(-1)]
    }),
  )
  for (const { view, viewName } of settings!.zones.flatMap(({ faces }) => faces))
    t.equal(settings!.views[view]!.name, viewName)
})

t.test('another path for each file leaves the rest of a source alone', async (t) => {
  const { settings } = parseConfig('/etc/janus.yaml', Buffer.from(text))
  for (const { source } of settings!.zones.flatMap(({ faces }) => faces)) {
    const near = withFiles(source, (file) => ({ ...file, path: file.path.slice('/etc/'.length) }))
    t.equal(near.kind, source.kind)
    t.equal(writtenAs(near), writtenAs(source))
    t.same(
      filesOf(near).map(({ path }) => path),
      filesOf(source).map(({ written }) => written),
    )
  }
})
