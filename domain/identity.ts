import type { Identity } from '../schemas/intake';

/**
 * The identity of a case as one text, and back. Body, term, session, series and number are all part of it
 * (in 2022 both congresses were at 13-5), and each part may hold any text: letters and digits of every script and
 * the brackets of document numbers stay readable for operators, everything else becomes `%` and four hexadecimal
 * digits of its UTF-16 unit.
 */
export type CaseId = string;

const PLAIN = /[\p{L}\p{N}_.〔〕-]/u;

function encodePart(text: string): string {
  let encoded = '';
  for (const character of text) {
    if (character.length <= 2 && PLAIN.test(character)) encoded += character;
    else
      for (let i = 0; i < character.length; i++)
        encoded += '%' + character.charCodeAt(i).toString(16).padStart(4, '0');
  }
  return encoded;
}

function decodePart(part: string): string {
  return part.replace(/%([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** `hebei-congress:13-5:main:0123` for body, term-session, series, number. */
export function caseIdOf(identity: Identity): CaseId {
  return [
    encodePart(identity.body),
    `${identity.term}-${identity.session}`,
    encodePart(identity.series),
    encodePart(identity.number),
  ].join(':');
}

/** The inverse of {@link caseIdOf}; undefined for a text that no identity has as its id. */
export function identityOf(caseId: CaseId): Identity | undefined {
  const match = /^([^:]+):(\d+)-(\d+):([^:]+):([^:]+)$/.exec(caseId);
  if (!match) return undefined;
  const [, body, term, session, series, number] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const identity = {
    body: decodePart(body),
    term: Number(term),
    session: Number(session),
    series: decodePart(series),
    number: decodePart(number),
  };
  return caseIdOf(identity) === caseId ? identity : undefined;
}

/** The Temporal workflow id of a case. */
export const workflowIdOf = (caseId: CaseId): string => `case:${caseId}`;

/** The case of a workflow id; undefined for other workflows. */
export const caseOfWorkflow = (workflowId: string): CaseId | undefined =>
  workflowId.startsWith('case:') ? workflowId.slice(5) : undefined;
