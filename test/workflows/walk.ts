import { criteria, staff, type ActorName } from '../domain/case/scenario';
import type { TestCase } from './harness';
import { until } from './until';

const HASH = 'a'.repeat(64);
const CHAIN = [
  ['leadDivision', 'division'],
  ['lead', 'office'],
  ['leadLeader', 'leaderInCharge'],
  ['leadPrincipal', 'principal'],
] as const satisfies [ActorName, string][];

/** A case's common stretches over updates, as the API would send them. */
export const walk = {
  async signAndStaff(one: TestCase): Promise<void> {
    await one.send('lead', 'signFor', { trackId: 't1' });
    await one.send('lead', 'nameResponsibility', { trackId: 't1', ...staff('lead') });
    await one.send('co', 'signFor', { trackId: 't2' });
    await one.send('co', 'nameResponsibility', { trackId: 't2', ...staff('co') });
  },
  async forms(one: TestCase): Promise<void> {
    await one.send('lead', 'sendForm', { trackId: 't1', proposers: ['p1', 'p2'], way: 'post' });
    await one.send('lead', 'confirmForm', { trackId: 't1', proposer: 'p1', way: 'telephone' });
    await one.send('co', 'coverForm', { trackId: 't2' });
  },
  async consult(one: TestCase): Promise<void> {
    const contact = { trackId: 't1', stage: 'before', way: 'visit', attendees: [], documents: [] } as const;
    const visitors = ['lead-4'];
    await one.send('leadOfficer', 'recordContact', {
      ...contact,
      visitors,
      attendees: [],
      documents: [],
      proposers: ['p1'],
      opinion: 'x1',
      plan: 'x2',
    });
    await one.send('leadOfficer', 'recordContact', {
      ...contact,
      visitors,
      attendees: [],
      documents: [],
      proposers: ['p2'],
      opinion: 'x3',
      plan: 'x4',
    });
  },
  async opinion(one: TestCase): Promise<void> {
    await one.send('coOfficer', 'draftLetter', {
      trackId: 't2',
      product: 'opinion',
      document: HASH,
      mark: 'public',
    });
    const letterId = lastLetter(one);
    await one.send('coLeader', 'reviewLetter', {
      letterId,
      level: 'leaderInCharge',
      decision: 'approve',
      criteria,
    });
    await one.send('co', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
  },
  /** Drafted and reviewed, ready to be issued: the letter's id. */
  async approvedReply(one: TestCase): Promise<string> {
    await one.send('leadOfficer', 'draftLetter', {
      trackId: 't1',
      product: 'reply',
      document: HASH,
      category: 'A',
      mark: 'public',
    });
    const letterId = lastLetter(one);
    for (const [who, level] of CHAIN)
      await one.send(who, 'reviewLetter', { letterId, level, decision: 'approve', criteria });
    return letterId;
  },
  async issue(one: TestCase, letterId: string): Promise<void> {
    await one.send('lead', 'issueLetter', { letterId, documentNumber: 'x', sent: [] });
  },
  async publish(one: TestCase, letterId: string): Promise<void> {
    await one.send('lead', 'publishLetter', {
      letterId,
      coHandlers: [{ trackId: 't2', opinion: 'public' }],
      withOriginal: false,
    });
    await until(
      'the reply is published',
      () => one.state.letters[letterId]?.publication.status === 'published',
    );
  },
  async feedback(one: TestCase): Promise<void> {
    for (const who of ['p1', 'p2'] as const) {
      await one.handle.signal(
        'feedback',
        one.message(who, { proposer: who, attitude: 'satisfied', result: 'satisfied' }),
      );
    }
  },
  /** The whole life of a case, until its run has ended. */
  async toItsEnd(one: TestCase): Promise<void> {
    await walk.signAndStaff(one);
    await walk.forms(one);
    await walk.answered(one);
    await one.handle.result();
  },
  /** From the first contact to the feedback of both. */
  async answered(one: TestCase): Promise<void> {
    await walk.consult(one);
    await walk.opinion(one);
    const letterId = await walk.approvedReply(one);
    await walk.issue(one, letterId);
    await walk.delivered(one);
    await walk.publish(one, letterId);
    await walk.feedback(one);
  },
  /** Until nothing is on its way any more. */
  async delivered(one: TestCase): Promise<void> {
    await until('everything is delivered', () =>
      Object.values(one.state.deliveries).every(({ status }) => status !== 'pending'),
    );
  },
};

function lastLetter(one: TestCase): string {
  const id = Object.keys(one.state.letters).at(-1);
  if (id === undefined) throw new Error('there is no letter');
  return id;
}
