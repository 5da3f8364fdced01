// The script of a module's public page in the frame of another portal: tells the portal how high the page is, and
// passes on what happens in it. The loader's half is embed.ts of the web toolkit.

import { start } from './start.ts';

const query = new URLSearchParams(location.search);
const origin = query.get('origin');
const nonce = new URLSearchParams(location.hash.slice(1)).get('rb');

const widget = start(location.pathname);
if (parent !== window && origin && nonce) speakTo(origin, nonce);

// One message by the window, to that origin only, gives the portal a port of its own; all else goes by the port.
function speakTo(portal: string, word: string): void {
  const { port1, port2 } = new MessageChannel();
  parent.postMessage({ ribambelle: word }, portal, [port2]);
  const main = document.querySelector<HTMLElement>('body')!;
  let last = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(main.getBoundingClientRect().height);
    if (Math.abs(height - last) >= 2) port1.postMessage({ height: (last = height) });
  }).observe(main);
  // A module tells the portal something by an event "rb-event" with a name and ids, never with personal data.
  widget?.addEventListener('rb-event', (event) => {
    const { name, id } = (event as CustomEvent<{ name: string; id?: string }>).detail;
    port1.postMessage({ event: { name, id } });
  });
}
