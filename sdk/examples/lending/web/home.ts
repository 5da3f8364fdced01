// <rb-lending-home>: the home page's card: what should be back by now. The console sets its attributes: "api" begins the
// addresses of the organisation's API.
export {};

interface Loan {
  what: string;
  due?: string;
}

const texts = {
  fr: { none: 'Rien ne manque : tout est rendu ou à temps.', wrong: 'La liste ne peut pas être lue pour le moment.' },
  en: { none: 'Nothing is missing: all is back or in time.', wrong: 'The list cannot be read for now.' },
};

class Home extends HTMLElement {
  async connectedCallback() {
    const words = document.documentElement.lang.startsWith('en') ? texts.en : texts.fr;
    const today = new Date().toLocaleDateString('en-CA');
    const filter = encodeURIComponent(`status = "lent" AND due < "${today}"`);
    try {
      const answer = await fetch(`${this.getAttribute('api') ?? ''}/lending/loans?filter=${filter}&order_by=due&page_size=5`);
      if (!answer.ok) throw new Error(String(answer.status));
      const { records } = (await answer.json()) as { records: { doc: Loan }[] };
      this.show(records.map((r) => r.doc), words.none);
    } catch {
      this.replaceChildren(words.wrong);
    }
  }

  private show(loans: Loan[], none: string) {
    if (loans.length === 0) return this.replaceChildren(none);
    const list = document.createElement('ul');
    for (const loan of loans) {
      const item = document.createElement('li');
      item.textContent = loan.due ? `${loan.what} (${loan.due})` : loan.what; // as text: never as HTML
      list.append(item);
    }
    this.replaceChildren(list);
  }
}

customElements.define('rb-lending-home', Home);
