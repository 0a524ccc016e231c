// RFC 1034 §6: its zones, its questions, and the sections that it gives as answers; with the SOA that RFC 2308 §2 has added
// to negative answers since.

import t from 'tap'
import { isAuthoritative, rcodeOf, recordText, TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

// §6.1
const root = `
$TTL 86400
.                        SOA    SRI-NIC.ARPA. HOSTMASTER.SRI-NIC.ARPA. 870611 1800 300 604800 86400
.                        NS     A.ISI.EDU.
.                        NS     C.ISI.EDU.
.                        NS     SRI-NIC.ARPA.
MIL.                     NS     SRI-NIC.ARPA.
MIL.                     NS     A.ISI.EDU.
EDU.                     NS     SRI-NIC.ARPA.
EDU.                     NS     C.ISI.EDU.
SRI-NIC.ARPA.            A      26.0.0.73
SRI-NIC.ARPA.            A      10.0.0.51
SRI-NIC.ARPA.            MX     0 SRI-NIC.ARPA.
SRI-NIC.ARPA.            HINFO  DEC-2060 TOPS20
ACC.ARPA.                A      26.6.0.65
ACC.ARPA.                HINFO  PDP-11/70 UNIX
ACC.ARPA.                MX     10 ACC.ARPA.
USC-ISIC.ARPA.           CNAME  C.ISI.EDU.
73.0.0.26.IN-ADDR.ARPA.  PTR    SRI-NIC.ARPA.
65.0.6.26.IN-ADDR.ARPA.  PTR    ACC.ARPA.
51.0.0.10.IN-ADDR.ARPA.  PTR    SRI-NIC.ARPA.
52.0.0.10.IN-ADDR.ARPA.  PTR    C.ISI.EDU.
103.0.3.26.IN-ADDR.ARPA. PTR    A.ISI.EDU.
A.ISI.EDU.               A      26.3.0.103
C.ISI.EDU.               A      10.0.0.52
`
const edu = `
$TTL 172800
EDU.              86400  SOA    SRI-NIC.ARPA. HOSTMASTER.SRI-NIC.ARPA. 870729 1800 300 604800 86400
EDU.              86400  NS     SRI-NIC.ARPA.
EDU.              86400  NS     C.ISI.EDU.
UCI.EDU.                 NS     ICS.UCI.EDU.
UCI.EDU.                 NS     ROME.UCI.EDU.
ICS.UCI.EDU.             A      192.5.19.1
ROME.UCI.EDU.            A      192.5.19.31
ISI.EDU.                 NS     VAXA.ISI.EDU.
ISI.EDU.                 NS     A.ISI.EDU.
ISI.EDU.                 NS     VENERA.ISI.EDU.
VAXA.ISI.EDU.            A      10.2.0.27
VAXA.ISI.EDU.            A      128.9.0.33
VENERA.ISI.EDU.          A      10.1.0.52
VENERA.ISI.EDU.          A      128.9.0.32
A.ISI.EDU.               A      26.3.0.103
UDEL.EDU.                NS     LOUIE.UDEL.EDU.
UDEL.EDU.                NS     UMN-REI-UC.ARPA.
LOUIE.UDEL.EDU.          A      10.0.0.96
LOUIE.UDEL.EDU.          A      192.5.39.3
YALE.EDU.                NS     YALE.ARPA.
YALE.EDU.                NS     YALE-BULLDOG.ARPA.
MIT.EDU.          43200  NS     XX.LCS.MIT.EDU.
MIT.EDU.          43200  NS     ACHILLES.MIT.EDU.
XX.LCS.MIT.EDU.   43200  A      10.0.0.44
ACHILLES.MIT.EDU. 43200  A      18.72.0.8
`

/** Serves the root alone. */
const aIsiEdu = new TestServer(generationOf({ any: { clients: ['any'], zones: { '.': root } } }))
/** Serves EDU as well. */
const cIsiEdu = new TestServer(generationOf({ any: { clients: ['any'], zones: { '.': root, EDU: edu } } }))

const soa = '. 86400 SOA SRI-NIC.ARPA. HOSTMASTER.SRI-NIC.ARPA. 870611 1800 300 604800 86400'
const sriNic = ['SRI-NIC.ARPA. 86400 A 26.0.0.73', 'SRI-NIC.ARPA. 86400 A 10.0.0.51']

const cases = [
  { section: '6.2.1', server: cIsiEdu, ask: 'SRI-NIC.ARPA. A', aa: true, answer: sriNic },
  {
    section: '6.2.2',
    server: cIsiEdu,
    ask: 'SRI-NIC.ARPA. ANY',
    aa: true,
    answer: [...sriNic, 'SRI-NIC.ARPA. 86400 MX 0 SRI-NIC.ARPA.', 'SRI-NIC.ARPA. 86400 HINFO "DEC-2060" "TOPS20"'],
  },
  {
    section: '6.2.3',
    server: cIsiEdu,
    ask: 'SRI-NIC.ARPA. MX',
    aa: true,
    answer: ['SRI-NIC.ARPA. 86400 MX 0 SRI-NIC.ARPA.'],
    additional: sriNic,
  },
  { section: '6.2.4', server: cIsiEdu, ask: 'SRI-NIC.ARPA. NS', aa: true, authority: [soa] },
  { section: '6.2.5', server: cIsiEdu, ask: 'SIR-NIC.ARPA. A', aa: true, rcode: 'NXDOMAIN', authority: [soa] },
  {
    section: '6.2.6',
    server: cIsiEdu,
    ask: 'BRL.MIL. A',
    aa: false,
    authority: ['MIL. 86400 NS SRI-NIC.ARPA.', 'MIL. 86400 NS A.ISI.EDU.'],
    // C.ISI.EDU has the EDU zone, where the same address stands as glue.
    additional: [...sriNic, 'A.ISI.EDU. 172800 A 26.3.0.103'],
  },
  {
    section: '6.2.7, asked of A.ISI.EDU',
    server: aIsiEdu,
    ask: 'USC-ISIC.ARPA. A',
    aa: true,
    answer: ['USC-ISIC.ARPA. 86400 CNAME C.ISI.EDU.'],
    authority: ['EDU. 86400 NS SRI-NIC.ARPA.', 'EDU. 86400 NS C.ISI.EDU.'],
    additional: [...sriNic, 'C.ISI.EDU. 86400 A 10.0.0.52'],
  },
  {
    section: '6.2.7, asked of C.ISI.EDU',
    server: cIsiEdu,
    ask: 'USC-ISIC.ARPA. A',
    aa: true,
    answer: ['USC-ISIC.ARPA. 86400 CNAME C.ISI.EDU.'],
    authority: [
      'ISI.EDU. 172800 NS VAXA.ISI.EDU.',
      'ISI.EDU. 172800 NS A.ISI.EDU.',
      'ISI.EDU. 172800 NS VENERA.ISI.EDU.',
    ],
    additional: [
      'VAXA.ISI.EDU. 172800 A 10.2.0.27',
      'VAXA.ISI.EDU. 172800 A 128.9.0.33',
      'VENERA.ISI.EDU. 172800 A 10.1.0.52',
      'VENERA.ISI.EDU. 172800 A 128.9.0.32',
      'A.ISI.EDU. 172800 A 26.3.0.103',
    ],
  },
  {
    section: '6.2.8',
    server: cIsiEdu,
    ask: 'USC-ISIC.ARPA. CNAME',
    aa: true,
    answer: ['USC-ISIC.ARPA. 86400 CNAME C.ISI.EDU.'],
  },
]

for (const { section, server, ask, aa, rcode = 'NOERROR', answer = [], authority = [], additional = [] } of cases)
  t.test(`§${section}: ${ask}`, async (t) => {
    const message = server.ask(ask, { stream: true })
    t.equal(rcodeOf(message), rcode)
    t.equal(isAuthoritative(message), aa)
    t.same(message.answer.map(recordText).sort(), [...answer].sort(), 'answer')
    t.same(message.authority.map(recordText).sort(), [...authority].sort(), 'authority')
    t.same(message.additional.map(recordText).sort(), [...additional].sort(), 'additional')
  })
