// <rb-mobilisation-link>: what a link of a message leads to. The token stands after #, which browsers never send (or, for
// who signed where no script runs, in the address); it is shown to nobody and done with one press, so that programs that open links before people do change nothing.

import { html, nothing } from 'lit';

import { Light, type Said, type Text } from './light/page.ts';

type View = { act: string; done: boolean; title?: Text; news?: boolean; text?: string; language: string; withdraw?: string };

const said: Said = {
  fr: {
    'confirm-signature': 'Confirmer ma signature', 'confirm-signature-done': 'Votre signature est confirmée',
    'withdraw-signature': 'Retirer ma signature', 'withdraw-signature-done': 'Votre signature est retirée',
    'confirm-subscriber': 'Recevoir les nouvelles', 'confirm-subscriber-done': 'Vous recevrez nos nouvelles',
    leave: 'Ne plus rien recevoir', 'leave-done': 'Vous ne recevrez plus rien de nous',
    'confirm-testimony': 'Confier mon témoignage', 'confirm-testimony-done': 'Votre témoignage est bien arrivé',
    'withdraw-testimony': 'Retirer mon témoignage', 'withdraw-testimony-done': 'Votre témoignage est retiré',
    'approve-testimony': 'Approuver ce texte', 'approve-testimony-done': 'Le texte est approuvé',
    news: 'Vous recevrez aussi nos nouvelles, comme vous l’avez demandé.',
    'after-confirm-signature': 'Merci. Elle compte dès maintenant.', 'after-withdraw-signature': 'Votre nom et votre adresse sont effacés de la liste des signataires.',
    'after-confirm-testimony': 'Une personne de l’équipe va le relire avant toute publication.', 'after-withdraw-testimony': 'Il a disparu de nos pages. Ce qui a été imprimé ne peut pas être rappelé.',
    'link-unknown': 'Ce lien est incomplet. Copiez-le en entier depuis le message.', 'link-expired': 'Ce lien a expiré : vous pouvez recommencer.', 'link-gone': 'Il n’y a plus rien à faire avec ce lien.',
  },
  en: {
    'confirm-signature': 'Confirm my signature', 'confirm-signature-done': 'Your signature is confirmed',
    'withdraw-signature': 'Withdraw my signature', 'withdraw-signature-done': 'Your signature is withdrawn',
    'confirm-subscriber': 'Get the news', 'confirm-subscriber-done': 'You will get our news',
    leave: 'Stop getting anything', 'leave-done': 'You will not get anything from us any more',
    'confirm-testimony': 'Entrust my testimony', 'confirm-testimony-done': 'Your testimony has arrived',
    'withdraw-testimony': 'Withdraw my testimony', 'withdraw-testimony-done': 'Your testimony is withdrawn',
    'approve-testimony': 'Approve this text', 'approve-testimony-done': 'The text is approved',
    news: 'You will also get our news, as you asked.',
    'after-confirm-signature': 'Thank you. It counts from now on.', 'after-withdraw-signature': 'Your name and address are erased from the list of signatories.',
    'after-confirm-testimony': 'Somebody of the team will read it before anything is published.', 'after-withdraw-testimony': 'It has gone from our pages. What was printed cannot be called back.',
    'link-unknown': 'This link is not complete. Copy all of it from the message.', 'link-expired': 'This link has expired: you can start over.', 'link-gone': 'There is nothing left to do with this link.',
  },
};

class RbMobilisationLink extends Light {
  static override said = said;

  private view: View | undefined;
  private token = '';
  private readonly arrived = () => this.arrive();

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.arrived);
    this.arrive();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.arrived);
  }

  private arrive(): void {
    const token = location.hash.slice(1) || (new URLSearchParams(location.search).get('token') ?? '');
    if (!token) return;
    this.token = token;
    this.view = undefined;
    void this.look();
  }

  private readonly look = () => this.step(async () => { this.view = await this.call<View>('/links:look', { token: this.token }); });

  override render() {
    const v = this.view;
    if (!v) {
      const text = this.refusal && this.t(this.refusal.code);
      if (text && text !== this.refusal?.code) return html`<div class="card"><h1 tabindex="-1">${text}</h1></div>`;
      return this.token ? this.waiting(this.look) : html`<div class="card"><h1 tabindex="-1">${this.t('link-unknown')}</h1></div>`;
    }
    const after = this.t(`after-${v.act}`);
    return html`<div class="card stack">
      <h1 tabindex="-1">${this.t(v.done ? `${v.act}-done` : v.act)}</h1>
      ${v.title ? html`<p class="text">${this.pick(v.title)}</p>` : nothing}
      ${v.text && !v.done ? html`<blockquote class="text">${v.text}</blockquote>` : nothing}
      ${v.news && v.act === 'confirm-signature' ? html`<p>${this.t('news')}</p>` : nothing}
      ${v.done ? html`${after.startsWith('after-') ? nothing : html`<p>${after}</p>`}${v.withdraw ? html`<p><a href="#${v.withdraw}">${this.t(v.act === 'confirm-subscriber' ? 'leave' : 'withdraw-signature')}</a></p>` : nothing}`
        : html`${this.summary()}<button type="button" aria-disabled=${this.busy ? 'true' : nothing} @click=${this.follow}>${this.t(v.act)}</button>`}
    </div>`;
  }

  private readonly follow = () => this.step(async () => { this.view = await this.call<View>('/links:follow', { token: this.token }); });
}

if (!customElements.get('rb-mobilisation-link')) customElements.define('rb-mobilisation-link', RbMobilisationLink);
