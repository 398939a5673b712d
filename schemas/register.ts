import { z } from 'zod';
import { identifier } from './common';

/** The four duties of "3+1" [R1.1], and the provincial office's own staff. */
export const post = z
  .enum(['principal', 'leaderInCharge', 'office', 'division', 'officer'])
  .meta({ id: 'Post' });

export const person = z
  .strictObject({
    id: identifier,
    name: z.string().min(1).max(80),
    unit: identifier,
    division: identifier.optional(),
    post,
    mail: z.email().optional(),
    telephone: z.string().max(40).optional(),
    subject: z.string().max(200).optional().meta({ description: 'the token subject of this person' }),
  })
  .meta({ id: 'Person' });

export const unit = z
  .strictObject({
    id: identifier,
    name: z.string().min(1).max(120),
    kind: z.enum([
      'department',
      'city',
      'new-area',
      'bureau',
      'party',
      'mass-organization',
      'enterprise',
      'provincial-office',
      'other',
    ]),
    divisions: z.array(z.strictObject({ id: identifier, name: z.string().min(1).max(120) })).default([]),
    formerNames: z.array(z.string()).default([]),
    portal: z.url().optional(),
    partOf: identifier
      .optional()
      .meta({ description: 'the city government or new area that a bureau belongs to [R2.2]' }),
  })
  .meta({ id: 'Unit' });

/** A body of the congress or the CPPCC whose numbers make identities (`hebei-congress`), or which gets copies. */
export const body = z
  .strictObject({
    id: identifier,
    name: z.string().min(1).max(120),
    chamber: z.enum(['congress', 'cppcc']).optional(),
    level: z.enum(['national', 'provincial']).optional(),
    mail: z.email().optional(),
  })
  .meta({ id: 'Body' });

export const register = z
  .strictObject({ units: z.array(unit), people: z.array(person), bodies: z.array(body) })
  .meta({ id: 'Register' });

export type Post = z.infer<typeof post>;
export type Person = z.infer<typeof person>;
export type Unit = z.infer<typeof unit>;
export type Body = z.infer<typeof body>;
export type Register = z.infer<typeof register>;
