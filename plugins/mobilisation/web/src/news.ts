// <rb-mobilisation-news>: one field and one box, to get an organisation's news.

import { html } from 'lit';

import { Light, type Said, type Words } from './light/page.ts';

const said: Said = {
  fr: { title: 'Recevoir nos nouvelles', send: 'M’inscrire', 'sender-missing': 'L’inscription n’est pas encore ouverte.' },
  en: { title: 'Get our news', send: 'Subscribe', 'sender-missing': 'Subscribing is not possible yet.' },
};

class RbMobilisationNews extends Light {
  static override said = said;

  private page: { newsletter: Words } | undefined;
  private until = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private readonly load = () => this.step(async () => { this.page = await this.call('/public/movement'); });

  override render() {
    if (!this.page) return this.waiting(this.load);
    if (this.until) return this.sent(this.until);
    return html`<form class="card" novalidate @submit=${this.submit} @input=${() => void this.prepare('newsletter').catch(() => undefined)}>
      <h1 tabindex="-1">${this.t('title')}</h1>
      ${this.summary()}
      ${this.field('/email', this.t('email'), { type: 'email', complete: 'email', help: this.t('emailHelp') })}
      ${this.box('/news', this.words(this.page.newsletter))}
      <button type="button" aria-disabled=${this.busy ? 'true' : 'false'} @click=${this.submit}>${this.t(this.busy ? 'sending' : 'send')}</button>
    </form>`;
  }

  private readonly submit = (e: Event) => {
    e.preventDefault();
    const body = { email: this.typed('/email'), news: this.choice('/news', this.page?.newsletter) };
    return this.step(async () => { this.until = (await this.send<{ until: string }>('/newsletter:join', 'newsletter', body)).until; });
  };
}

if (!customElements.get('rb-mobilisation-news')) customElements.define('rb-mobilisation-news', RbMobilisationNews);
