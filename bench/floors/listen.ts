import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port and says so to whoever started this process. */
export function listen(http: Server): void {
  http.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${(http.address() as AddressInfo).port}`));
}
