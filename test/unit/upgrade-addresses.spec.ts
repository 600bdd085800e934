import type { IncomingMessage } from 'node:http';
import { expect, it } from '@jest/globals';
import express from 'express';
import { callerAddress, type TrustProxy } from '../../src/realtime/arrival/caller-address.js';

const trustOf = (setting: unknown): TrustProxy => express().set('trust proxy', setting).get('trust proxy fn');
const request = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

it.each([
  ['no proxy is trusted', false, '10.0.0.1', '1.2.3.4', '10.0.0.1'],
  ['one proxy is trusted', 1, '10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
  ['two proxies are trusted', 2, '10.0.0.1', '6.6.6.6, 1.2.3.4', '6.6.6.6'],
  ['a network is trusted', ['10.0.0.0/8'], '10.0.0.1', '6.6.6.6, 1.2.3.4, 10.9.9.9', '1.2.3.4'],
  ['a stranger claims to be a proxy', ['10.0.0.0/8'], '5.5.5.5', '1.2.3.4', '5.5.5.5'],
  ['nothing is forwarded', 1, '::ffff:7.7.7.7', undefined, '7.7.7.7'],
])('where %s, an upgrade is counted as a request would be', (_what, setting, remote, forwarded, expected) => {
  expect(callerAddress(request(remote, forwarded), trustOf(setting))).toBe(expected);
});
