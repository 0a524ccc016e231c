// What a server has answered outlives a SIGKILL at any moment.

import t from 'tap'
import { isKilled, ROUNDS } from './killing.ts'

t.test(`killed ${ROUNDS} times`, { timeout: 3_600_000 }, (t) => isKilled(t))
