import { z } from 'zod';
import { digits, idNumber, isInvisible, line } from '../contract/fields.js';
import { groupName } from '../groups/groups.dto.js';
import { Visibility } from '../shared/group-payloads.js';
import { LIMITS } from '../shared/limits.js';

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

const description = line(LIMITS.groupDescription, 0, 'The description');
const category = line(LIMITS.serverCategory, 0, 'The category').transform(oneLine);

export const NewServerBody = z.object({
  name: groupName,
  description: description.default(''),
  category: category.default(''),
  visibility: Visibility.default('private'),
});
export type NewServerBody = z.output<typeof NewServerBody>;

export const ServerChanges = z.object({
  name: groupName.optional(),
  description: description.optional(),
  category: category.optional(),
  visibility: Visibility.optional(),
});
export type ServerChanges = z.output<typeof ServerChanges>;

const yes = (name: string) =>
  z
    .string({ error: `${name} must be true or false.` })
    .regex(/^(?:true|false)$/i, `${name} must be true or false.`)
    .transform((text) => text.toLowerCase() === 'true')
    .default(false);

/** Every filter narrows the others. */
export const ServersQuery = z.object({
  category: line(LIMITS.serverCategory, 1, 'category').optional(),
  qty: z
    .string({ error: 'qty must be given once.' })
    .regex(/^[1-9]\d{0,5}$/, `qty must be a whole number from 1 to ${LIMITS.pageMax}.`)
    .transform((text) => Math.min(Number(text), LIMITS.pageMax))
    .default(LIMITS.pageDefault),
  by_user: yes('by_user'),
  by_serverid: digits('by_serverid').optional(),
  with_num_members: yes('with_num_members'),
  q: line(LIMITS.groupName, 0, 'q').optional(),
  cursor: digits('cursor').optional(),
});
export type ServersQuery = z.output<typeof ServersQuery>;

const channelName = line(LIMITS.channelName, 1, 'The name')
  .transform(oneLine)
  .refine((name) => !isInvisible(name), { error: 'The name must not be empty.' });
const topic = line(LIMITS.channelTopic, 0, 'The topic');

export const NewChannelBody = z.object({ name: channelName, topic: topic.default('') });
export type NewChannelBody = z.output<typeof NewChannelBody>;

export const ChannelChanges = z.object({ name: channelName.optional(), topic: topic.optional() });
export type ChannelChanges = z.output<typeof ChannelChanges>;

export const ChannelOrder = z.object({
  order: z
    .array(idNumber, { error: 'order must be the list of all channel ids.' })
    .max(LIMITS.channels, `A server has at most ${LIMITS.channels} channels.`),
});
export type ChannelOrder = z.output<typeof ChannelOrder>;

export const BannerAnswer = z.object({ banner: z.string().nullable() });
export type BannerAnswer = z.output<typeof BannerAnswer>;
