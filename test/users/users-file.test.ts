// The file of users: what is read, what is not, and what a change of it does to who is let in.

import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Said } from '../../src/dns/said.ts'
import { bearerOf, makeToken } from '../../src/users/token.ts'
import type { User } from '../../src/users/user.ts'
import { Users } from '../../src/users/users.ts'
import { readUsers, writeUsers } from '../../src/users/users-file.ts'

const DAY = 86_400_000
const now = Date.parse('2027-01-01T00:00:00Z')

function codeOf(read: readonly User[] | Said): string {
  return 'code' in read ? read.code : `${read.length} users`
}

t.test('what can be read, and why something cannot', async (t) => {
  const file = join(t.testdir(), 'users.json')
  const token = { id: '0123abcd', hash: 'a'.repeat(64), made: '2027-01-01T00:00:00.000Z' }
  const user = { name: 'dept', role: 'editor', zones: ['dept.example'], tokens: [token] }
  const all = (users: unknown, more: object = {}) => JSON.stringify({ format: 1, users, ...more })
  const cases: readonly (readonly [string, string])[] = [
    [all([]), '0 users'],
    [all([user]), '1 users'],
    [all([user, { ...user, name: 'other', views: [] }]), '2 users'],
    ['', 'users-no-json'],
    ['{', 'users-no-json'],
    ['[]', 'users-other-form'],
    ['null', 'users-other-form'],
    [all([user], { format: 2 }), 'users-other-form'],
    [all({}), 'users-other-form'],
    [all([user], { more: 1 }), 'users-other-form'],
    [all([{ ...user, role: 'root' }]), 'users-other-form'],
    [all([{ ...user, role: 'constructor' }]), 'users-other-form'],
    [all([{ ...user, name: '' }]), 'users-other-form'],
    [all([{ ...user, name: 'a b' }]), 'users-other-form'],
    [all([{ ...user, name: 'a\nb' }]), 'users-other-form'],
    [all([{ ...user, name: 'x'.repeat(65) }]), 'users-other-form'],
    [all([{ ...user, view: ['all'] }]), 'users-other-form'],
    [all([{ ...user, views: 'all' }]), 'users-other-form'],
    [all([{ ...user, tokens: [{ ...token, hash: 'A'.repeat(64) }] }]), 'users-other-form'],
    [all([{ ...user, tokens: [{ ...token, until: 'tomorrow' }] }]), 'users-other-form'],
    [all([{ ...user, tokens: [{ ...token, until: '2027-01-01T00:00:00+0900' }] }]), '1 users'],
    [all([{ ...user, tokens: [{ ...token, until: '2027-01-01T00:00:00+09' }] }]), 'users-other-form'],
    [all([{ ...user, tokens: [{ ...token, write: false }] }]), 'users-other-form'],
    [all([user, user]), 'users-twice'],
    [all([user, { ...user, name: 'DEPT' }]), 'users-twice'],
  ]
  for (const [text, code] of cases) {
    writeFileSync(file, text, { mode: 0o600 })
    t.equal(codeOf(readUsers(file)), code, text)
  }
  for (const mode of [0o640, 0o604, 0o620, 0o660, 0o666]) {
    chmodSync(file, mode)
    t.equal(codeOf(readUsers(file)), 'users-open-to-others', mode.toString(8))
  }
  writeFileSync(file, all([]).padEnd(5 * 2 ** 20))
  t.throws(() => readUsers(file), /and may have/)
  t.throws(() => readUsers(t.testdirName), 'a folder is none')
  t.throws(() => readUsers(join(t.testdirName, 'gone')), { code: 'ENOENT' })
})

t.test('a file that is written is for its owner alone, and the old one stays where it cannot be', async (t) => {
  const file = join(t.testdir(), 'users.json')
  writeUsers(file, [{ name: 'a', role: 'viewer', tokens: [] }])
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.equal(codeOf(readUsers(file)), '1 users')
  t.throws(() => writeUsers(join(t.testdirName, 'gone', 'users.json'), []), { code: 'ENOENT' })
  t.same(readUsers(file), [{ name: 'a', role: 'viewer', tokens: [] }])
})

t.test('a token is known by all of it, until it ends', async (t) => {
  const { text, token } = makeToken(now, { until: now + DAY })
  t.match(text, /^janus_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/)
  t.notMatch(JSON.stringify(token), text.slice(15), 'nothing that is kept opens anything')
  const users: User[] = [
    { name: 'a', role: 'viewer', tokens: [makeToken(now, {}).token] },
    { name: 'b', role: 'viewer', tokens: [token] },
  ]
  t.equal(bearerOf(users, text, now)?.user.name, 'b')
  t.equal(bearerOf(users, text, now + DAY - 1)?.user.name, 'b')
  t.equal(bearerOf(users, text, now + DAY), undefined)
  const cut = text.indexOf('_', 6) + 1
  const others = [
    ...['', 'janus', text.slice(0, -1), `${text}a`, ` ${text}`, text.toUpperCase(), token.hash, token.id],
    ...[`${text.slice(0, cut)}${'A'.repeat(43)}`, text.replace(token.id, users[0]!.tokens[0]!.id)],
  ]
  const endless = [{ ...users[1]!, tokens: [{ ...token, until: 'never' }] }]
  t.equal(bearerOf(endless, text, now), undefined, 'an end that nobody can read has come')
  for (const other of others) t.equal(bearerOf(users, other, now), undefined, other)
})

t.test('users change with their file, and a mistake in it locks nobody out', async (t) => {
  const file = join(t.testdir(), 'users.json')
  const flaws: string[] = []
  const users = new Users(file, (why) => flaws.push('code' in why ? String(why.code) : why.message))
  const names = () => users.now().map(({ name }) => name)
  t.same(names(), [], 'one that is not there lets nobody in')
  writeUsers(file, [{ name: 'a', role: 'viewer', tokens: [] }])
  t.same(names(), ['a'])
  writeUsers(file, [{ name: 'b', role: 'viewer', tokens: [] }])
  t.same(names(), ['b'])
  writeFileSync(file, 'nonsense')
  t.same([names(), names()], [['b'], ['b']])
  chmodSync(file, 0o644)
  t.same(names(), ['b'])
  rmSync(file)
  t.same(names(), [], 'who takes it away takes it from all')
  t.same(flaws, ['ENOENT', 'users-no-json', 'users-open-to-others', 'ENOENT'], 'each is told once')
})

t.test('whoever is taken out is out, however fast one change follows another', async (t) => {
  const file = join(t.testdir(), 'users.json')
  const users = new Users(file, (why) => t.fail(`${why}`))
  for (let i = 0; i < 200; i++) {
    const name = `n${i % 10}`
    writeFileSync(file, JSON.stringify({ format: 1, users: [{ name, role: 'viewer', tokens: [] }] }), { mode: 0o600 })
    if (users.now()[0]?.name !== name) return t.fail(`change ${i} is not seen`)
  }
  t.pass()
})
