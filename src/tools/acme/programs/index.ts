// The programs for which `janus acme config` prints.

import type { Program } from '../program.ts'
import { acmeSh } from './acme-sh.ts'
import { certManager } from './cert-manager.ts'
import { certbot } from './certbot.ts'
import { dhcpd } from './dhcpd.ts'
import { externalDns } from './external-dns.ts'
import { kea } from './kea.ts'
import { lego } from './lego.ts'

export const programs = {
  certbot,
  lego,
  'acme.sh': acmeSh,
  'cert-manager': certManager,
  'external-dns': externalDns,
  kea,
  dhcpd,
} as const satisfies Readonly<Record<string, Program>>

export type ProgramName = keyof typeof programs
