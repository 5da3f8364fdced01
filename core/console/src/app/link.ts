// Links that the console follows itself instead of the browser.

/** The address to go to within the console; undefined when the browser should act as usual. */
export function localLink(event: MouseEvent, origin: string): string | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.composedPath().find((t): t is HTMLAnchorElement => t instanceof HTMLAnchorElement);
  if (!link?.href || link.target || link.hasAttribute('download')) return undefined;
  const url = new URL(link.href);
  if (url.origin !== origin || !isOurs(url.pathname)) return undefined;
  return url.pathname + url.search + url.hash;
}

const isOurs = (path: string): boolean => path === '/' || path === '/setup' || path.startsWith('/o/');
