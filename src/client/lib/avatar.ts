import { hueOf, initials } from '../../shared/initials.js';

export interface Face {
  id: number;
  name: string;
  picture: string | null;
  online: boolean | null;
  /** Groups and servers are square, and no person. */
  square?: boolean;
}

/** Gives an avatar of the page's own markup the looks of a person. */
export function setFace(avatar: HTMLElement, { id, name, picture, online, square = false }: Face): void {
  avatar.className = avatar.className.replace(/\bh\d+\b/, `h${hueOf(id)}`);
  avatar.classList.toggle('avatar--square', square);
  if (square) delete avatar.dataset.user;
  else avatar.dataset.user = String(id);
  avatar.dataset.initials = initials(name);
  avatar.toggleAttribute('data-online', online === true);
  avatar.replaceChildren();
  if (!picture) return;
  const image = new Image(44, 44);
  image.src = picture;
  image.alt = '';
  avatar.append(image);
}
