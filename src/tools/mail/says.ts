// Messages about the way of mail, in each language.

import { table } from '../../dns/said.ts'
import { speaker } from '../../text/findings/wording.ts'

export const { rows: mailSays, say } = table({
  // In the place of a file
  'served-in-view': ['{zone} in view {view}', 'ビュー {view} の {zone}'],

  'mail-one-sided': [
    'mail for "{name}" comes in from outside, but stops at the gateway: in the view {views} the name has {lacks}',
    '"{name}" あてのメールは外から入り、ゲートウェイで止まります: ビュー {views} でこの名前には{lacks}',
  ],
  'null-mx': ['a null MX', '空の MX (MX 0 .) しかありません'],
  'no-mx': ['no MX', 'MX がありません'],
  'give-mx': ['give it an MX there that names the host of the mailboxes', 'そこに、ホストを指す MX を加えてください'],
  'mail-past-gateway': [
    'mail for "{name}" bypasses the gateway in the view {view}: its MX is "{target}"',
    '"{name}" あてのメールが、ビュー {view} ではゲートウェイを通りません: MX が "{target}" です',
  ],
  'write-gateway': ['write MX 10 {gateway}, and no other MX', 'MX 10 {gateway} だけを書いてください'],
  'mail-loop': [
    'mail for "{name}" runs in a loop: in the view {view} its MX "{target}" is a gateway',
    '"{name}" あてのメールが輪を描きます: ビュー {view} の MX "{target}" はゲートウェイです',
  ],
  'name-mail-host': ['name the host of the mailboxes', 'メールを受け取るホストを書いてください'],
  'mail-unreachable': [
    'mail for "{name}" cannot be delivered: "{target}" has {lack} in the view {view}',
    '"{name}" あてのメールが届きません: ビュー {view} で "{target}" には{lack}',
  ],
  'give-address': ['give {target} an A record in that view', 'そのビューで {target} に A レコードを加えてください'],
  'alias-for-address': ['an alias instead of an address', 'アドレスではなく別名があります'],
  'ipv6-only': ['an IPv6 address only', 'IPv6 アドレスしかありません'],
  'no-address': ['no address', 'アドレスがありません'],
  'mail-spf': [
    'receivers may reject mail from "{name}": its SPF policy in the view {view} does not list the gateway {addresses}',
    '"{name}" からのメールが受信側で拒否されることがあります: ビュー {view} の SPF ポリシーにゲートウェイ {addresses} がありません',
  ],
  'add-to-policy': ['add {terms} to it', 'ポリシーに {terms} を加えてください'],
  'gateway-unreachable': [
    'the gateway "{name}" has {lack} in the view {view}',
    'ビュー {view} でゲートウェイ "{name}" には{lack}',
  ],
  'give-gateway-address': [
    'give it an A record there, or correct the name',
    'そこに A レコードを加えるか、名前を直してください',
  ],
  'gateway-name': [
    'in the view {view} "{name}" has the addresses {addresses}, and not those of the gateway there',
    'ビュー {view} で "{name}" は {addresses} を指し、そこのゲートウェイではありません',
  ],
  'give-gateway-addresses': [
    'give it the addresses of {gateways} in that view',
    'そのビューで {gateways} のアドレスを書いてください',
  ],
})

export const english = speaker(mailSays, 'en')
export const japanese = speaker(mailSays, 'ja')
