// A zone that BIND signs while its denial goes from NSEC to NSEC3, to another salt, and back: each version that BIND has made stands in
// its journal, which we fetch in the end; we serve it, and delv judges it. No step may make a denial bogus (RFC 5155 §10.4 and §10.5).

import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { listen } from '../../src/net/listen.ts'
import { installed, type RunningServer, run, type Setup } from '../peers/process.ts'
import { TestServer } from '../support/ask.ts'
import { testLimits } from '../support/tcp-limits.ts'
import { until } from '../support/until.ts'
import { generationOf } from '../support/zones.ts'

const exec = promisify(execFile)
const needed = ['named', 'nsupdate', 'dig', 'delv', 'dnssec-keygen'].filter((name) => !installed(name))
const ORIGIN = 'chain.test.'
/** Enough that named signs them in many steps. */
const HOSTS = 60

/** One step of the operator, and what the zone has when named has ended it. */
const steps = [
  { update: 'add chain.test. 0 NSEC3PARAM 1 0 0 AABB', salts: ['AABB'] },
  { update: 'add chain.test. 0 NSEC3PARAM 1 0 2 CCDD', salts: ['AABB', 'CCDD'] },
  { update: 'delete chain.test. NSEC3PARAM 1 0 0 AABB', salts: ['CCDD'] },
  { update: 'add chain.test. 0 NSEC3PARAM 1 1 0 EE', salts: ['CCDD', 'EE'] },
  { update: 'delete chain.test. NSEC3PARAM', salts: [] },
] as const

const asked = [
  ['gone', 'A'],
  ['zzz', 'A'],
  ['x.y.gone', 'A'],
  ['h7', 'TXT'],
  ['ent', 'A'],
  ['x.wild', 'A'],
  ['x.h9', 'AAAA'],
  ['@', 'TXT'],
] as const

t.test(
  'no denial of a zone whose chain BIND changes is bogus, at any step',
  { skip: needed.length > 0 && `${needed.join(', ')} missing`, timeout: 600_000 },
  async (t) => {
    const named = await run(setup)
    t.teardown(() => named.stop())
    const { states, anchors } = await takeStates(named)
    const folder = mkdtempSync(join(tmpdir(), 'janus-anchor-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const anchorFile = join(folder, 'anchors')
    writeFileSync(anchorFile, anchors)
    const described = [...states.keys()]
    t.ok(states.size >= 8, `${states.size} different states were seen`)
    t.ok(
      described.some((state) => /TYPE65534/.test(state)),
      'among them some that BIND marks as under way',
    )
    t.ok(
      described.some((state) => (state.match(/×/g)?.length ?? 0) > 1),
      'and some with more than one chain',
    )
    for (const [state, text] of states) t.same(await bogus(text, anchorFile), [], state)
  },
)

function setup(port: number, folder: string): Setup {
  for (const flags of [['-f', 'KSK'], []])
    execFileSync(installed('dnssec-keygen')!, ['-q', '-a', 'ECDSAP256SHA256', ...flags, 'chain.test'], { cwd: folder })
  const hosts = Array.from({ length: HOSTS }, (_, i) => `h${i} A 192.0.2.${i}`).join('\n')
  const zone = `$TTL 60
@ SOA ns hostmaster 1 7200 900 604800 60
@ NS ns
ns A 127.0.0.1
*.wild TXT "somebody"
a.b.ent A 192.0.2.1
insecure NS ns.elsewhere.test.
${hosts}
`
  const conf = `options {
  directory "${folder}"; pid-file none; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; notify no; allow-transfer { 127.0.0.1; }; dnssec-validation no; session-keyfile none;
  max-journal-size unlimited; max-ixfr-ratio unlimited;
};
controls { };
zone "chain.test" {
  type primary; file "zone"; key-directory "${folder}"; allow-update { 127.0.0.1; };
  auto-dnssec maintain; sig-signing-nodes 4; sig-signing-signatures 4; dnssec-dnskey-kskonly yes;
};
`
  return {
    program: installed('named')!,
    files: { zone, 'named.conf': conf },
    args: ['-g', '-c', join(folder, 'named.conf')],
  }
}

/** Zone texts by a description of where the change stands; each looks different to somebody who must deny a name. */
async function takeStates(named: RunningServer): Promise<{ states: Map<string, string>; anchors: string }> {
  // Before that nobody has a reason to believe in it.
  const signed = await comesTo(named, 'a zone that is signed', isSigned)
  for (const { update, salts } of steps) {
    await nsupdate(named.port, update)
    await comesTo(named, update, (text) => isDone(text, salts))
  }
  const states = new Map<string, string>()
  const since = serialIn(signed.split('\n').find(isSoa)!)
  for (const text of versions(signed, await transfer(named.port, `IXFR=${since}`))) states.set(describe(text), text)
  const [, flags, protocol, algorithm, key] = /\sDNSKEY\s+(257) (\d+) (\d+) (.+)/.exec(signed)!
  return {
    states,
    anchors: `trust-anchors { "${ORIGIN}" static-key ${flags} ${protocol} ${algorithm} "${key!.replaceAll(' ', '')}"; };\n`,
  }
}

async function comesTo(named: RunningServer, what: string, isSo: (text: string) => boolean): Promise<string> {
  let text = ''
  await until(
    () => `${what}:\n${named.log().slice(-2000)}`,
    async () => {
      text = await transfer(named.port, 'AXFR')
      return text !== '' && isSo(text)
    },
  )
  return text
}

const isSoa = (line: string) => / IN SOA /.test(line)
const serialIn = (soa: string) => soa.split(' ')[6]!

/** The zone and what came of it, by RFC 1995 §4: the newest SOA, then what goes behind the older SOA and what comes behind the newer one. */
function versions(first: string, changes: string): string[] {
  const now = new Set(first.split('\n').filter(Boolean))
  const texts = [first]
  let goes = false
  for (const line of changes.split('\n').filter(Boolean).slice(1)) {
    if (isSoa(line)) {
      goes = !goes
      // All that a version brings has come when the next one begins.
      if (goes) texts.push(textOf(now))
    }
    if (!goes) now.add(line)
    else if (!now.delete(line)) throw new Error(`nothing goes with ${line}`)
  }
  return texts
}

/** The SOA first. */
function textOf(lines: ReadonlySet<string>): string {
  return [...lines]
    .sort((a, b) => Number(isSoa(b)) - Number(isSoa(a)))
    .join('\n')
    .concat('\n')
}

function isSigned(text: string): boolean {
  const keysAtWork = / TYPE65534 \\# 5 [0-9A-F]{8}00/.test(text)
  return (chains(text).get('NSEC') ?? 0) >= HOSTS && !keysAtWork
}

/** The chains are announced, and whole, and nothing else is. */
function isDone(text: string, salts: readonly string[]): boolean {
  const announced = Array.from(text.matchAll(/\sNSEC3PARAM 1 0 \d+ (\S+)/g), ([, salt]) => salt)
  if (announced.toSorted().join() !== salts.toSorted().join()) return false
  const counts = chains(text)
  const whole = salts.every((salt) => (counts.get(salt) ?? 0) >= HOSTS)
  return whole && counts.size === Math.max(1, salts.length)
}

/** Records of each chain, by salt. */
function chains(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [, nsec3, salt] of text.matchAll(/ IN (NSEC3 1 \d+ \d+ (\S+)|NSEC) /g)) {
    const key = nsec3!.startsWith('NSEC3') ? salt! : 'NSEC'
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** As coarse as steps of thirty records. */
function describe(text: string): string {
  const announced = Array.from(text.matchAll(/^chain\.test\. \d+ IN (NSEC3PARAM \S.*)$/gm), ([, found]) =>
    found!.trim(),
  )
  const marks = Array.from(text.matchAll(/^chain\.test\. \d+ IN (TYPE65534 .*)$/gm), ([, found]) => found!.trim())
  const counted = [...chains(text)].map(([chain, count]) => `${chain} × ${Math.ceil(count / 30) * 30}`)
  return [...announced, ...marks, ...counted].toSorted().join('; ')
}

async function transfer(port: number, type: string): Promise<string> {
  const one = type === 'AXFR' ? ['+onesoa'] : []
  const words = ['@127.0.0.1', '-p', `${port}`, '+tries=1', '+time=30', ...one, '+nocomments', '+nosplit', ORIGIN]
  const options = { maxBuffer: 1 << 26 }
  const { stdout } = await exec(installed('dig')!, [...words, type], options).catch(() => ({ stdout: '' }))
  return /\sSOA\s/.test(stdout) ? stdout.replaceAll(/[ \t]+/g, ' ').replaceAll(/^;.*\n/gm, '') : ''
}

async function nsupdate(port: number, line: string): Promise<void> {
  const running = exec(installed('nsupdate')!, ['-t', '60'])
  running.child.stdin!.end(`server 127.0.0.1 ${port}\nzone ${ORIGIN}\nupdate ${line}\nsend\n`)
  await running
}

/** What delv says of denials that it does not find secure, or insecure by opt-out. */
async function bogus(text: string, anchors: string): Promise<string[]> {
  const server = new TestServer(generationOf({ any: { clients: ['any'], zones: { [ORIGIN]: text } } }))
  const transport = await listen([{ address: '127.0.0.1', port: 0, view: -1 }], server.responder.respond, {
    tcp: testLimits,
  })
  try {
    const { port } = transport.bound[0]!
    const verdicts = await Promise.all(asked.map(([name, type]) => delv(port, anchors, name, type)))
    const optOut = /\sNSEC3PARAM 1 0 0 EE/.test(text)
    const good = optOut ? /fully validated|unsigned answer|negative response, unsigned/ : /fully validated/
    return verdicts.filter((verdict) => !good.test(verdict))
  } finally {
    await transport.close()
  }
}

async function delv(port: number, anchors: string, name: string, type: string): Promise<string> {
  const full = name === '@' ? ORIGIN : `${name}.${ORIGIN}`
  const args = ['@127.0.0.1', '-p', String(port), '-a', anchors, `+root=${ORIGIN}`, '+nocrypto', full, type]
  const { stdout, stderr } = await exec(installed('delv')!, args).catch((error) => error)
  return `${full} ${type}: ${stdout}${stderr}`
}
