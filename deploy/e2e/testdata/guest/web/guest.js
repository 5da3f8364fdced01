// A widget that tries what a widget must not: each attempt that works is named in what it shows.
class Guest extends HTMLElement {
  me;
  path = '/';

  async connectedCallback() {
    for (let i = 0; i < 200 && !this.getAttribute('api'); i++) await new Promise((r) => setTimeout(r, 20)); // told by the page around
    const api = this.getAttribute('api');
    const hello = await fetch(`${api}/guest/public/hello`).then((r) => r.json()).then((b) => b.text, String);
    const attempts = {
      storage: () => localStorage.length >= 0,
      cookie: () => document.cookie.length >= 0,
      page: () => parent.document.title !== undefined && parent.document.querySelector('rb-console') !== null,
      name: () => Boolean(this.me?.person?.name),
      people: () => reads(`${api}/people`),
      climbing: () => reads(`${api}/guest/../people`),
      hiding: () => reads(`${api}/guest/%2e%2e/people`),
      request: () => asks(`${api}/people`),
      leaving: () => open('about:blank') !== null,
    };
    const worked = [];
    for (const [name, attempt] of Object.entries(attempts)) {
      if (await Promise.resolve().then(attempt).catch(() => false)) worked.push(name);
    }
    this.innerHTML = `<h1>${hello}</h1><p><a href="${this.getAttribute('base')}/further">Plus loin</a></p><output>${Object.keys(attempts).length} essais : ${worked.join(' ') || 'rien'}</output><p>${this.path}</p>`;
    this.dispatchEvent(new CustomEvent('rb-title', { detail: { title: hello }, bubbles: true, composed: true }));
  }
}

const reads = async (address) => (await fetch(address)).ok;

const asks = (address) => new Promise((told) => {
  const request = new XMLHttpRequest();
  request.onload = () => told(request.status === 200);
  request.onerror = () => told(false);
  request.open('GET', address);
  request.send();
});

customElements.define('rb-guest-desk', class extends Guest {});
customElements.define('rb-guest-hello', class extends Guest {});
