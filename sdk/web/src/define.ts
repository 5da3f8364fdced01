// Defines custom elements so that two bundles on one page can both carry the same one: the first wins.

/** Class decorator: defines the element unless its name is taken already. */
export function element(name: string) {
  return (type: CustomElementConstructor): void => {
    if (!customElements.get(name)) customElements.define(name, type);
  };
}
