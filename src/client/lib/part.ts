/** A named place in the page's own markup. It exists, or the view and its script do not fit together. */
export function part<E extends HTMLElement = HTMLElement>(root: ParentNode, name: string): E {
  const found = root.querySelector<E>(`[data-part=${name}]`);
  if (!found) throw new Error(`This page has no part "${name}".`);
  return found;
}

/** A fresh copy of the first element in a template. */
export const copyOf = <E extends Element = HTMLElement>(template: HTMLTemplateElement): E =>
  template.content.firstElementChild!.cloneNode(true) as E;
