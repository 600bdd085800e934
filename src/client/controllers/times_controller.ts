import { Controller } from '@hotwired/stimulus';
import { sayAll } from '../lib/time.js';

const YEAR_S = 31_536_000;
const MINUTE_MS = 60_000;

/** Says times in the zone of this browser, tells the server which that is, and lets today become yesterday. */
export default class TimesController extends Controller<HTMLElement> {
  private timer?: ReturnType<typeof setInterval>;

  override connect(): void {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `tz=${timeZone}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`;
    sayAll(document);
    this.timer = setInterval(() => sayAll(document), MINUTE_MS);
  }

  override disconnect(): void {
    clearInterval(this.timer);
  }
}
