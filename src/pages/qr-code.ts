import encodeQR from 'qr';

export interface QrCode {
  /** Modules on each side, with one of quiet around; the ground it is drawn on gives the rest. */
  size: number;
  /** The dark modules as one SVG path, run by run. */
  path: string;
}

/** A text as a QR code that a page can draw: an SVG path needs no picture, no script and no inline style. */
export function qrCode(text: string): QrCode {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 1 });
  return { size: rows.length, path: rows.map(rowPath).join('') };
}

function rowPath(modules: boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < modules.length; x++) {
    if (!modules[x]) continue;
    const from = x;
    while (modules[x + 1]) x++;
    const width = x - from + 1;
    path += `M${from} ${y}h${width}v1h-${width}z`;
  }
  return path;
}
