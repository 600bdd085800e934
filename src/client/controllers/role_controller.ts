import { Controller } from '@hotwired/stimulus';

/** A role takes effect as it is chosen. */
export default class RoleController extends Controller<HTMLFormElement> {
  save(): void {
    this.element.requestSubmit();
  }
}
