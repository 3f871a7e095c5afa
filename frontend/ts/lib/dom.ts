// Small helpers over the DOM.

export type Root = Document | Element;

const seen = new WeakMap<Element, Set<string>>();

/** Calls `mount` once for every element below (or at) `root` that matches; later calls skip what was mounted under `name`. */
export function each<T extends HTMLElement>(
  root: Root,
  name: string,
  selector: string,
  mount: (element: T) => void,
): void {
  const found = [...root.querySelectorAll<T>(selector)];
  if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root as unknown as T);
  for (const element of found) {
    const names = seen.get(element) ?? new Set<string>();
    if (names.has(name)) continue;
    names.add(name);
    seen.set(element, names);
    mount(element);
  }
}

/** The content of a `<meta name>`, or an empty string. */
export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

/** The element an attribute names by id. */
export function byId<T extends HTMLElement>(id: string | undefined): T | null {
  return id ? (document.getElementById(id) as T | null) : null;
}

/** An element with attributes and text children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
