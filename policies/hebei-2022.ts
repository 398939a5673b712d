import type { ReviewLevel } from '../schemas/common';
import type { Policy, PolicyRules } from '../schemas/policy';

const notice = (rule: string) => ({ rule, settled: true });
const setting = (rule = 'setting') => ({ rule, settled: false });

/** The provincial office reviews what it issues itself: the whole of it is an office (R5.1, setting). */
const OFFICE_CHAIN: ReviewLevel[] = ['division', 'leaderInCharge', 'principal'];

/** The rules of the Hebei notice of 2022-01-29, and the settings that it leaves open (`settled: false`). */
const rules: PolicyRules = {
  id: 'hebei-2022',
  version: 'hebei-2022.1',
  limits: {
    sign: { amount: 3, unit: 'workday', ...setting() },
    return: { amount: 5, unit: 'workday', ...setting() },
    opinion: { amount: 2, unit: 'month', ...notice('R3.4') },
    opinionAgain: { amount: 10, unit: 'day', ...setting('R3.4') },
    reply: { amount: 3, unit: 'month', ...notice('R3.5') },
    publication: { amount: 15, unit: 'day', ...notice('R5.8') },
    feedback: { amount: 30, unit: 'day', ...setting() },
    rework: { amount: 30, unit: 'day', ...notice('R7.4') },
    reissue: { amount: 5, unit: 'workday', ...setting() },
    extensionCap: { amount: 6, unit: 'month', ...setting() },
  },
  form: {
    fixed: '02-28',
    assignedBy: '01-29',
    later: { amount: 30, unit: 'day', ...setting('R2.3') },
    ...notice('R2.3'),
  },
  specialReport: {
    fixed: '10-31',
    assignedBy: '09-30',
    later: { amount: 30, unit: 'day', ...setting('R4.3') },
    ...setting('R4.3'),
  },
  // The notice dates the form of annex 2; that each part is done by then is ours.
  reference: {
    fixed: '10-31',
    assignedBy: '10-01',
    later: { amount: 30, unit: 'day', ...setting('R3.8') },
    ...setting('R3.8'),
  },
  internalAheadDays: 10,
  inspectionAfterDays: 7,
  parts: {
    'provincial.lead': {
      product: 'reply',
      limit: 'reply',
      to: 'proposers',
      category: true,
      publish: true,
      form: true,
      contact: true,
      copies: {
        suggestion: ['congress-committee', 'provincial-office'],
        proposal: ['provincial-office', 'cppcc-committee'],
      },
    },
    // Its limit and copies are the lead's: the notice names none (R3.3, setting).
    'provincial.separate': 'provincial.lead',
    'provincial.co-handler': {
      product: 'opinion',
      limit: 'opinion',
      to: 'lead',
      form: true,
      copies: { suggestion: ['provincial-office'], proposal: ['provincial-office', 'cppcc-committee'] },
    },
    'national.lead': {
      product: 'submission',
      limit: 'submission',
      to: 'provincial-office',
      electronic: true,
      form: true,
      contact: true,
    },
    // The lead has consulted them and handed in the material; the letter says the rest.
    'national.office': {
      product: 'reply',
      limit: 'reply',
      to: 'proposers',
      awaits: 'submission',
      byLetter: true,
      chain: OFFICE_CHAIN,
    },
    'national.co-handler': {
      product: 'opinion',
      limit: 'opinion',
      to: 'lead',
      electronic: true,
      form: true,
      copies: { suggestion: ['provincial-office'], proposal: ['provincial-office'] },
    },
    // The province handles along with a ministry: its opinion is the office's, theirs go to the office.
    'ministry.office': {
      product: 'opinion',
      limit: 'opinion',
      to: 'ministry',
      byLetter: true,
      chain: OFFICE_CHAIN,
    },
    'ministry.co-handler': {
      product: 'opinion',
      limit: 'opinion',
      to: 'provincial-office',
      electronic: true,
      form: true,
    },
    'provincial.reference': { limit: 'reference', contact: true },
    'national.reference': 'provincial.reference',
    'ministry.reference': 'provincial.reference',
  },
  chains: {
    reply: ['division', 'office', 'leaderInCharge', 'principal'],
    opinion: ['leaderInCharge'],
  },
  ladders: {
    unit: {
      ahead: [30, 15, 7, 3, 1].map((days) => ({ days, to: ['officer', 'division'] })),
      onDay: { to: ['office', 'leaderInCharge'] },
      after: [
        { days: 1, to: ['principal'] },
        { days: 7, to: ['provincialOffice'] },
      ],
      weekly: { from: 14, every: 7, to: ['principal', 'provincialOffice'] },
    },
    proposer: { ahead: [{ days: 7, to: ['proposer'] }], onDay: { to: ['proposer'] }, after: [] },
  },
  reworkCopies: 'assigner',
  researchBeforeReply: 'warn',
};

export const hebei2022: Policy = {
  rules,
  title: '2022年人大代表建议政协提案办理要求',
  source: '河北省人民政府办公厅，2022年1月29日',
  issuedOn: '2022-01-29',
  bodies: {
    'provincial-office': '河北省人民政府办公厅',
    'congress-committee': '河北省人大常委会选举任免代表工作委员会',
    'cppcc-committee': '河北省政协提案委员会',
  },
  dispatchHour: 9,
  retentionYears: 20,
  keyCases: { least: 1, most: 2, ...notice('R4.2') },
  trackedBySubject: { dissatisfied: 3, ...setting('R7.2') },
};
