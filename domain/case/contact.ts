import { refuseUnless } from '../refusal';
import { change, type Deciders, entryOf, type Evolvers, named, nextId, notBefore, put } from './context';
import { liveTracks, staffedTrack } from './lookups';
import { isForReference, meetReference } from './reference';
import { knownProposer, meetForm } from './responsibility';
import { excuse } from './sending';

const REMOTE = new Set(['telephone', 'wechat', 'video']);

/** Contacts by stage and way, research, exceptions to "consult first, then reply" [R2.4, R6.1, R6.2]. */
export const contactDeciders = {
  recordContact(chronicle, { data }) {
    const track = staffedTrack(chronicle.case, data.trackId);
    data.proposers.forEach((id, index) => knownProposer(chronicle, id, `/proposers/${index}`));
    refuseUnless(
      new Set(data.proposers).size === data.proposers.length,
      'R6.1',
      'duplicate',
      '/proposers',
      '代表委员重复',
    );
    refuseUnless(
      !REMOTE.has(data.way) || data.wished === true,
      'R6.2',
      'missing',
      '/wished',
      '电话、微信、视频方式须注明系根据代表委员意愿',
    );
    refuseUnless(
      data.way !== 'visit' || data.visitors !== undefined,
      'R6.3',
      'missing',
      '/visitors',
      '走访由承办单位组织，须写明走访人员，本单位至少一人',
    );
    refuseUnless(
      !data.withUnits?.includes(track.unit),
      'R6.3',
      'duplicate',
      '/withUnits',
      '联合走访的其他单位不含本单位',
    );
    const { trackId, stage, way, proposers, attendees, opinion, plan, told, documents, place, wished } = data;
    const first = !chronicle.case.contacts.some(
      (contact) => contact.trackId === track.id && contact.stage === 'before',
    );
    refuseUnless(
      !(stage === 'before' && first) ||
        plan !== undefined ||
        isForReference(chronicle.case, track, chronicle.context.rules),
      'R6.2',
      'missing',
      '/plan',
      '首次办前沟通应形成办理方案',
    );
    const contact = {
      id: `c${chronicle.case.contacts.length + 1}`,
      trackId,
      stage,
      way,
      proposers,
      on: chronicle.on,
      plan: plan !== undefined,
      ...(data.visitors ? { visitors: data.visitors } : {}),
      ...(data.withUnits ? { withUnits: data.withUnits } : {}),
      ...(told ? { told } : {}),
    };
    chronicle.add('contactRecorded', {
      contact,
      attendees,
      opinion,
      documents,
      ...(plan ? { plan } : {}),
      ...(place ? { place } : {}),
      ...(wished === undefined ? {} : { wished }),
    });
    meetReference(chronicle, track.id);
  },

  recordResearch(chronicle, { data }) {
    const track = staffedTrack(chronicle.case, data.trackId);
    chronicle.add('researchRecorded', {
      trackId: track.id,
      place: data.place,
      people: data.people,
      findings: data.findings,
    });
  },

  requestContactException(chronicle, { data }) {
    const track = staffedTrack(chronicle.case, data.trackId);
    knownProposer(chronicle, data.proposer, '/proposer');
    const standing = Object.values(chronicle.case.exceptions).find(
      (exception) => exception.proposer === data.proposer && exception.status !== 'refused',
    );
    refuseUnless(!standing, 'R6.1', 'duplicate', '/proposer', '该代表委员已有沟通例外申请');
    chronicle.add('contactExceptionRequested', {
      exceptionId: nextId('x', chronicle.case.exceptions),
      trackId: track.id,
      proposer: data.proposer,
      ground: data.ground,
      reason: data.reason,
    });
  },

  decideContactException(chronicle, { data }) {
    const exception = named(chronicle.case.exceptions, data.exceptionId, '/exceptionId', '沟通例外申请');
    refuseUnless(
      exception.status === 'requested',
      'R6.1',
      'wrong-state',
      '/exceptionId',
      '该例外申请已有决定',
    );
    refuseUnless(
      data.outcome === 'approved' || data.reason !== undefined,
      'R6.1',
      'missing',
      '/reason',
      '不同意须说明理由',
    );
    notBefore(chronicle, exception.requestedOn, '申请日期');
    chronicle.add('contactExceptionDecided', {
      exceptionId: exception.id,
      outcome: data.outcome,
      ...(data.reason ? { reason: data.reason } : {}),
    });
    if (data.outcome === 'refused') return;
    excuse(chronicle, exception.proposer);
    for (const { id } of liveTracks(chronicle.case)) {
      meetForm(chronicle, id);
      meetReference(chronicle, id);
    }
  },
} satisfies Partial<Deciders>;

export const contactEvolvers = {
  contactRecorded: (state, { contact }) => ({ ...state, contacts: [...state.contacts, contact] }),
  researchRecorded: (state, { trackId }) =>
    change(state, 'tracks', trackId, { research: (entryOf(state.tracks, trackId)?.research ?? 0) + 1 }),
  contactExceptionRequested: (state, { exceptionId, trackId, proposer, ground }, { on }) =>
    put(state, 'exceptions', {
      id: exceptionId,
      trackId,
      proposer,
      ground,
      requestedOn: on,
      status: 'requested',
    }),
  contactExceptionDecided: (state, { exceptionId, outcome }) =>
    change(state, 'exceptions', exceptionId, { status: outcome }),
} satisfies Partial<Evolvers>;
