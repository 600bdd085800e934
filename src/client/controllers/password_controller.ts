import { Controller } from '@hotwired/stimulus';

/** Shows a password while it is typed, for those who are alone. */
export default class PasswordController extends Controller<HTMLElement> {
  static override targets = ['input', 'button'];
  declare readonly inputTarget: HTMLInputElement;
  declare readonly buttonTarget: HTMLButtonElement;

  toggle(): void {
    const shown = this.inputTarget.type === 'text';
    this.inputTarget.type = shown ? 'password' : 'text';
    this.buttonTarget.ariaPressed = String(!shown);
    this.inputTarget.focus();
  }
}
