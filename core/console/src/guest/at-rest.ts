import { loadingEvents } from '@ribambelle/web/loaded';
import type { RbElement } from '@ribambelle/web/element';

/** Follows a widget, what it loads and what it then shows: said tells, once it is at rest and after each change,
 * whether it shows anything. Returns what ends the following. */
export function atRest(it: HTMLElement, said: (something: boolean) => void): () => void {
  const [begins, ended] = loadingEvents;
  let loads = 0;
  const judge = (): void => {
    if (loads > 0) return;
    const shown = (it.shadowRoot ?? it).children;
    void Promise.resolve((it as Partial<RbElement>).updateComplete).then(() => said([...shown].some((e) => !['STYLE', 'SCRIPT'].includes(e.tagName))));
  };
  it.addEventListener(begins, () => loads++);
  it.addEventListener(ended, () => (loads--, judge()));
  const changes = new MutationObserver(judge);
  void customElements.whenDefined(it.localName).then(() => (it as Partial<RbElement>).updateComplete).then(() => {
    changes.observe(it.shadowRoot ?? it, { childList: true });
    judge();
  });
  return () => changes.disconnect();
}
