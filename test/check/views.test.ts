// Two versions of one zone, in the shapes that the rules' examples do not show: what is told in the file of the one.

import t from 'tap'
import { heading, problemsOfFaces } from './harness.ts'

type Case = {
  readonly what: string
  readonly own: readonly string[]
  readonly other: readonly string[]
  /** The file is that of the public view. */
  readonly public?: true
  readonly found: readonly string[]
}

function holds(rule: string, cases: readonly Case[]): void {
  const zone = (records: readonly string[]) => [...heading, ...records, ''].join('\n')
  for (const { what, own, other, found, public: open } of cases)
    t.test(`${rule}: ${what}`, async (t) => {
      const view = open ? { name: 'external', public: true } : { name: 'internal' }
      const problems = problemsOfFaces(zone(own), zone(other).replace('2026010101', '2026010151'), 'own.zone', view)
      t.strictSame(
        problems.filter((problem) => problem.rule === rule).map(({ message }) => message),
        found,
      )
    })
}

const hosts = ['mx A 192.0.2.25', 'mx2 A 192.0.2.26', 'lab A 192.0.2.10', 'mail.dept A 192.0.2.11', 'mail A 192.0.2.12']

function backup(owner: string, target: string, view: string): string {
  return `"${owner}.example.com." has the mail server "${target}.example.com.", as in the view ${view}, and others beside it`
}

holds('view-mx-backup', [
  {
    what: 'two gateways outside, one of them inside',
    own: [...hosts, 'lab MX 10 mx', 'lab MX 20 mx2'],
    other: [...hosts, 'lab MX 10 mx'],
    public: true,
    found: [],
  },
  {
    what: 'the host outside, and the gateway as its backup',
    own: [...hosts, 'lab MX 10 lab', 'lab MX 20 mx'],
    other: [...hosts, 'lab MX 10 lab'],
    public: true,
    found: [backup('lab', 'lab', 'internal')],
  },
  {
    what: 'a host below the mail domain',
    own: [...hosts, 'dept MX 10 mail.dept', 'dept MX 20 mx'],
    other: [...hosts, 'dept MX 10 mail.dept'],
    public: true,
    found: [backup('dept', 'mail.dept', 'internal')],
  },
  {
    what: 'the gateway inside, as the backup of any host',
    own: [...hosts, 'lab MX 10 mail', 'lab MX 20 mx'],
    other: [...hosts, 'lab MX 10 mx'],
    found: [backup('lab', 'mx', 'external')],
  },
  {
    what: 'each view has one of its own',
    own: [...hosts, 'lab MX 10 mx', 'lab MX 20 mx2'],
    other: [...hosts, 'lab MX 10 mail', 'lab MX 20 mx'],
    public: true,
    found: [backup('lab', 'mx', 'internal')],
  },
])

holds('view-mail-missing', [
  {
    what: 'mail from outside that inside is refused in so many words',
    own: [...hosts, 'lab MX 10 mx'],
    other: [...hosts, 'lab MX 0 .'],
    public: true,
    found: [
      '"lab.example.com." has mail servers here, and says in the view internal that it takes no mail: the gateway sends its mail back',
    ],
  },
  {
    what: 'mail from inside only, which outside says',
    own: [...hosts, 'lab MX 10 lab'],
    other: [...hosts, 'lab MX 0 .'],
    found: [],
  },
  {
    what: 'a wildcard has the name inside',
    own: [...hosts, 'new MX 10 mx'],
    other: [...hosts, '* A 192.0.2.99'],
    public: true,
    found: [],
  },
])

holds('view-only-name', [
  {
    what: 'a wildcard has the name there',
    own: ['printer A 192.0.2.40', '* A 192.0.2.41'],
    other: ['* CNAME ns'],
    found: [],
  },
  {
    what: 'the name is delegated there',
    own: ['host.dept A 192.0.2.40'],
    other: ['dept NS ns', 'dept NS ns.example.net.'],
    found: [],
  },
  {
    what: 'the wildcard there is for other names',
    own: ['a.dept A 192.0.2.40'],
    other: ['* CNAME ns', 'b.dept A 192.0.2.41'],
    found: ['"a.dept.example.com." does not exist in the view external'],
  },
])
