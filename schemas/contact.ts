import { z } from 'zod';
import { act, contactWay, documentHash, freeText, identifier } from './common';

export const contactStage = z.enum(['before', 'during', 'after']);
export const exceptionGround = z.enum(['unreachable', 'left-office', 'died']);
const attendee = z.object({
  name: freeText(80),
  role: freeText(120).optional(),
  ofUnit: identifier.optional(),
});

/** Contacts by stage and way, research, and exceptions to "consult first" [R2.4, R6.1, R6.2]. */
export const contactCommands = {
  recordContact: z.object({
    trackId: identifier,
    stage: contactStage,
    way: contactWay,
    proposers: z.array(identifier).min(1).max(400),
    attendees: z.array(attendee).max(60).default([]),
    opinion: freeText(4000),
    plan: freeText(4000).optional().meta({ description: '办理方案；办前沟通应形成 [R6.2]' }),
    wished: z.boolean().optional().meta({ description: '电话、微信、视频等方式须为代表委员意愿 [R6.2]' }),
    documents: z.array(documentHash).max(20).default([]),
    place: freeText(200).optional(),
    ...act,
  }),
  recordResearch: z.object({
    trackId: identifier,
    place: freeText(200),
    people: freeText(500),
    findings: freeText(8000),
    ...act,
  }),
  requestContactException: z.object({
    trackId: identifier,
    proposer: identifier,
    ground: exceptionGround,
    reason: freeText(),
    ...act,
  }),
  decideContactException: z.object({
    exceptionId: identifier,
    outcome: z.enum(['approved', 'refused']),
    reason: freeText().optional(),
    ...act,
  }),
} as const;
