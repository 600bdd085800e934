import { Controller } from '@hotwired/stimulus';
import type { Failure } from '../../shared/errors.js';
import { LIMITS } from '../../shared/limits.js';
import { send } from '../lib/page.js';
import { copyOf, part } from '../lib/part.js';
import { drawnSmall, pictureIn } from '../lib/small_picture.js';

/** Takes a picture of any size and makes the small one of it that the server accepts. */
export default class PictureController extends Controller<HTMLElement> {
  static override values = { url: { type: String, default: '/user/me/avatar/' } };
  static override targets = ['form', 'input', 'hint', 'button', 'change', 'problem', 'error'];
  declare readonly urlValue: string;
  declare readonly formTarget: HTMLFormElement;
  declare readonly inputTarget: HTMLInputElement;
  declare readonly changeTarget: HTMLButtonElement;
  declare readonly problemTarget: HTMLElement;
  declare readonly errorTarget: HTMLTemplateElement;

  override connect(): void {
    this.formTarget.hidden = true;
  }

  ask(): void {
    this.inputTarget.click();
  }

  async choose(): Promise<void> {
    const [file] = this.inputTarget.files ?? [];
    if (!file) return;
    this.changeTarget.ariaBusy = 'true';
    const problem = await this.upload(file).catch(() => 'This picture could not be sent. Try again in a moment.');
    this.changeTarget.ariaBusy = null;
    if (!problem) return location.reload();
    const error = copyOf(this.errorTarget);
    part(error, 'sentence').textContent = problem;
    this.problemTarget.replaceChildren(error);
    this.inputTarget.value = '';
  }

  private async upload(file: File): Promise<string | null> {
    const picture = await shrunk(file);
    if (!picture) return 'This file is no picture that can be shown. Choose a PNG, JPEG, GIF, WebP or SVG.';
    const answer = await send('PUT', this.urlValue, picture);
    if (answer.ok) return null;
    return ((await answer.json()) as Failure).detail;
  }
}

/** As small as avatars are. */
async function shrunk(file: File): Promise<Blob | null> {
  const image = await pictureIn(file);
  const side = LIMITS.iconPixels;
  return image && drawnSmall(image, { width: side, height: side }, 0.9);
}
