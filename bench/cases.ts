import { civilDateOf } from '../domain/dates';
import type { IntakeCaseInput } from '../schemas/intake';
import { CO_HANDLER, LEAD } from './cast';

/** A suggestion of two deputies with a lead and a co-handler, assigned today. */
export const suggestion = (number: string): IntakeCaseInput => ({
  identity: { body: 'hebei-congress', term: 14, session: 4, number },
  kind: 'suggestion',
  level: 'provincial',
  title: `关于加强农村学校校车安全管理的建议（${number}）`,
  text: '（示例内容）建议完善农村校车运营补助，明确部门职责，加强途中安全管理。',
  proposers: [
    {
      role: 'lead',
      type: 'deputy',
      name: '示例代表甲',
      mail: 'deputy-1@deputies.example',
      subject: 'bench-deputy-1',
    },
    {
      role: 'joint',
      type: 'deputy',
      name: '示例代表乙',
      mail: 'deputy-2@deputies.example',
      subject: 'bench-deputy-2',
    },
  ],
  parts: [
    { unit: LEAD, part: 'lead' },
    { unit: CO_HANDLER, part: 'co-handler' },
  ],
  assignedOn: civilDateOf(Date.now()),
  assignedBy: 'provincial-office',
});

/** A suggestion that one unit handles by itself: one obligation to sign for, so one rung on one day. */
export const smallSuggestion = (number: string): IntakeCaseInput => {
  const { parts, proposers, ...rest } = suggestion(number);
  return { ...rest, parts: parts.slice(0, 1), proposers: proposers.slice(0, 1) };
};
