// The proof of the mail's way: each way in which it can be wrong, and tables that real mail software takes.

import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { inEnglish } from '../../../src/supply/english.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import { toldProblem } from '../../../src/text/findings/told.ts'
import { type MailProof, proveMail } from '../../../src/tools/mail/proof.ts'
import { english } from '../../../src/tools/mail/says.ts'
import { mailTable } from '../../../src/tools/mail/tables.ts'
import { readFaces } from '../../support/load.ts'
import { janus } from '../../support/run-janus.ts'

const top = '$TTL 1h\n@ SOA ns hostmaster 1 1h 15m 1w 5m\n@ NS ns\nns A 192.0.2.1\n'
const gateways = {
  inside: 'mx A 10.0.0.25\nmx-in A 10.0.0.25\n',
  outside: 'mx A 192.0.2.25\nmx A 192.0.2.26\n',
}

function folder(test: Pick<Test, 'testdir'>, inside: string, outside: string, mail = ''): string {
  return test.testdir({
    'janus.yaml': `views:\n  internal: [10.0.0.0/8]\n  external: [any]\nmail:\n  gateways: {internal: mx-in.example.com, external: mx.example.com}\n${mail}zones:\n  example.com: {internal: in.zone, external: out.zone}\n`,
    'in.zone': top + gateways.inside + inside,
    'out.zone': top + gateways.outside + outside,
  })
}

function prove(test: Pick<Test, 'testdir'>, inside: string, outside: string, mail = ''): MailProof {
  const { settings, problems } = loadConfig(join(folder(test, inside, outside, mail), 'janus.yaml'))
  if (!settings?.mail)
    throw new Error(
      inEnglish(problems)
        .map(({ message }) => message)
        .join('\n'),
    )
  return proveMail(settings, settings.mail, readFaces(settings, []))
}

/** `a.example.com. mail-loop in.zone:8` */
function findings({ domains, findings }: MailProof): string[] {
  const all = [...findings, ...domains.flatMap((domain) => domain.findings)]
  return all.map(({ rule, place }) => `${rule} ${place.file.split('/').at(-1)}:${place.line}`)
}

const good = ['a MX 10 a\na A 10.0.0.7\n', 'a MX 10 mx\na TXT "v=spf1 mx -all"\n'] as const

t.test('what a campus writes is proved', async (t) => {
  const proof = prove(t, ...good)
  t.same(findings(proof), [])
  t.match(proof.domains, [
    {
      name: 'a.example.com.',
      spf: 'yes',
      ways: [
        {
          view: 'internal',
          hosts: [{ target: 'a.example.com.', isGateway: false, addresses: { ipv4: ['10.0.0.7'] } }],
        },
        { view: 'external', hosts: [{ target: 'mx.example.com.', isGateway: true }] },
      ],
    },
  ])
})

t.test('each way in which mail goes astray is told at its line', async (t) => {
  const [inside, outside] = good
  const spf = 'a TXT "v=spf1 mx -all"\n'
  const cases: [string, string, string, string[]][] = [
    [
      'past the gateway',
      inside,
      `a MX 10 a\na A 192.0.2.7\na TXT "v=spf1 a:mx.example.com -all"\n`,
      ['mail-past-gateway out.zone:7'],
    ],
    [
      'the host as a second choice',
      inside,
      `a MX 10 mx\na MX 20 a\na A 192.0.2.7\n${spf}`,
      ['mail-past-gateway out.zone:8'],
    ],
    [
      'one of the gateways by its own name',
      inside,
      `a MX 10 east\neast A 192.0.2.26\na TXT "v=spf1 ip4:192.0.2.0/24 -all"\n`,
      [],
    ],
    ['a gateway inside', 'a MX 10 mx\n', outside, ['mail-loop in.zone:7']],
    ['the outside gateway’s address inside', 'a MX 10 b\nb A 192.0.2.25\n', outside, ['mail-loop in.zone:7']],
    ['an IPv6 host', 'a MX 10 a\na AAAA 2001:db8::7\n', outside, ['mail-unreachable in.zone:7']],
    ['a host in a line that cannot be read', 'a MX 10 a\na A 10.0.0.300\n', outside, []],
    ['mail in a line that cannot be read', 'a MX ten a\na A 10.0.0.3\n', outside, []],
    ['no host inside', '', outside, ['mail-one-sided out.zone:7']],
    ['inside alone', inside, '', []],
    [
      'a policy without the gateways',
      inside,
      'a MX 10 mx\na TXT "v=spf1 ip4:192.0.2.25 -all"\n',
      ['mail-spf out.zone:7'],
    ],
    ['a policy that says no to all', inside, 'a MX 10 mx\na TXT "v=spf1 -all"\n', ['mail-spf out.zone:7']],
    ['no policy', inside, 'a MX 10 mx\n', []],
    ['a policy of somebody else', inside, 'a MX 10 mx\na TXT "v=spf1 include:spf.example.net -all"\n', []],
    [
      'a policy through another',
      inside,
      'a MX 10 mx\na TXT "v=spf1 redirect=p.example.com"\np TXT "v=spf1 a:mx.example.com/24 -all"\n',
      [],
    ],
    ['who takes no mail', `${inside}w MX 0 .\n`, `${outside}w MX 0 .\n`, []],
  ]
  for (const [what, inner, outer, wanted] of cases) t.same(findings(prove(t, inner, outer)), wanted, what)
  t.same(findings(prove(t, 'a MX 10 a\na AAAA 2001:db8::7\n', outside, '  ipv6: true\n')), [], 'IPv6 is let through')
})

t.test('what a policy asks for is followed through aliases as far as our zones go', async (t) => {
  const aliases = `gw CNAME g2
g2 CNAME mx
p CNAME q
q TXT "v=spf1 a:gw.example.com -all"
m CNAME mm
mm MX 10 mx
away CNAME mail.example.net.
lost CNAME nowhere
loop CNAME loop2
loop2 CNAME loop
d DNAME e
mx.e A 192.0.2.25
mx.e A 192.0.2.26
`
  const cases: [string, string][] = [
    ['a:gw.example.com -all', 'yes'],
    ['a:mx.d.example.com -all', 'yes'],
    ['mx:m.example.com -all', 'yes'],
    ['include:p.example.com -all', 'yes'],
    ['redirect=p.example.com', 'yes'],
    ['redirect=p.example.com -all', 'no'],
    ['exp=p.example.com later=new include=p.example.com all=yes -all', 'no'],
    ['redirect=p.example.com -a:mx.example.com', 'no'],
    ['a:away.example.com -all', 'unknown'],
    ['include:away.example.com -all', 'unknown'],
    ['a:lost.example.com -all', 'no'],
    ['a:loop.example.com -all', 'no'],
    ['mx:loop.example.com -all', 'no'],
    ['include:loop.example.com -all', 'no'],
  ]
  for (const [terms, wanted] of cases) {
    const outside = `a MX 10 mx\na TXT "v=spf1 ${terms}"\n${aliases}`
    const { domains } = prove(t, good[0], outside)
    t.equal(domains.find(({ name }) => name === 'a.example.com.')?.spf, wanted, terms)
  }
})

t.test('the gateways themselves have addresses, and their common name leads to the side’s own', async (t) => {
  const config = (external: string, internal: string) => ({
    'janus.yaml': `views: {internal: [10.0.0.0/8], external: [any]}\nmail:\n  gateways:\n    external: ${external}\n    internal: ${internal}\nzones:\n  example.com: {internal: in.zone, external: out.zone}\n`,
    'in.zone': `${top}mx A 192.0.2.25\nmx-in A 10.0.0.25\n`,
    'out.zone': top + gateways.outside,
  })
  const told = (external: string, internal: string) => {
    const { settings } = loadConfig(join(t.testdir(config(external, internal)), 'janus.yaml'))
    return findings(proveMail(settings!, settings!.mail!, readFaces(settings!, [])))
  }
  t.same(told('mx.example.com', 'mx-in.example.com'), ['gateway-name janus.yaml:4'])
  t.same(told('mxx.example.com', 'mx-in.example.com'), ['gateway-unreachable janus.yaml:4'])
  t.same(told('mx.example.net', 'mx.example.com'), [], 'of another’s zone nothing can be said')
})

t.test('tables say where each domain goes', async (t) => {
  const proof = prove(
    t,
    `a MX 10 a\na A 10.0.0.7\n@ MX 10 a\n@ MX 20 b\nb A 10.0.0.8\nonly MX 10 a\n`,
    `a MX 10 mx\n@ MX 10 mx\n`,
  )
  const lines = (kind: Parameters<typeof mailTable>[1]) => mailTable(proof, kind).trim().split('\n').slice(1)
  t.same(lines('relay_domains'), ['example.com\tOK', 'a.example.com\tOK'])
  t.same(lines('transport'), ['example.com\tsmtp:example.com', 'a.example.com\tsmtp:[a.example.com]'])
  t.same(lines('mailertable'), ['example.com\tesmtp:example.com', 'a.example.com\tesmtp:[a.example.com]'])
  t.same(lines('access'), ['To:example.com\tRELAY', 'To:a.example.com\tRELAY'])
})

/** A view beside the one in which the inside gateway asks. */
function laboratory(test: Pick<Test, 'testdir'>, lab: string, inside: string, outside: string): MailProof {
  const here = test.testdir({
    'janus.yaml': `views: {lab: [10.9.0.0/16], internal: [10.0.0.0/8], external: [any]}
mail: {gateways: {internal: mx-in.example.com, external: mx.example.com}}
zones: {example.com: {lab: lab.zone, internal: in.zone, external: out.zone}}
`,
    'lab.zone': top + gateways.inside + lab,
    'in.zone': top + gateways.inside + inside,
    'out.zone': top + gateways.outside + outside,
  })
  const { settings } = loadConfig(join(here, 'janus.yaml'))
  return proveMail(settings!, settings!.mail!, readFaces(settings!, []))
}

t.test('mail that has come in goes on by the view in which the gateway asks, not by another inside view', async (t) => {
  const [inside, outside] = good
  const other = laboratory(t, 'a MX 10 x\nx A 10.9.0.7\n', inside, outside)
  t.same(findings(other), [])
  t.match(mailTable(other, 'transport'), /^a\.example\.com\tsmtp:\[a\.example\.com\]$/m)
  t.match(mailTable(other, 'mailertable'), /^a\.example\.com\tesmtp:\[a\.example\.com\]$/m)
  const alone = laboratory(t, 'a MX 10 x\nx A 10.9.0.7\n', '', outside)
  t.same(findings(alone), ['mail-one-sided out.zone:7'])
  t.match(mailTable(alone, 'transport'), /^a\.example\.com\tsmtp:a\.example\.com$/m)
  t.same(findings(laboratory(t, 'a MX 10 mx\n', inside, outside)), [], 'clients of another view may use the gateway')
})

t.test('gateways that ask in views with different hosts ask for MX themselves', async (t) => {
  const config = `views: {east: [10.1.0.0/16], west: [10.2.0.0/16], external: [any]}
mail: {gateways: {east: mx-in.example.com, west: mx-in.example.com, external: mx.example.com}}
zones: {example.com: {east: east.zone, west: west.zone, external: out.zone}}
`
  const table = (west: string) => {
    const here = t.testdir({
      'janus.yaml': config,
      'east.zone': `${top}${gateways.inside}a MX 10 A\na A 10.0.0.7\n`,
      'west.zone': top + gateways.inside + west,
      'out.zone': top + gateways.outside + good[1],
    })
    const { settings } = loadConfig(join(here, 'janus.yaml'))
    return mailTable(proveMail(settings!, settings!.mail!, readFaces(settings!, [])), 'transport')
  }
  t.match(table('a MX 10 b\nb A 10.0.0.8\n'), /^a\.example\.com\tsmtp:a\.example\.com$/m)
  t.match(table('a MX 10 a\na A 10.0.0.7\n'), /^a\.example\.com\tsmtp:\[a\.example\.com\]$/m)
})

t.test('a null MX is told apart from no MX', async (t) => {
  const none = folder(t, 'a MX 0 .\n', 'a MX 0 .\n')
  const { stdout, status } = janus(['mail', 'a.example.com'], none)
  t.equal(status, 0)
  t.match(stdout, /internal {2}null MX: takes no mail\n {2}external {2}null MX: takes no mail\n/)
  t.match(stdout, /^0 mail domains, 0 without a finding; 0 errors/m)
  t.notMatch(janus(['mail'], none).stdout, 'null MX', 'in the list of all mail domains it is none')
  t.match(janus(['mail', 'a.example.com'], folder(t, good[0], 'a MX 0 .\n')).stdout, /external {2}null MX/)
  const stopped = prove(t, 'a MX 0 .\n', good[1])
  t.match(
    toldProblem(stopped.domains[0]!.findings[0]!, english).message,
    /in the view internal the name has a null MX$/,
  )
})

t.test('of what stands in a refused zone nothing is said but that it was refused', async (t) => {
  const here = t.testdir({
    'janus.yaml': `views: {internal: [10.0.0.0/8], external: [any]}
mail: {gateways: {internal: mx-in.example.com, external: mx.example.com}}
zones:
  example.com: {internal: in.zone, external: none.zone}
  dept.example: {internal: none.zone, external: dept.zone}
`,
    'in.zone': top + gateways.inside + good[0],
    'dept.zone': `${top}a MX 10 mx.example.com.\na MX 20 x.example.net.\na TXT "v=spf1 -all"\n`,
  })
  const { stdout, stderr, status } = janus(['mail'], here)
  t.equal(status, 2)
  t.match(stderr, /"example\.com\." was refused in the view "external"/)
  t.match(stdout, / {2}external {2}mx\.example\.com\. in a refused zone\n\na\.example\.com\.\n/)
  t.match(stdout, /\na\.example\.com\.\n {2}internal .*10\.0\.0\.7\n {2}external {2}in a refused zone\n\n/)
  t.match(stdout, /\na\.dept\.example\.\n {2}internal {2}in a refused zone\n/)
  t.match(stdout, / mx\.example\.com\. in a refused zone {2}\(gateway\)\n/)
  t.match(stdout, / x\.example\.net\. in nobody’s zone here\n/)
  t.notMatch(stdout, 'SPF', 'the addresses of the gateways are not known')
  t.notMatch(stdout, 'mail-one-sided')
})

const hasPostfix = spawnSync('sh', ['-c', 'command -v postmap && command -v postconf']).status === 0

t.test('Postfix takes them', { skip: !hasPostfix && 'Postfix is not installed' }, async (t) => {
  const here = folder(t, ...good)
  for (const table of ['relay_domains', 'transport']) {
    const { stdout, status } = janus(['mail', '--postfix', table], here)
    t.equal(status, 0)
    writeFileSync(join(here, table), stdout)
  }
  writeFileSync(
    join(here, 'main.cf'),
    `compatibility_level = 3.6\nrelay_domains = hash:${here}/relay_domains\ntransport_maps = hash:${here}/transport\n`,
  )
  writeFileSync(join(here, 'master.cf'), '')
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe' })
  run('postmap', '-c', here, `hash:${here}/relay_domains`)
  run('postmap', '-c', here, `hash:${here}/transport`)
  t.equal(run('postmap', '-c', here, '-q', 'a.example.com', `hash:${here}/relay_domains`), 'OK\n')
  t.equal(run('postmap', '-c', here, '-q', 'a.example.com', `hash:${here}/transport`), 'smtp:[a.example.com]\n')
  t.equal(run('postconf', '-c', here, '-h', 'relay_domains'), `hash:${here}/relay_domains\n`)
})

const hasMakemap = spawnSync('sh', ['-c', 'command -v makemap']).status === 0

t.test('sendmail takes them', { skip: !hasMakemap && 'sendmail is not installed' }, async (t) => {
  const here = folder(t, ...good)
  for (const table of ['mailertable', 'access']) {
    const input = janus(['mail', '--sendmail', table], here).stdout
    t.equal(spawnSync('makemap', ['hash', join(here, table)], { input }).status, 0, table)
  }
})

t.test('the way is drawn, and the exit code says how it is', async (t) => {
  t.equal(
    janus(['mail', 'a.example.com'], folder(t, ...good)).stdout,
    `Gateways
  internal  mx-in.example.com. 10.0.0.25
  external  mx.example.com. 192.0.2.25, 192.0.2.26

a.example.com.
  internal  gateway ──MX 10──▶ a.example.com. 10.0.0.7
  external  internet ──MX 10──▶ mx.example.com. 192.0.2.25, 192.0.2.26  (gateway)
  SPF       lets the gateways send

1 mail domain, 1 without a finding; 0 errors, 0 warnings
`,
  )
  const loop = folder(t, 'a MX 10 mx\n', good[1])
  const { stdout, status } = janus(['mail'], loop)
  t.equal(status, 1)
  t.match(stdout, /in\.zone:7:1: error: mail for "a\.example\.com\." runs in a loop: .* \[mail-loop\]\n {2}fix: /)
  t.match(janus(['mail', 'none.example.com'], loop), { status: 2, stderr: /has no MX in any view/ })
  t.match(janus(['mail', '--postfix', 'virtual'], loop), { status: 2 })
  for (const more of [['--sendmail', 'access'], ['--json']])
    t.match(janus(['mail', '--postfix', 'transport', ...more], loop), {
      status: 2,
      stdout: '',
      stderr: /cannot be used/,
    })
  t.match(janus(['mail', '--sendmail', 'access', '--json'], loop), { status: 2, stdout: '', stderr: /cannot be used/ })
  t.match(janus(['check'], loop).stdout, /\[mail-loop\]/, 'janus check tells it too')
  const bare = t.testdir({ 'janus.yaml': 'zones: {example.com: a.zone}\n', 'a.zone': top })
  t.match(janus(['mail'], bare), { status: 2, stderr: /names no mail gateways/ })
  t.match(janus(['mail'], folder(t, 'a A\n', good[1])), {
    status: 2,
    stderr: 'janus mail: "example.com." was refused in the view "internal"; janus check says why\n',
  })
})
