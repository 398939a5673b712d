import type { CivilDate } from '../domain/dates';
import type { RuleId } from '../policies/rule-catalogue';
import type { Stage } from './stage';

/** What people do on a day; before it, time passes up to that day. */
export type Scene = { on: CivilDate; play: () => Promise<unknown> };

/** A procedure of the notice, played over the API on the running platform. */
export interface Walk {
  /** What `WALK=` calls it. */
  name: string;
  /** Its Chinese name. */
  title: string;
  /** Ids of the rules that it shows: docs/rules.md has their tests. */
  rules: readonly RuleId[];
  /** It plays with cases of the session's list, which is handed in first. */
  fromList?: true;
  /** In the order of their days. Days of all walks lie on one calendar, which begins on `FIRST_DAY`. */
  scenes(stage: Stage): Scene[];
}

/** The day on which the platform of a demo begins, and the session's list is handed in. */
export const FIRST_DAY: CivilDate = '2026-02-05';

/** The line that says what is walked. */
export const headingOf = ({ title, rules }: Walk): string => `${title} [${rules.join('] [')}]`;

/** What its steps begin with, where walks take turns. */
export const labelOf = ({ title }: Walk): string => title.split('：')[0] ?? title;
