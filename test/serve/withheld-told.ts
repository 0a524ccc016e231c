// What `janus status` and the metrics tell somebody of what is withheld.

import { type Actor, asUser } from '../../src/operate/actor.ts'
import type { Status } from '../../src/operate/verbs/status.ts'
import { statusText } from '../../src/operate/verbs/status-words.ts'
import type { Server } from '../../src/serve/server.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'

/** Who sees the view internal alone. */
export const insider: Actor = asUser({ name: 'eve', role: 'viewer', views: ['internal'], tokens: [] }, 'off')

export async function withheldTold(server: Server, actor: Actor = everybody) {
  const ask = async (verb: string) => (await told(operatedOf(server), actor, { verb, options: {} })).result
  const result = (await ask('status')) as Status
  return {
    status: result.withheld,
    line: statusText(result).match(/^withheld +(.*)$/m)?.[1],
    metrics: String(await ask('metrics')).match(/^janus_withheld{.*$/gm) ?? [],
  }
}

export const NOTHING_WITHHELD = { status: undefined, line: undefined, metrics: [] }
