/** One who acts over the API: a name for the narration, and their own token. */
export interface Person {
  name: string;
  token: string;
}

/** What the API answered to somebody who was refused: their walk cannot go on. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** @param answer what the API said: its status, and its body as it came */
  constructor(
    message: string,
    readonly answer?: { status: number; text: string },
  ) {
    super(message);
  }
}

/** A small client of the API: JSON in and out, an `Idempotency-Key` on every write. */
export interface Api {
  readonly url: string;
  get<T>(person: Person, path: string): Promise<T>;
  post<T>(person: Person, path: string, body: unknown, key: string): Promise<T>;
  upload<T>(person: Person, path: string, bytes: Uint8Array, type: string, key: string): Promise<T>;
  /** @param as in which hat somebody of the provincial office acts: by their post, as the unit that handles */
  tokenOf(name: string, as?: 'unit'): Promise<string>;
}

const TRIES = 5;

/** `url` without a slash at its end. Answers 503 and 429 are repeated with the same key, as the API asks for. */
export function apiAt(url: string): Api {
  async function call<T>(path: string, init: RequestInit): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(url + path, init);
      const text = await response.text();
      if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
      if ((response.status === 503 || response.status === 429) && attempt < TRIES) {
        await new Promise((resolve) => setTimeout(resolve, 1000 * attempt));
        continue;
      }
      const { status } = response;
      throw new Refused(`${init.method ?? 'GET'} ${path} → ${status} ${text}`, { status, text });
    }
  }
  const bearer = (person: Person) => ({ authorization: `Bearer ${person.token}` });
  const json = { 'content-type': 'application/json' };
  return {
    url,
    get: (person, path) => call(path, { headers: bearer(person) }),
    post: (person, path, body, key) =>
      call(path, {
        method: 'POST',
        headers: { ...bearer(person), ...json, 'idempotency-key': key },
        body: JSON.stringify(body),
      }),
    upload: (person, path, bytes, type, key) =>
      call(path, {
        method: 'POST',
        headers: { ...bearer(person), 'content-type': type, 'idempotency-key': key },
        body: Buffer.from(bytes),
      }),
    tokenOf: async (name, as) => {
      const answer = await call<{ token?: string; access_token?: string }>('/dev/token', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ name, as }),
      });
      const token = answer.token ?? answer.access_token;
      if (token === undefined) throw new Refused(`no token for ${name}`);
      return token;
    },
  };
}
