/**
 * Every rule that tests and refusals name: `R<section>.<n>` is a rule of the notice of 2022, `D<n>` a rule of ours
 * for reckoning dates. One line each, in our own words.
 */
export const ruleCatalogue = {
  'R1.1':
    'Four duties ("3+1") answer for every part of a case: principal, leader in charge, division with officer, office',
  'R1.2': 'Leaders take charge of cases, the principal first',
  'R1.3': 'Province and cities guide, train and standardise; guidance is put on record',
  'R2.1':
    "Cities, Xiong'an and units with twenty or more tasks file a comprehensive analysis by the end of February",
  'R2.2': 'Cases are handled level by level and by field, on a ledger of who does what',
  'R2.3':
    'The responsibility assignment form is sent to the proposers and confirmed with them by the end of February',
  'R2.4': 'Every case is researched while it is handled',
  'R3.1':
    'National cases: the lead submits a draft answer to the provincial office, with the electronic version; the office replies, all as the letter of assignment says',
  'R3.2': 'Provincial cases: the lead alone replies to the proposers',
  'R3.3': 'Separately handled cases: each unit replies on its own',
  'R3.4': 'A co-handling opinion reaches the lead within two months, with copies by kind on the same day',
  'R3.5':
    'The reply goes out within three months of the day of assignment, with copies by kind on the same day',
  'R3.6': 'National cases assigned out of session follow the limits of the provincial office',
  'R3.7':
    'Provincial cases assigned out of session follow the limits of the body that assigns them, and are fed back to the departments concerned',
  'R3.8': 'Reference cases are drawn on, and their proposers told, without a written reply',
  'R3.9':
    'A joint suggestion is answered to every deputy, a joint proposal to its lead proposer or organization only',
  'R3.10': 'Same or similar cases of one kind may be merged; one letter then names all numbers and proposers',
  'R3.11': 'A request for instructions moves no deadline and comes before the reply',
  'R3.12': 'Secrets are handled off line; the platform keeps a stub, and texts can be purged',
  'R4.1': 'The provincial office selects key matters',
  'R4.2': 'Each unit selects one or two key cases by the end of February',
  'R4.3': 'Key matters and key cases are handled with open doors, by a leader, and reported on',
  'R5.1': 'Letters are reviewed level by level, by different persons, against five criteria',
  'R5.2': 'Replies to deputies and to members or organizations have forms of their own',
  'R5.3': 'A reply bears category A, B with its plan, or C with its ground',
  'R5.4': 'The provincial office checks categories; a changed one has a reason and both are kept',
  'R5.5': 'Letters bear a disclosure mark; none counts as agreed to be public, withholding has a ground',
  'R5.6': 'The lead confirms disclosure with every co-handler before publication',
  'R5.7': 'The original text is published only after its proposers were asked and agreed',
  'R5.8': 'The reply is published within fifteen days of the day of replying',
  'R5.9': "Publication counts in the unit's figures",
  'R6.1': 'Consult first, then reply: every one to be answered, save an approved exception',
  'R6.2':
    'Contact before, during and after handling; the first yields the plan, remote ways are for those who wish them',
  'R6.3': 'A unit visits by its own people, alone or with others, never by lower units only',
  'R6.4': 'Face-to-face visit rates follow the number of lead tasks',
  'R6.5': 'Visit cards are filed by the end of October',
  'R7.1': 'The ledger shows what is due next and what is late, per unit and province-wide',
  'R7.2':
    'Special inspection, joint supervision and tracked supervision open by rule or by hand and close with a result',
  'R7.3': 'Units are reminded until they have done what they owe',
  'R7.4':
    'Dissatisfaction that is assigned back is answered in writing within thirty days, after cause and visit in person',
  'R7.5': 'Units look back on what became of their replies',
  'R8.1': 'Publicity is put on record',
  'R8.2': 'The annual summary is filed and published by mid November',
  'R8.3': 'Each unit keeps its entry in the register',
  D1: 'A date is a civil date of Asia/Shanghai and ends at midnight',
  D2: 'The start day is not counted; months, calendar days and working days are counted each in their way',
  D3: 'A limit in months or days rolls to the next working day; lights follow the raw date, overdue the rolled one',
  D4: 'A fixed date does not roll; reminders ahead of it count to the last working day',
  D5: 'The calendar is versioned data; a newer one, or another policy, moves open deadlines and keeps both dates',
  D6: 'Every due date can say how it came about',
  D7: 'Two obligations never share state: ending one stops its own reminders only',
  D8: 'An act counts on the day it was done; none lies in the future or before what it follows',
} as const satisfies Record<string, string>;

export type RuleId = keyof typeof ruleCatalogue;
