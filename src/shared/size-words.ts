const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'];
const digits = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3, useGrouping: false });

/** 812 bytes, 4.2 MB, 1.34 GB: as file managers say it, in steps of a thousand. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${Math.round(bytes)} bytes`;
  let [amount, unit] = [bytes / 1000, 0];
  while (Number(digits.format(amount)) >= 1000 && unit < UNITS.length - 1) [amount, unit] = [amount / 1000, unit + 1];
  return `${digits.format(amount)} ${UNITS[unit]}`;
}
