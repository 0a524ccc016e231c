// Every way in which a configuration can be wrong, by the word that stands in brackets after the message.

import type { Severity } from '../findings/problem.ts'

export type ConfigRule = keyof typeof configRules

/** What each rule asks for, in a sentence, for documents and machine-readable reports. */
export const configRules = {
  'config-unreadable': { severity: 'error', summary: 'The configuration file can be opened and is text in UTF-8.' },
  'config-syntax': { severity: 'error', summary: 'The configuration is one YAML document that can be read.' },
  'duplicate-key': { severity: 'error', summary: 'A key stands only once in its map.' },
  'unknown-key': { severity: 'error', summary: 'Every key is one that Janus knows.' },
  'missing-key': { severity: 'error', summary: 'A key that has no default is given.' },
  'wrong-type': { severity: 'error', summary: 'A value has the form that its key wants.' },
  'bad-address': { severity: 'error', summary: 'A listen address is an IP address with an optional port.' },
  'duplicate-address': { severity: 'error', summary: 'An address and port are listened on once.' },
  'bad-door': {
    severity: 'error',
    summary:
      'A listen address speaks TLS or HTTPS, has a certificate with its key, and believes proxies that it names.',
  },
  'bad-certificate': {
    severity: 'warning',
    summary: 'A certificate can be read, counts today, leads to its issuer in order, and has the key beside it.',
  },
  'open-private-key': {
    severity: 'warning',
    summary: 'The private key of a certificate is for its owner and its group alone.',
  },
  'http-in-the-clear': {
    severity: 'error',
    summary: 'What changes something over HTTP is asked over the loopback, over TLS, or behind proxies that are named.',
  },
  'bad-users': {
    severity: 'warning',
    summary: 'The file of users is for its owner alone, and is as "janus user" writes it.',
  },
  'door-of-other-view': {
    severity: 'error',
    summary: 'An address gives the same view over TLS or HTTPS as it gives without.',
  },
  'subnet-from-anybody': { severity: 'error', summary: 'Resolvers whose client subnet is believed are named.' },
  'subnet-from-inside': {
    severity: 'warning',
    summary: 'A resolver whose client subnet is believed has no inside view of its own.',
  },
  'proof-for-anybody': { severity: 'warning', summary: 'A view that asks for proof is not for everybody.' },
  'no-views': { severity: 'error', summary: 'There is at least one view, or nothing is said about views.' },
  'bad-view-name': { severity: 'error', summary: 'A view is named with letters, digits, "-" and "_".' },
  'prefix-syntax': { severity: 'error', summary: 'A prefix is an address, an address with a length, or "any".' },
  'prefix-host-bits': { severity: 'error', summary: 'All bits of a prefix after its length are zero.' },
  'prefix-in-two-views': { severity: 'error', summary: 'A prefix belongs to one view.' },
  'duplicate-prefix': { severity: 'warning', summary: 'A prefix stands once in its view.' },
  'catch-all-one-family': {
    severity: 'warning',
    summary: 'Where every IPv4 client has a view, so has every IPv6 client.',
  },
  'view-unused': { severity: 'warning', summary: 'A view has at least one zone.' },
  'view-without-clients': {
    severity: 'warning',
    summary: 'A view has prefixes or certificates, or a listen address is tied to it.',
  },
  'unknown-view': { severity: 'error', summary: 'A view that is named somewhere exists under "views".' },
  'unknown-zone': { severity: 'warning', summary: 'A zone that is named somewhere exists under "zones".' },
  'transfer-to-nobody': {
    severity: 'warning',
    summary: 'Whoever "transfers" or "secondaries" names can fetch a zone by that.',
  },
  'bad-peer': {
    severity: 'error',
    summary:
      'A primary or secondary has a name of its own, addresses that are not ours, views, and keys for the views that it gets or gives.',
  },
  'bad-catalog': {
    severity: 'error',
    summary: 'A catalog has a name, a view, one side to be on, and members that no zone and no other catalog has.',
  },
  'bad-list': {
    severity: 'error',
    summary:
      'A list has a name that no zone has, files in a known format or entries that end, views that see it, and an address that says "listed".',
  },
  'list-in-public': { severity: 'warning', summary: 'Strangers do not see a list whose entries end.' },
  'unknown-secondary': { severity: 'error', summary: 'A secondary that a catalog names exists under "secondaries".' },
  'transfer-to-anybody': { severity: 'error', summary: 'An entry of "transfers" says from where or by which key.' },
  'update-by-anybody': {
    severity: 'error',
    summary: 'An entry of "updates" says by which key, or from which addresses short of all.',
  },
  'update-unproven': {
    severity: 'warning',
    summary: 'Whoever changes a zone without a key has shown that the address is its own.',
  },
  'bad-update': {
    severity: 'error',
    summary: 'An entry of "updates" is about zones, names, types and views that somebody can change by it.',
  },
  'unkeyed-inside': { severity: 'error', summary: 'A secondary without a key gets a public view only.' },
  'unkeyed-two-views': { severity: 'error', summary: 'Without a key, nobody may fetch two faces of one zone.' },
  'bad-key': { severity: 'error', summary: 'A TSIG key has a name of its own and shows views that exist.' },
  'bad-key-file': {
    severity: 'error',
    summary: 'The file of a TSIG key holds that key, as BIND writes it, for the eyes of its owner alone.',
  },
  'weak-key': { severity: 'warning', summary: 'A TSIG key has 16 octets at least, and is not for MD5.' },
  'key-unreadable': { severity: 'warning', summary: 'The file of a TSIG key can be read by whoever checks it.' },
  'key-lost': { severity: 'warning', summary: 'A TSIG key that others have used has its file.' },
  'key-from-anywhere': {
    severity: 'warning',
    summary: 'A TSIG key that shows a view which strangers do not see says from where it may be used.',
  },
  'key-not-for-peer': {
    severity: 'warning',
    summary: 'A TSIG key may be used from where the server is that signs with it.',
  },
  'unknown-key-name': { severity: 'error', summary: 'A TSIG key that is named somewhere exists under "tsig".' },
  'bad-keys-folder': {
    severity: 'error',
    summary:
      'Secrets lie in a folder of their own: not in the state folder, nor in what git commits, nor open to others.',
  },
  'bad-secret': { severity: 'error', summary: 'A secret is 32 hexadecimal digits, in the configuration or in a file.' },
  'no-zones': { severity: 'warning', summary: 'There is at least one zone to serve.' },
  'bad-zone-name': { severity: 'error', summary: 'A zone is named by a domain name.' },
  'refused-and-served': { severity: 'error', summary: 'A name that a view refuses is not a zone that it is shown.' },
  'duplicate-zone': {
    severity: 'error',
    summary: 'A zone stands once, whatever the case and with or without the final dot.',
  },
  'bad-canary': { severity: 'error', summary: 'A canary is a question and an answer that can be read.' },
  'zone-without-view': { severity: 'error', summary: 'A zone has a file in at least one view.' },
  'bad-name': { severity: 'error', summary: 'A name is a domain name.' },
  'bad-reverse': { severity: 'error', summary: 'A prefix under "reverse" is as large as a zone at least.' },
  'derived-in-a-circle': { severity: 'error', summary: 'A face is made from one that has files in the end.' },
  'unknown-primary': { severity: 'error', summary: 'A primary that is named somewhere exists under "primaries".' },
  'two-sources': {
    severity: 'error',
    summary: 'A face comes from a file, from another face, or from a primary: one of them.',
  },
  'no-such-face': { severity: 'error', summary: 'A face is made from one that its zone has.' },
  'no-gateway': { severity: 'error', summary: 'A rule that needs the mail gateway of a view finds it under "mail".' },
  'map-sizes': { severity: 'error', summary: 'An address is mapped to one of the same family.' },
  'bad-review': { severity: 'error', summary: 'What is expected or allowed says what, and until which day.' },
  'bad-sign': {
    severity: 'error',
    summary: 'What is signed is a zone that is served, for times in which its keys and signatures can be exchanged.',
  },
  'unsigned-face': {
    severity: 'warning',
    summary: 'A face that stays unsigned is one of a zone that is signed, and may do so for two weeks more at least.',
  },
  'chain-outside': {
    severity: 'warning',
    summary:
      'A face that proves absence when somebody asks is served by no secondary outside, which would prove it by the chain.',
  },
} as const satisfies Record<string, { severity: Severity; summary: string }>
