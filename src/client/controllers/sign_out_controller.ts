import { Controller } from '@hotwired/stimulus';
import { forgetAll } from '../lib/kept.js';

/** Leaves nothing of a person behind on a computer that others use too. */
export default class SignOutController extends Controller<HTMLFormElement> {
  forget(): void {
    forgetAll();
  }
}
