import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../access/actor.js';
import { CurrentActor } from '../../access/current-actor.decorator.js';
import { idOf } from '../../contract/id-param.js';
import { parse } from '../../contract/parsed.js';
import { notFound } from '../../errors/app-error.js';
import { ChannelsService } from '../../servers/channels.service.js';
import { ChannelChanges, NewChannelBody } from '../../servers/servers.dto.js';
import { PageForm } from '../page.decorator.js';
import { ServerAdministration } from './server-administration.js';

type Fields = Record<string, unknown>;

const ServerId = () => Param('serverId', idOf('server'));
const TAKEN = { conflict: 'This server has a channel of this name already. Choose another name.' };
const ChannelId = () => Param('channelId', idOf('channel'));

/** The channels of a server: which there are, and in which order. */
@Controller('server-web/:serverId/channels')
export class ChannelsOfServerPage {
  constructor(
    private readonly administration: ServerAdministration,
    private readonly channels: ChannelsService,
  ) {}

  @Post()
  @PageForm('Make a channel', { name: 'general', topic: 'Whatever comes' }, TAKEN)
  make(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @Body() { name, topic }: Fields = {},
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => this.channels.make(actor, serverId, parse(NewChannelBody, { name, topic }));
    return this.attempt(actor, response, { serverId, channel: { id: 0, name, topic }, act });
  }

  @Post(':channelId')
  @PageForm('Change a channel', { name: 'general', topic: 'Whatever comes' }, TAKEN)
  change(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @ChannelId() id: number,
    @Body() { name, topic }: Fields = {},
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => this.channels.change(actor, serverId, id, parse(ChannelChanges, { name, topic }));
    return this.attempt(actor, response, { serverId, channel: { id, name, topic }, act });
  }

  @Post(':channelId/move')
  @PageForm('Move a channel up or down', { to: 'up' })
  move(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @ChannelId() id: number,
    @Body('to') to: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const act = async () => {
      const channels = await this.channels.of(actor, serverId);
      const ids = channels.map((channel) => channel.id);
      await this.channels.order(actor, serverId, moved(ids, id, to === 'up' ? -1 : 1));
    };
    return this.attempt(actor, response, { serverId, act });
  }

  @Post(':channelId/delete')
  @PageForm('Delete a channel with everything that was said in it')
  end(
    @CurrentActor() actor: Actor,
    @ServerId() serverId: number,
    @ChannelId() id: number,
    @Res() response: Response,
  ): Promise<void> {
    return this.attempt(actor, response, { serverId, act: () => this.channels.end(actor, serverId, id) });
  }

  /** What was typed comes back with the page when it does not fit; 0 is the id of a channel that is to be. */
  private attempt(
    actor: Actor,
    response: Response,
    { serverId, channel, act }: { serverId: number; channel?: object; act: () => Promise<unknown> },
  ): Promise<void> {
    return this.administration.attempt(actor, response, {
      placeId: serverId,
      at: 'channels',
      values: channel && { channel },
      act,
    });
  }
}

/** The first one cannot go further up, nor the last one down: then everything stays. */
function moved(ids: number[], id: number, by: 1 | -1): number[] {
  const from = ids.indexOf(id);
  if (from < 0) throw notFound('channel');
  const to = Math.min(Math.max(from + by, 0), ids.length - 1);
  return ids.toSpliced(from, 1).toSpliced(to, 0, id);
}
