// `janus tsig config`: prints the configuration of a secondary, with the secrets of its keys.

import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { type Keyring, loadKeyring } from '../../keys/keyring.ts'
import type { PeerAddress } from '../../text/config/peers.ts'
import type { SecondarySetting } from '../../text/config/secondaries.ts'
import type { Settings } from '../../text/config/settings.ts'
import { answersAt } from '../answers-at.ts'
import { type PeerKey, peerConfigText, zonesFor } from './peer-config.ts'
import { say } from './says.ts'
import { type PeerServer, serversWithViews } from './servers.ts'

/** `view`: which of several views, for a server without views. */
export type Wanted = { readonly peer: string; readonly server: PeerServer; readonly view?: string | undefined }

/** The configuration, or why there is none. */
export function printedConfig(settings: Settings, { peer, server, view }: Wanted): string | Said {
  const secondary = settings.secondaries.find(({ name }) => name === peer)
  const known = settings.secondaries.map(({ name }) => name).join(', ')
  if (secondary === undefined) return say('tsig-no-secondary', { peer, secondaries: known || '–' })
  const its = secondary.views.filter((index) => view === undefined || settings.views[index]!.name === view)
  const names = secondary.views.map((index) => settings.views[index]!.name).join(', ')
  if (its.length === 0) return say('tsig-not-its-view', { peer, view: view ?? '–', views: names })
  if (its.length > 1 && !serversWithViews.includes(server)) return say('tsig-one-view', { server, views: names })
  const { keyring } = loadKeyring(settings.tsig, { make: false })
  const views = its.map((index) => ({
    name: settings.views[index]!.name,
    key: keyOf(keyring, secondary, index),
    zones: zonesFor(settings, secondary, index),
  }))
  for (const [i, { key, name }] of views.entries())
    if (key === undefined && secondary.keys !== 'none')
      return say('tsig-no-file-yet', { key: secondary.keys.get(its[i]!) ?? name })
  return peerConfigText(server, { peer, primary: answersThere(settings, secondary), views, clients: settings.views })
}

function keyOf(keyring: Keyring, { keys }: SecondarySetting, view: number): PeerKey | undefined {
  const text = keys === 'none' ? undefined : keys.get(view)
  const entry = text === undefined ? undefined : keyring.of(text).at(-1)
  if (entry === undefined) return undefined
  const algorithm = nameText(entry.key.algorithm.name).replace(/\.$/, '')
  return { name: entry.current, algorithm, secret: entry.key.secret.export().toString('base64') }
}

/** Addresses of this server that the secondary can ask: of its families, if we have any. */
function answersThere({ listen }: Settings, { addresses }: SecondarySetting): readonly PeerAddress[] {
  const families = new Set(addresses.map(({ family }) => family))
  const all = answersAt(listen)
  const reachable = all.filter(({ family }) => families.has(family))
  return reachable.length > 0 ? reachable : all
}
