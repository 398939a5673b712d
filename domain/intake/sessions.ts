import type { Kind, Level } from '../../schemas/common';
import type { Body } from '../../schemas/register';
import { NUMERAL_CHARACTERS, readNumeral } from './numerals';

/** A body as far as a session's name needs it. */
export type SessionBody = Pick<Body, 'id' | 'name' | 'chamber' | 'level'>;

/** What else the row says about the body that a short form such as 十三届五次 leaves open. */
export interface SessionHint {
  kind?: Kind;
  level?: Level;
}

/** A session: the body, and which term and session of it; or, in Chinese, why the text names none. */
export type Session = { body: SessionBody; term: number; session: number } | { problem: string };

const TERM = new RegExp(`第?([${NUMERAL_CHARACTERS}]{1,3})届`, 'u');
const SESSION = new RegExp(`第?([${NUMERAL_CHARACTERS}]{1,3})次(?:会议|全会|大会)?`, 'u');
const SHORT = /^(\d{1,2})[-.\u2010-\u2015](\d{1,2})$/u;

/**
 * Reads a session as lists name it: 十三届五次, 13届5次, 13-5, 河北省第十三届人民代表大会第五次会议, 政协河北省第十二届
 * 委员会第五次会议, 省十三届人大五次会议. Where the body is not named it is that of the row's kind and level.
 */
export function readSession(text: string, hint: SessionHint, bodies: readonly SessionBody[]): Session {
  const packed = text.replace(/\s+/gu, '');
  const short = SHORT.exec(packed);
  const termText = short?.[1] ?? TERM.exec(packed)?.[1];
  const sessionText = short?.[2] ?? SESSION.exec(packed.replace(TERM, ''))?.[1];
  const [term, session] = [readNumeral(termText ?? ''), readNumeral(sessionText ?? '')];
  if (!term || !session) return { problem: `看不懂届次“${text}”，请写成“十三届五次”或会议全称` };
  const named = short ? '' : packed.replace(TERM, '').replace(SESSION, '');
  const found = bodyOf(named, hint, bodies);
  return 'problem' in found ? found : { body: found.body, term, session };
}

/** The body that a name means: an id, a full name, a usual short name, or nothing but what the row's kind and level say. */
export function bodyOf(
  name: string,
  hint: SessionHint,
  bodies: readonly SessionBody[],
): { body: SessionBody } | { problem: string } {
  const chamber = /^(人大|人民代表大会)$/u.test(name) ? 'congress' : name === '政协' ? 'cppcc' : undefined;
  const unnamed = name === '' || chamber !== undefined;
  const named = bodies.filter(
    (body) => body.chamber !== undefined && (body.id === name || namesOf(body).includes(name)),
  );
  if (!unnamed && named[0]) return { body: named[0] };
  if (!unnamed) return { problem: `“${name}”不是登记的人大或政协会议` };
  const wanted =
    chamber ?? (hint.kind === undefined ? undefined : hint.kind === 'suggestion' ? 'congress' : 'cppcc');
  const level = hint.level ?? 'provincial';
  const implied = bodies.filter((body) => body.chamber === wanted && body.level === level);
  const [only, another] = implied;
  return only && !another ? { body: only } : { problem: '届次没有写明是哪一级人大或政协的会议' };
}

/** The full name of a body, and of a congress or CPPCC the usual short ones. */
export function namesOf({ name, chamber }: SessionBody): string[] {
  if (chamber === undefined) return [name];
  const place = name.replace(/^中国人民政治协商会议|^政协/u, '').replace(/人民代表大会$|委员会$/u, '');
  const places = place.endsWith('省') ? [place, '省'] : [place];
  const patterns =
    chamber === 'congress'
      ? ['*人民代表大会', '*人大']
      : ['中国人民政治协商会议*委员会', '政协*委员会', '*政协', '*政协委员会'];
  return [name, ...places.flatMap((each) => patterns.map((pattern) => pattern.replace('*', each)))];
}
