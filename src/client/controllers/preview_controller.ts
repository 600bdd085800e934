import { Controller } from '@hotwired/stimulus';
import { initials } from '../../shared/initials.js';
import { copyOf } from '../lib/part.js';
import { drawnSmall, pictureIn } from '../lib/small_picture.js';

const QUALITIES = [0.9, 0.75, 0.5];
const NO_PICTURE = 'This file is no picture that can be shown. Choose a PNG, JPEG, GIF, WebP or SVG.';

/** Shows a picture as it will look before it is sent with its form, and makes a photo as small as it may be. */
export default class PreviewController extends Controller<HTMLElement> {
  static override targets = ['file', 'shown', 'name', 'problem', 'error'];
  static override values = { width: Number, height: Number, bytes: Number };

  declare readonly fileTarget: HTMLInputElement;
  declare readonly shownTarget: HTMLElement;
  declare readonly nameTarget: HTMLInputElement;
  declare readonly problemTarget: HTMLElement;
  declare readonly errorTarget: HTMLTemplateElement;
  declare readonly widthValue: number;
  declare readonly heightValue: number;
  declare readonly bytesValue: number;

  /** What is shown while nothing is chosen. */
  private before!: HTMLElement;

  override connect(): void {
    this.before = this.shownTarget.cloneNode(true) as HTMLElement;
  }

  async choose(): Promise<void> {
    this.say('');
    const file = this.fileTarget.files?.[0];
    const fitting = file && (await this.fitted(file));
    if (typeof fitting === 'string') {
      this.say(fitting);
      this.fileTarget.value = '';
    }
    if (fitting instanceof File) this.show(fitting);
    else this.shownTarget.replaceChildren(...this.before.cloneNode(true).childNodes);
  }

  /** The initials of what it will be called. */
  named(): void {
    for (const place of [this.shownTarget, this.before])
      place.querySelector<HTMLElement>('.avatar')!.dataset.initials = initials(this.nameTarget.value);
  }

  /** A drawing is sent as it is: the server says what it may consist of. */
  private async fitted(file: File): Promise<File | string> {
    const image = await pictureIn(file);
    if (!image) return NO_PICTURE;
    const isLarge = image.naturalWidth > this.widthValue || image.naturalHeight > this.heightValue;
    if (file.size <= this.bytesValue && (!isLarge || file.type === 'image/svg+xml')) return file;
    if (file.type === 'image/svg+xml')
      return `The picture is too large: at most ${this.bytesValue / 1024} kB are possible. Save it smaller and try again.`;
    return (await this.small(image)) ?? NO_PICTURE;
  }

  private async small(image: HTMLImageElement): Promise<File | null> {
    const size = { width: this.widthValue, height: this.heightValue };
    for (const quality of QUALITIES) {
      const blob = await drawnSmall(image, size, quality);
      if (!blob || blob.size > this.bytesValue) continue;
      const file = new File([blob], 'picture.webp', { type: blob.type });
      const chosen = new DataTransfer();
      chosen.items.add(file);
      this.fileTarget.files = chosen.files;
      return file;
    }
    return null;
  }

  private show(file: File): void {
    const image = new Image();
    image.alt = '';
    image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
    image.src = URL.createObjectURL(file);
    const avatar = this.shownTarget.querySelector('.avatar');
    if (avatar) return avatar.replaceChildren(image);
    image.className = 'cover';
    this.shownTarget.replaceChildren(image);
  }

  private say(problem: string): void {
    this.fileTarget.ariaInvalid = problem ? 'true' : null;
    this.problemTarget.replaceChildren();
    if (!problem) return;
    const error = copyOf(this.errorTarget);
    error.querySelector('span')!.textContent = problem;
    this.problemTarget.append(error);
  }
}
