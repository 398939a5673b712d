import { z, type ZodObject } from 'zod';
import { commandSchemas, type PeopleCommandType } from '../schemas/commands';
import type { Unit } from '../schemas/register';
import { pathParams } from './route';

/** What names a thing that a command's data refers to; checked before the command is sent. */
export type ReferenceKind = 'person' | 'leader' | 'unit' | 'division' | 'proposer' | 'document';

/** One row of the catalogue: where people send a command, and what it is called. */
export interface CommandRow {
  type: PeopleCommandType;
  path: string;
  summary: string;
  rules: readonly string[];
  tag: string;
  /** Where a field does not mean what its name usually means: see {@link usualReferences}. */
  references?: Readonly<Record<string, ReferenceKind>>;
  /** Kinds of units whose parts it is for; absent: any. */
  ofUnits?: readonly Unit['kind'][];
}

/** What fields of these names refer to, wherever they stand. */
export const usualReferences: Readonly<Record<string, ReferenceKind>> = {
  principal: 'person',
  leaderInCharge: 'person',
  office: 'person',
  officer: 'person',
  person: 'person',
  visitors: 'person',
  units: 'unit',
  withUnits: 'unit',
  unit: 'unit',
  ofUnit: 'unit',
  proposer: 'proposer',
  proposers: 'proposer',
  objectors: 'proposer',
  document: 'document',
  documents: 'document',
  electronicVersion: 'document',
};

const track = '/cases/{caseId}/tracks/{trackId}';
const letter = '/cases/{caseId}/letters/{letterId}';
const delivery = '/cases/{caseId}/deliveries/{deliveryId}';
const obligation = '/cases/{caseId}/obligations/{obligationId}';

type Row = Omit<CommandRow, 'type' | 'tag'>;
type Section = Partial<Record<PeopleCommandType, Row>>;

const assignment = {
  signFor: { path: `${track}/signature`, summary: '签收', rules: ['setting'] },
  returnTrack: { path: `${track}/return`, summary: '退回（须说明理由）', rules: ['setting'] },
  decideReturn: { path: `${track}/return-decision`, summary: '对退回作出决定', rules: ['setting'] },
  reassign: { path: `${track}/reassignment`, summary: '改派', rules: ['setting'] },
  dropCoHandler: { path: `${track}/removal`, summary: '撤销会办、分办或参阅单位', rules: ['R3.3', 'R3.4'] },
  changePart: { path: `${track}/part`, summary: '将参阅件改为主办、分办或会办', rules: ['R3.8'] },
  swapLead: { path: `${track}/lead-swap`, summary: '会办单位与主办单位对调', rules: ['R3.4', 'R3.5'] },
  addCoHandler: {
    path: '/cases/{caseId}/co-handlers',
    summary: '增加会办单位、分办单位',
    rules: ['R3.3', 'R3.4'],
  },
  assignDivision: {
    path: `${track}/division`,
    summary: '交承办处室',
    rules: ['R1.1'],
    references: { division: 'division' },
  },
  returnFromDivision: { path: `${track}/division-return`, summary: '承办处室退回办公室', rules: ['setting'] },
  assignOfficer: { path: `${track}/officer`, summary: '交承办人员', rules: ['R1.1'] },
  nameResponsibility: {
    path: `${track}/responsibility`,
    summary: '明确“3+1”责任人',
    rules: ['R1.1'],
    references: { division: 'person' },
  },
  handOver: {
    path: `${track}/handover`,
    summary: '将一人的职责移交另一人',
    rules: ['R1.1'],
    // Who hands over may have left the register.
    references: { to: 'person' },
  },
  passOn: {
    path: `${track}/bureaus`,
    summary: '市级政府交所属部门研究',
    rules: ['R2.2'],
    references: { bureaus: 'unit' },
    ofUnits: ['city', 'new-area'],
  },
  takeBack: { path: `${track}/bureaus/{bureau}/removal`, summary: '不再交该部门研究', rules: ['R2.2'] },
  recordBureauOpinion: {
    path: `${track}/bureaus/{bureau}/opinions`,
    summary: '登记所属部门的意见',
    rules: ['R2.2'],
  },
  nameCaseLeader: {
    path: `${track}/case-leader`,
    summary: '明确包案领导',
    rules: ['R1.2', 'R4.3'],
    references: { person: 'leader' },
  },
  sendForm: { path: `${track}/form-deliveries`, summary: '发送责任分解表', rules: ['R2.3'] },
  confirmForm: { path: `${track}/form-confirmations`, summary: '登记责任分解表的确认', rules: ['R2.3'] },
  coverForm: { path: `${track}/form-cover`, summary: '由主办单位的责任分解表一并覆盖', rules: ['R2.3'] },
  remindUnit: { path: `${track}/reminders`, summary: '催办', rules: ['R7.3'] },
} satisfies Section;

const contact = {
  recordContact: {
    path: `${track}/contacts`,
    summary: '登记沟通联系',
    rules: ['R3.8', 'R6.1', 'R6.2', 'R6.3'],
  },
  recordDrawnOn: { path: `${track}/drawn-on`, summary: '登记参阅件的研究参考情况', rules: ['R3.8'] },
  recordResearch: { path: `${track}/research`, summary: '登记调研', rules: ['R2.4'] },
  requestContactException: {
    path: `${track}/contact-exceptions`,
    summary: '申请免于沟通（联系不上、离任、去世）',
    rules: ['R6.1'],
  },
  decideContactException: {
    path: '/cases/{caseId}/contact-exceptions/{exceptionId}/decision',
    summary: '审批免于沟通的申请',
    rules: ['R6.1'],
  },
} satisfies Section;

const openDoor = {
  recordOpenDoor: {
    path: `${track}/open-door`,
    summary: '登记“开门办案”：专题会议、协调督导、成果',
    rules: ['R4.3'],
  },
  fileSpecialReport: { path: `${track}/special-report`, summary: '报送“开门办案”专题报告', rules: ['R4.3'] },
} satisfies Section;

const letters = {
  draftLetter: {
    path: `${track}/letters`,
    summary: '起草答复函、会办意见或答复意见',
    rules: ['R3.2', 'R3.4', 'R3.5', 'R3.11', 'R5.3', 'R5.5', 'R6.1'],
  },
  reviseLetter: { path: `${letter}/revisions`, summary: '修改文稿', rules: ['R5.1'] },
  reviewLetter: { path: `${letter}/reviews`, summary: '逐级审核', rules: ['R5.1'] },
  discardLetter: { path: `${letter}/discard`, summary: '作废未印发的文稿，另行起草', rules: ['R5.1'] },
  issueLetter: { path: `${letter}/issue`, summary: '签发', rules: ['R3.5', 'R3.9', 'R5.3', 'R5.5'] },
  recallLetter: { path: `${letter}/recall`, summary: '撤回已签发的文稿', rules: ['setting'] },
  acceptOpinion: { path: `${letter}/acceptance`, summary: '接收会办意见', rules: ['R3.4'] },
  sendBackOpinion: {
    path: `${letter}/send-back`,
    summary: '退回内容空泛的会办意见（主办单位），或不合要求的报送意见（省政府办公厅）',
    rules: ['R3.1', 'R3.4'],
  },
  checkCategory: { path: `${letter}/category-check`, summary: '核查办理结果分类', rules: ['R5.4'] },
  recordDispatch: { path: `${delivery}/dispatch`, summary: '登记寄送', rules: ['R3.5', 'R3.9'] },
  recordReceipt: { path: `${delivery}/receipt`, summary: '登记收到', rules: ['R3.5'] },
} satisfies Section;

const publication = {
  confirmDisclosure: {
    path: `${letter}/disclosure-confirmations`,
    summary: '与会办单位确认公开意见',
    rules: ['R5.6'],
  },
  publishLetter: { path: `${letter}/publication`, summary: '公开答复函', rules: ['R5.7', 'R5.8'] },
  withholdLetter: { path: `${letter}/withholding`, summary: '登记不予公开', rules: ['R5.5', 'R5.8'] },
  takeDownLetter: { path: `${letter}/take-down`, summary: '撤下已公开的答复函', rules: ['setting'] },
  askOriginalView: {
    path: '/cases/{caseId}/original-text-views',
    summary: '征求公开原文的意见',
    rules: ['R5.7'],
  },
  answerOriginalView: {
    path: '/cases/{caseId}/original-text-views/answers',
    summary: '登记对公开原文的意见',
    rules: ['R5.7'],
  },
} satisfies Section;

const oversight = {
  askInstructions: { path: `${track}/instruction-requests`, summary: '请示', rules: ['R3.11'] },
  answerInstructions: {
    path: '/cases/{caseId}/instruction-requests/{requestId}/answer',
    summary: '登记批复',
    rules: ['R3.11'],
  },
  withdrawInstructions: {
    path: '/cases/{caseId}/instruction-requests/{requestId}/withdrawal',
    summary: '撤回请示',
    rules: ['R3.11'],
  },
  requestExtension: { path: `${obligation}/extension-requests`, summary: '申请延期', rules: ['setting'] },
  decideExtension: {
    path: '/cases/{caseId}/extension-requests/{requestId}/decision',
    summary: '审批延期',
    rules: ['setting'],
  },
  waiveObligation: { path: `${obligation}/waiver`, summary: '免除一项期限', rules: ['setting'] },
  openSupervision: { path: `${track}/supervisions`, summary: '开展督办', rules: ['R7.2'] },
  recordSupervision: {
    path: '/cases/{caseId}/supervisions/{supervisionId}/records',
    summary: '登记督办情况',
    rules: ['R7.2'],
  },
  closeSupervision: {
    path: '/cases/{caseId}/supervisions/{supervisionId}/closure',
    summary: '督办销号',
    rules: ['R7.2'],
  },
  recordGuidance: { path: '/cases/{caseId}/guidance', summary: '登记工作指导', rules: ['R1.3'] },
  withdrawCase: { path: '/cases/{caseId}/withdrawal', summary: '提出人撤回', rules: ['setting'] },
} satisfies Section;

const rework = {
  withdrawRework: {
    path: '/cases/{caseId}/reworks/{reworkId}/withdrawal',
    summary: '撤回误交办的再次办理（结果印发以前）',
    rules: ['R7.4'],
  },
  recordReworkCause: {
    path: '/cases/{caseId}/reworks/{reworkId}/cause',
    summary: '登记不满意的原因和改进措施',
    rules: ['R7.4'],
  },
  recordReworkVisit: {
    path: '/cases/{caseId}/reworks/{reworkId}/visits',
    summary: '登记再次办理的当面走访',
    rules: ['R7.4', 'R6.3'],
  },
} satisfies Section;

const merge = {
  mergeCases: {
    path: '/cases/{caseId}/merge',
    summary: '并案：将内容相同、相近的件并入本件，一并答复（主办单位不同的由省政府办公厅决定）',
    rules: ['R3.10'],
  },
  unmergeCase: { path: '/cases/{caseId}/merge/departures', summary: '答复前撤出并案', rules: ['R3.10'] },
  retellMember: {
    path: '/cases/{caseId}/merge/repetitions',
    summary: '并入的件补齐办理情况后，再次随主件行文',
    rules: ['R3.10'],
  },
} satisfies Section;

const secret = {
  recordOffLine: { path: `${track}/off-line-completion`, summary: '登记涉密件已线下办结', rules: ['R3.12'] },
} satisfies Section;

/** Every command of people has its row: a command without one does not compile. */
const rows: Readonly<Record<PeopleCommandType, Row & { tag: string }>> = {
  ...tagged('交办与责任', assignment),
  ...tagged('沟通与调研', contact),
  ...tagged('重点事项与重点处理件', openDoor),
  ...tagged('文稿与寄送', letters),
  ...tagged('公开', publication),
  ...tagged('请示、延期与督办', oversight),
  ...tagged('再次办理', rework),
  ...tagged('并案', merge),
  ...tagged('涉密件', secret),
};

export const catalogue: readonly CommandRow[] = Object.entries(rows).map(([type, row]) => ({
  ...row,
  type: type as PeopleCommandType,
}));

function tagged<S extends Section>(tag: string, section: S): { [T in keyof S]: Row & { tag: string } } {
  return Object.fromEntries(Object.entries(section).map(([type, row]) => [type, { ...row, tag }])) as {
    [T in keyof S]: Row & { tag: string };
  };
}

/** The names of a row's path that belong to the command's data: all of them but the case. */
export const dataParams = ({ path }: Pick<CommandRow, 'path'>): string[] =>
  pathParams(path).filter((name) => name !== 'caseId');

/**
 * The shape of a row's body: the command's data without what the path says. Unknown fields are refused, so that
 * a misspelt one is not silently lost.
 */
export function bodySchema(row: Pick<CommandRow, 'type' | 'path'>): ZodObject {
  const schema: ZodObject = commandSchemas[row.type];
  const named = new Set(dataParams(row));
  return z.strictObject(
    Object.fromEntries(Object.entries(schema.shape).filter(([name]) => !named.has(name))),
  );
}
