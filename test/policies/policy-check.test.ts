import { policyProblems } from '../../domain/policy-check';
import { hebei2022 } from '../../policies/hebei-2022';
import { ruleCatalogue } from '../../policies/rule-catalogue';
import { policy as schema, type Policy, type PolicyRules } from '../../schemas/policy';

const next = (change: (rules: PolicyRules, policy: Policy) => void = () => undefined): Policy => {
  const policy = structuredClone(hebei2022);
  policy.rules.version = 'hebei-2022.2';
  change(policy.rules, policy);
  return policy;
};
const KNOWN = new Set(Object.keys(ruleCatalogue));
const said = (policy: Policy) =>
  policyProblems(policy, hebei2022, KNOWN).map(({ rule, code, pointer }) => [rule, code, pointer]);

describe('[D5] a policy that is to succeed another version', () => {
  it('[D5] may move a limit, and then there is nothing against it', () => {
    const longer = next((rules) => (rules.limits.sign.amount = 5));
    expect(schema.safeParse(longer).success).toBe(true);
    expect(said(longer)).toEqual([]);
  });

  it.each([
    ['a limit', (rules: PolicyRules) => delete (rules.limits as Partial<PolicyRules['limits']>).rework],
    ['a chain', (rules: PolicyRules) => delete (rules.chains as Partial<PolicyRules['chains']>).reply],
    ['a ladder', (rules: PolicyRules) => delete (rules.ladders as Partial<PolicyRules['ladders']>).proposer],
    ['the limit of the form', (rules: PolicyRules) => delete (rules as Partial<PolicyRules>).form],
  ])('[D5] is refused by its schema without %s, and with a word that is misspelt', (_what, remove) => {
    expect(schema.safeParse(next((rules) => void remove(rules))).success).toBe(false);
    const misspelt = next((rules) => Object.assign(rules.parts['provincial.lead'] ?? {}, { publsih: true }));
    expect(schema.safeParse(misspelt).success).toBe(false);
  });

  it('[D5] is of the same notice, under a new version of its name', () => {
    expect(said(next((rules) => (rules.id = 'hebei-2026')))).toEqual([
      ['D5', 'conflict', '/policy/rules/id'],
    ]);
    expect(said(next((rules) => (rules.version = 'hebei-2022.1')))).toEqual([
      ['D5', 'conflict', '/policy/rules/version'],
    ]);
    expect(said(next((rules) => (rules.version = 'other.2')))).toEqual([
      ['D5', 'conflict', '/policy/rules/version'],
    ]);
  });

  it('[D5] keeps every part, each with product, limit and recipients that go together', () => {
    expect(said(next((rules) => delete rules.parts['national.lead']))).toEqual([
      ['D5', 'missing', '/policy/rules/parts/national.lead'],
    ]);
    expect(
      said(next((rules) => Object.assign(rules.parts['provincial.co-handler'] ?? {}, { limit: 'reply' }))),
    ).toEqual([['D5', 'conflict', '/policy/rules/parts/provincial.co-handler']]);
    expect(said(next((rules) => (rules.parts['provincial.helper'] = { copies: {} })))).toEqual([
      ['D5', 'unknown-reference', '/policy/rules/parts/provincial.helper'],
    ]);
    expect(said(next((_rules, policy) => delete policy.bodies['cppcc-committee'])).length).toBe(2);
    expect(said(next((rules) => (rules.parts['provincial.separate'] = 'provincial.helper')))).toEqual([
      ['D5', 'unknown-reference', '/policy/rules/parts/provincial.separate'],
    ]);
  });

  it('[D5] leaves every part its procedure: running cases have letters on their way that it would strand', () => {
    const lead = '/policy/rules/parts/provincial.lead';
    expect(said(next((rules) => (rules.parts['provincial.lead'] = {})))).toEqual([['D5', 'conflict', lead]]);
    const submits = { product: 'submission', limit: 'submission', to: 'provincial-office' } as const;
    expect(said(next((rules) => (rules.parts['provincial.lead'] = submits)))).toEqual([
      ['D5', 'conflict', lead],
    ]);
    expect(said(next((rules) => (rules.parts['national.reference'] = {})))).toEqual([
      ['D5', 'conflict', '/policy/rules/parts/national.reference'],
    ]);
    const change = (name: string, more: object) =>
      said(next((rules) => Object.assign(rules.parts[name] ?? {}, more)));
    expect(change('provincial.co-handler', { publish: true })).toEqual([
      ['D5', 'conflict', '/policy/rules/parts/provincial.co-handler/publish'],
    ]);
    // Nobody submits anything in a provincial case: the reply would wait for ever.
    expect(change('provincial.lead', { awaits: 'submission' })).toEqual([
      ['D5', 'conflict', `${lead}/awaits`],
    ]);
    expect(change('provincial.lead', { publish: undefined, form: undefined, copies: {} })).toEqual([]);
  });

  it('[D4] [D5] has fixed dates that every year has', () => {
    expect(said(next((rules) => (rules.form.fixed = '02-29')))).toEqual([
      ['D5', 'invalid-date', '/policy/rules/form/fixed'],
    ]);
    expect(said(next((rules) => (rules.form.assignedBy = '03-01')))).toEqual([
      ['D5', 'invalid-date', '/policy/rules/form/assignedBy'],
    ]);
  });

  it('[D5] shows no setting of ours as the rule of a notice', () => {
    expect(said(next((rules) => (rules.limits.sign.settled = true)))).toEqual([
      ['D5', 'conflict', '/policy/rules/limits/sign/rule'],
    ]);
  });

  it('[D6] names rules that there are: whoever asks why a date is so is pointed to one', () => {
    const rule = (change: (policy: Policy) => void) => said(next((_rules, policy) => change(policy)));
    expect(rule(({ rules }) => (rules.limits.reply.rule = 'R99.9'))).toEqual([
      ['D5', 'conflict', '/policy/rules/limits/reply/rule'],
    ]);
    expect(rule(({ rules }) => (rules.limits.sign.rule = 'D99'))).toEqual([
      ['D5', 'conflict', '/policy/rules/limits/sign/rule'],
    ]);
    expect(rule(({ rules }) => (rules.form.later.rule = 'R2'))).toEqual([
      ['D5', 'conflict', '/policy/rules/form/later/rule'],
    ]);
    expect(rule(({ rules }) => (rules.limits.reply.rule = 'D3'))).toEqual([
      ['D5', 'conflict', '/policy/rules/limits/reply/rule'],
    ]);
    expect(rule(({ keyCases }) => (keyCases.rule = 'setting'))).toEqual([
      ['D5', 'conflict', '/policy/keyCases/rule'],
    ]);
    // Another province may set a limit of its own where the notice has one.
    expect(rule(({ rules }) => (rules.limits.reply = { ...rules.limits.reply, amount: 4 }))).toEqual([]);
    expect(rule(({ rules }) => (rules.limits.sign.rule = 'D2'))).toEqual([]);
  });

  it('[D2] [D5] has no limit that ends before it begins or outlasts a term; no extensions at all are a rule, too', () => {
    const at = (name: keyof PolicyRules['limits'], more: object) =>
      said(next((rules) => Object.assign(rules.limits[name], more)));
    expect(at('reply', { amount: 0 })).toEqual([['D5', 'invalid-date', '/policy/rules/limits/reply/amount']]);
    expect(at('publication', { amount: 0 })).toHaveLength(1);
    expect(at('reply', { amount: 1000 })).toEqual([
      ['D5', 'invalid-date', '/policy/rules/limits/reply/amount'],
    ]);
    expect(said(next((rules) => (rules.form.later.amount = 0)))).toEqual([
      ['D5', 'invalid-date', '/policy/rules/form/later/amount'],
    ]);
    expect(at('extensionCap', { amount: 0 })).toEqual([]);
    expect(at('extensionCap', { unit: 'day' })).toEqual([
      ['D5', 'conflict', '/policy/rules/limits/extensionCap/unit'],
    ]);
    expect(said(next((_rules, { keyCases }) => (keyCases.least = 3)))).toEqual([
      ['D5', 'conflict', '/policy/keyCases/most'],
    ]);
  });

  it('[R5.1] [R7.3] [D5] has no level of review twice, and no two reminders of one day', () => {
    expect(said(next((rules) => rules.chains.reply.push('office')))).toEqual([
      ['D5', 'duplicate', '/policy/rules/chains/reply'],
    ]);
    expect(said(next((rules) => rules.ladders.unit.ahead.push({ days: 7, to: ['office'] })))).toEqual([
      ['D5', 'duplicate', '/policy/rules/ladders/unit/ahead'],
    ]);
    expect(said(next((rules) => rules.ladders.unit.weekly && (rules.ladders.unit.weekly.from = 7)))).toEqual([
      ['D5', 'conflict', '/policy/rules/ladders/unit/weekly/from'],
    ]);
  });
});
