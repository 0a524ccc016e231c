// Reads files like /etc/hosts: an address and its names on a line.

import { addressFromText } from '../../../dns/address.ts'
import type { Faults } from '../faults.ts'
import { linesOf } from '../text-file.ts'
import type { Host } from './option-records.ts'

/** `domain`: completes names without a dot, which keep their short form too (dnsmasq(8), expand-hosts). */
export function readHosts(path: string, ttl: number, domain: string | undefined, faults: Faults): Host[] {
  return linesOf(path).flatMap((text, i): Host[] => {
    const [address, ...names] = text.replace(/#.*$/s, '').trim().split(/\s+/)
    if (!address) return []
    const at = { file: path, line: i + 1, column: 1 }
    if (addressFromText(address.replace(/%.*$/, '')) === undefined || names.length === 0) {
      faults.add(at, `cannot read "${text.trim()}": an address and names have to stand here`)
      return []
    }
    // An address with a zone index belongs to a link of this host.
    if (address.includes('%')) return []
    const all = names.flatMap((name) =>
      domain !== undefined && !name.includes('.') ? [`${name}.${domain}`, name] : [name],
    )
    return [{ names: all, addresses: [address], ttl, at }]
  })
}
