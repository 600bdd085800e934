import { Controller } from '@hotwired/stimulus';

/** A role takes effect as it is chosen. */
export default class RoleController extends Controller<HTMLFormElement> {
  /** It may have been chosen before this script was here. */
  override connect(): void {
    const options = [...this.element.querySelectorAll('option')];
    if (options.some(({ selected, defaultSelected }) => defaultSelected && !selected)) this.save();
  }

  save(): void {
    this.element.requestSubmit();
  }
}
