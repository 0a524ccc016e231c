// What is on record of signing is read again, however much it is: without it nothing starts.

import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { SIGNING_FILE } from '../../src/signing/signing-file.ts'
import { SigningRecord } from '../../src/signing/signing-record.ts'
import { takenKey, takenOf } from '../../src/signing/taken-ds.ts'
import { keptFolder } from '../../src/state/kept-folder.ts'
import { folderOf } from '../support/janus.ts'

t.test('a DS of each of 80,000 zones below', async (t) => {
  const state = folderOf(t, {})
  SigningRecord.open(state)
  const path = join(keptFolder(state).path, SIGNING_FILE)
  const ds = takenOf([new Uint8Array(36)], [new Uint8Array(36)], 1_800_000_000, 1_800_000_000)
  const key = (i: number) => takenKey('internal', nameFromText(`d${i}.univ.example.`))
  const taken = Object.fromEntries(Array.from({ length: 80_000 }, (_, i) => [key(i), ds]))
  writeFileSync(path, JSON.stringify({ version: 1, clock: 0, zones: {}, taken }))
  t.ok(statSync(path).size > 1 << 24)
  t.same(SigningRecord.open(state).taken[key(79_999)], ds)
})
