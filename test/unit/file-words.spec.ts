import { describe, expect, it } from '@jest/globals';
import { countdown, kindOf, leftWords, nameParts, shownName, tookWords } from '../../src/client/files/words.js';

describe('what is said of files', () => {
  it.each([
    [0.2, '1 s left'],
    [6.4, '7 s left'],
    [59, '59 s left'],
    [59.5, '1 min left'],
    [61, '2 min left'],
    [3900, '1 h 5 min left'],
    [1e6, 'more than a day left'],
  ])('%s seconds are %s', (seconds, words) => {
    expect(leftWords(seconds)).toBe(words);
  });

  it('an offer runs down by the second, and never below nothing', () => {
    expect([102_000, 101_001, 59_000, 0, -500].map(countdown)).toEqual([
      '1:42 left',
      '1:42 left',
      '0:59 left',
      '0:00 left',
      '0:00 left',
    ]);
  });

  it('what it took is told as exactly as it matters', () => {
    expect([20, 640, 12_400, 130_000, 3_900_000].map(tookWords)).toEqual([
      'took 0.1 s',
      'took 0.6 s',
      'took 12 s',
      'took 2 min',
      'took 1 h 5 min',
    ]);
  });

  it('a long name keeps its last letters and its extension, and no letter is cut in two', () => {
    expect(nameParts('short.pdf')).toEqual(['short.pdf', '']);
    expect(nameParts('harbour-series-selects-final.zip')).toEqual(['harbour-series-selects-f', 'inal.zip']);
    expect(nameParts('x'.repeat(30))).toEqual(['x'.repeat(26), 'xxxx']);
    expect(nameParts(`${'a'.repeat(30)}👩‍👩‍👧‍👦bcd.png`)).toEqual(['a'.repeat(30), '👩‍👩‍👧‍👦bcd.png']);
  });

  it('a name whose letters join is cut before its extension only', () => {
    expect(nameParts('ملف التقرير السنوي للجمعية.docx')).toEqual(['ملف التقرير السنوي للجمعية', '.docx']);
  });

  it('its kind is its extension, where it has one', () => {
    expect(['a.tar.gz', 'a.JPEG', 'README', 'a.verylong', '.env', 'تقرير.docx'].map(kindOf)).toEqual([
      'GZ',
      'JPEG',
      'FILE',
      'FILE',
      'ENV',
      'DOCX',
    ]);
  });

  it('a name shows nothing that hides or turns around the rest', () => {
    expect(shownName('invoice\u202efdp.exe\u0000')).toBe('invoicefdp.exe');
    expect(shownName('\u200b')).toBe('file');
    expect(shownName('می\u200cخواهم.pdf')).toBe('می\u200cخواهم.pdf');
  });
});
