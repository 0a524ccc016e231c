// What `janus status` and the metrics tell somebody of what is withheld.

import { type Actor, asUser } from '../../src/operate/actor.ts'
import type { Status } from '../../src/operate/verbs/status.ts'
import { statusText } from '../../src/operate/verbs/status-words.ts'
import { type ZoneLine, zonesText } from '../../src/operate/zone-lines.ts'
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

/** What `janus zones` says beside the zones from primaries that are not served. */
export async function zonesTold(server: Server) {
  const { result } = await told(operatedOf(server), everybody, { verb: 'zones', options: {} })
  return zonesText(result as unknown as ZoneLine[]).match(/waiting.*$/gm) ?? []
}

export const NOTHING_WITHHELD = { status: undefined, line: undefined, metrics: [] }
