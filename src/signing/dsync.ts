// Tells the parent that the zone's CDS records have changed, if its DSYNC records say whom to tell (RFC 9859): then it looks at them at
// once, and not in a day.

import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { addressFromText, addressText } from '../dns/address.ts'
import { get16 } from '../dns/big-endian.ts'
import { copyName, isWithin, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Rcode, rcodeName } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { kindsAt, rangeKinds } from '../dns/special-ranges.ts'
import { Type } from '../dns/types.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import type { Message } from '../wire/message.ts'
import { askServer, serverText, tellServer } from './ask-server.ts'
import { addressesOf, serversAbove } from './parent-ds.ts'
import { say } from './says.ts'

/** One server that was told. `error`: why it did not take the message. */
export type Told = { readonly server: string; readonly error?: Said }

/** `parents`: undefined means look them up. Gives an empty list if nobody wants to be told, undefined if no parent answers. */
export async function tellParent(
  origin: Uint8Array,
  parents: readonly PeerAddress[] | undefined,
): Promise<Told[] | undefined> {
  const servers = parents ?? (await serversAbove(origin))
  if ('code' in servers) return undefined
  if (origin.length === 1) return []
  for (const server of servers) {
    const found = await dsyncAt(origin, server)
    if (found === undefined) continue
    const told = found.map(async (target) => tellEach(origin, target, await targetsOf(target, server)))
    return (await Promise.all(told)).flat()
  }
  return undefined
}

/** A server that wants to hear of CDS. */
type Target = { readonly name: Uint8Array; readonly port: number }

/** RFC 9859 §4.1; undefined if the server does not answer. */
async function dsyncAt(origin: Uint8Array, server: PeerAddress): Promise<Target[] | undefined> {
  const asked = (name: Uint8Array) => askServer(server, { name, type: Type.DSYNC })
  const own = await asked(withDsync(origin, origin[0]! + 1))
  if (!isAnswer(own)) return undefined
  const found = targetsIn(own)
  if (found.length > 0) return found
  const soa = own.authority.find(({ type }) => type === Type.SOA)
  if (soa === undefined || !isWithin(origin, 0, soa.name, 0) || sameName(origin, 0, soa.name, 0)) return []
  // The parent's name may be shorter by more than one label.
  const above = origin.length - soa.name.length
  if (above !== origin[0]! + 1) {
    const next = await asked(withDsync(origin, above))
    if (isAnswer(next) && targetsIn(next).length > 0) return targetsIn(next)
  }
  const all = await asked(withDsync(soa.name, 0))
  return isAnswer(all) ? targetsIn(all) : undefined
}

const DSYNC_LABEL = Uint8Array.from([6, ...Buffer.from('_dsync', 'latin1')])

function withDsync(name: Uint8Array, at: number): Uint8Array {
  return Uint8Array.from([...name.subarray(0, at), ...DSYNC_LABEL, ...name.subarray(at)])
}

function isAnswer(message: Message | Said): message is Message {
  return !('code' in message) && (message.rcode === Rcode.NOERROR || message.rcode === Rcode.NXDOMAIN)
}

/** RFC 9859 §2.1: type, scheme, port, target. */
function targetsIn({ answer }: Message): Target[] {
  const targets = answer.flatMap(({ type, rdata }) =>
    type === Type.DSYNC &&
    rdata.length > 5 &&
    get16(rdata, 0) === Type.CDS &&
    rdata[2] === NOTIFY &&
    get16(rdata, 3) > 0
      ? [{ name: copyName(rdata, 5), port: get16(rdata, 3) }]
      : [],
  )
  const isFirst = (one: Target, i: number) =>
    targets.findIndex(({ name, port }) => port === one.port && sameName(name, 0, one.name, 0)) === i
  return targets.filter((one, i) => i < MOST_SEEN && isFirst(one, i)).slice(0, MOST)
}

/** Most targets, and most addresses of each: the records must not make Janus a source of many packets. */
const MOST = 4
/** How many records Janus looks at. */
const MOST_SEEN = 100

/** RFC 9859 §2.2. */
const NOTIFY = 1

/** Asks the parent's server for the target's addresses: it knows the names of its own zone. */
async function targetsOf({ name, port }: Target, server: PeerAddress): Promise<PeerAddress[]> {
  const [four, six] = await Promise.all(
    [Type.A, Type.AAAA].map(async (type) => {
      const said = await askServer(server, { name, type })
      const records = 'code' in said ? [] : said.answer
      return records.slice(0, MOST_SEEN).flatMap((one) => (one.type === type ? [addressText(one.rdata)] : []))
    }),
  )
  const known = four!.length > 0 ? four! : six!
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  const addresses = known.length > 0 ? known : await addressesOf(resolver, nameText(name).replace(/\.$/, ''))
  return [...new Set(addresses)]
    .filter((address) => isOpenTo(server.address, address))
    .slice(0, MOST)
    .map((address) => ({ address, family: isIP(address) === 6 ? 6 : 4, port }))
}

/** Whether the parent may name the target. A parent on the internet must not reach hosts of our network through Janus; one inside may. */
export function isOpenTo(parent: string, target: string): boolean {
  const [from, to] = [parent, target].map(kindsOf)
  if (to === rangeKinds.loopback) return from === to
  return to === rangeKinds.private ? from === to || from === rangeKinds.loopback : to !== rangeKinds.bogon
}

function kindsOf(address: string): number {
  // The scope does not count (RFC 4007 §11).
  const octets = addressFromText(address.replace(/%.*$/, ''))
  return octets === undefined ? rangeKinds.bogon : kindsAt(octets, 0, octets.length as 4 | 16)
}

async function tellEach(origin: Uint8Array, { name }: Target, addresses: readonly PeerAddress[]): Promise<Told[]> {
  if (addresses.length === 0) return [{ server: nameText(name), error: say('told-nowhere', { name: nameText(name) }) }]
  return Promise.all(
    addresses.map(async (address): Promise<Told> => {
      const server = serverText(address)
      const said = await tellServer(address, { name: origin, type: Type.CDS })
      if ('code' in said) return { server, error: said }
      if (said.rcode === Rcode.NOERROR) return { server }
      return { server, error: say('told-says', { server, rcode: rcodeName(said.rcode) }) }
    }),
  )
}
