// Clients of ACME and DHCP that change zones, where all zones are signed. certbot does in its own file.

import t from 'tap'
import { again } from './again.ts'

await again(t, ['../clients/lego.interop.ts'], ['../clients/kea.interop.ts', '../clients/dhcpd.interop.ts'])
