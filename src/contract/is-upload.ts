import type { IncomingMessage } from 'node:http';

const FILE = /^\/transfer\/[^/?]+(?:\/[^/?]*)?\/?(?:\?|$)/;

/** A request whose body is a file on its way to somebody: as long as it wants, and read by nobody here. */
export const isUpload = ({ method, url = '' }: IncomingMessage): boolean => method === 'PUT' && FILE.test(url);

/** A request or an answer that is such a file. */
export const passesFile = ({ url = '' }: IncomingMessage): boolean => FILE.test(url);
