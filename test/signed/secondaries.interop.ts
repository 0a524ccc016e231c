// Secondaries of other kinds, and catalogs that they follow, where all zones are signed.

import t from 'tap'
import { again } from './again.ts'

await again(
  t,
  [
    '../peers/secondaries.interop.ts',
    '../peers/keyed-secondaries.interop.ts',
    '../peers/other-face.interop.ts',
    '../peers/catalogs.interop.ts',
  ],
  [
    '../peers/unkeyed-secondaries.interop.ts',
    '../peers/unkeyed-others.interop.ts',
    '../peers/outliving-plain.interop.ts',
    '../peers/outliving-keyed.interop.ts',
  ],
)
