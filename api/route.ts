import type { Request } from 'express';
import type { ZodObject, ZodType } from 'zod';
import type { Actor, Role } from '../schemas/common';
import type { ProblemCode } from './problems';

/** What a handler is given: everything parsed and checked against the route's schemas. */
export interface Call {
  /** Who asks. Routes that are `open` have nobody: see {@link OpenCall}. */
  actor: Actor;
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
  /** The `Idempotency-Key`; present on every route that asks for one. */
  key: string;
  request: Request;
}
export type OpenCall = Omit<Call, 'actor'>;

/** What a handler answers. `body` is JSON unless `type` says otherwise; then it is text or bytes. */
export interface Answer {
  status: number;
  body?: unknown;
  type?: string;
  headers?: Record<string, string>;
  /** Parts of it ended in the unknown: it is not kept as the request's answer, so that a repetition goes on. */
  retry?: boolean;
}

interface Described {
  description: string;
  schema?: ZodType;
  /** Media type; JSON unless named. */
  type?: string;
}

interface RouteBase {
  method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/cases/{caseId}/tracks/{trackId}/signature`. */
  path: string;
  /** The operation's id, unique. */
  id: string;
  tag: string;
  /** One Chinese line. */
  summary: string;
  description?: string;
  /** Rules of the notice that it carries out. */
  rules?: readonly string[];
  query?: ZodObject;
  /** JSON body. */
  body?: ZodType;
  /** Bodies that are no JSON: media types, and the largest size in bytes. */
  upload?: { types: readonly string[]; limit: number };
  /** Largest JSON body in bytes, where the default is too small. */
  limit?: number;
  /** Whether it needs an `Idempotency-Key`. */
  keyed?: boolean;
  responses: Record<number, Described>;
  /** Problems beyond those that every route of its kind can answer. */
  problems?: readonly ProblemCode[];
}

/** A route for people and systems with a token; `roles` may call it, everyone else gets 403. */
export interface GuardedRoute extends RouteBase {
  roles: readonly Role[];
  handle(call: Call): Promise<Answer>;
}

/** A route without a token. */
export interface OpenRoute extends RouteBase {
  roles: 'open';
  handle(call: OpenCall): Promise<Answer>;
}

/**
 * One row of the API: the Express routes, the OpenAPI document and the tests over all routes are made of these
 * rows, so that none of them can forget one.
 */
export type Route = GuardedRoute | OpenRoute;

/** `/cases/{caseId}` as Express writes it: `/cases/:caseId`. */
export const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** The names in braces, in order. */
export const pathParams = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
