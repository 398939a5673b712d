import type { Connection } from '@temporalio/client';
import { SetupError, messageOf } from './errors';
import { until } from './processes';

/** Temporal's `IndexedValueType` by the name that its documentation uses. */
const TYPE_CODES = { Text: 1, Keyword: 2, Int: 3, Double: 4, Bool: 5, Datetime: 6, KeywordList: 7 } as const;

export type SearchAttributeTypeName = keyof typeof TYPE_CODES;

/**
 * What operators filter cases by in the Temporal UI. A namespace on SQL visibility holds at most 10 Keyword and 3
 * each of the other types. Names and types are for good: the server accepts a second type without a word.
 */
export const SEARCH_ATTRIBUTES: Readonly<Record<string, SearchAttributeTypeName>> = {
  CaseKind: 'Keyword',
  CaseLevel: 'Keyword',
  CaseStatus: 'Keyword',
  LeadUnit: 'Keyword',
  Body: 'Keyword',
  TermSession: 'Keyword',
  Units: 'KeywordList',
};

const LISTING_LIMIT_MS = 60_000;

/**
 * Sees to it that a namespace has all search attributes: adds what is missing, and resolves once a listing that
 * uses every one of them works. Repeating it changes nothing. A present attribute of another type is a `SetupError`: values
 * written under it would be lost silently.
 */
export async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: Readonly<Record<string, SearchAttributeTypeName>> = SEARCH_ATTRIBUTES,
): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing: Record<string, number> = {};
  const wrong: string[] = [];
  for (const [name, type] of Object.entries(wanted)) {
    const present: number | undefined = customAttributes[name];
    if (present === undefined) missing[name] = TYPE_CODES[type];
    else if (present !== TYPE_CODES[type]) wrong.push(`${name} is ${typeName(present)} and must be ${type}`);
  }
  if (wrong.length > 0) {
    throw new SetupError(
      `Search attributes of the Temporal namespace "${namespace}" have the wrong type: ${wrong.join('; ')}. ` +
        `Remove them (temporal operator search-attribute remove --namespace ${namespace} --name NAME) and start again, or use another namespace.`,
    );
  }
  if (Object.keys(missing).length > 0) {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
  }
  await waitUntilListed(connection, namespace, Object.keys(wanted));
}

async function waitUntilListed(
  connection: Connection,
  namespace: string,
  names: readonly string[],
): Promise<void> {
  const query = names.map((name) => `${name} IS NULL`).join(' AND ');
  let complaint = '';
  const listed = await until(
    () =>
      connection.workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1 }).then(
        () => true,
        (error: unknown) => {
          complaint = messageOf(error);
          return false;
        },
      ),
    LISTING_LIMIT_MS,
    200,
  );
  if (!listed)
    throw new SetupError(`Temporal does not list by the search attributes of "${namespace}": ${complaint}`);
}

function typeName(code: number): string {
  return Object.entries(TYPE_CODES).find(([, value]) => value === code)?.[0] ?? `of type ${code}`;
}
