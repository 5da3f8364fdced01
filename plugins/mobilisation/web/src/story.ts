// <rb-mobilisation-story>: to entrust a testimony, and say where it may be shown and until when.

import { css, html } from 'lit';

import { Light, light, type Said, type Words } from './light/page.ts';

const channels = ['site', 'newsletter', 'press', 'print'] as const;

const said: Said = {
  fr: {
    'at/text': 'Écrivez entre 30 et 3 000 caractères.', 'at/leaves': 'Choisissez au moins une voie, avec un jour à venir, dans trois ans au plus.',
    'at/signed': 'Un prénom ou des initiales, sans adresse web.', 'at/story': 'Cochez cette case pour confier votre témoignage.', 'at/no_child': 'Cochez cette case : aucun enfant ne doit être reconnaissable.',
    title: 'Confier un témoignage', lead: 'Quelques lignes sur ce que vous vivez. Une personne de l’équipe les relit ; vous choisissez où elles paraissent, et vous pouvez les retirer à tout moment.',
    text: 'Votre témoignage', textHelp: 'Sans prénom d’enfant ni détail qui permette d’en reconnaître un.', signed: 'Signé (facultatif)', signedHelp: 'Un prénom, des initiales, ou rien : c’est ce qui paraîtra.',
    role: 'Qui parle (facultatif)', roleHelp: 'Par exemple : éducatrice, parent, élu.', where: 'Où il peut paraître, et jusqu’au', site: 'Notre site', newsletter: 'Notre infolettre', press: 'La presse', print: 'Nos imprimés (ce qui est imprimé ne peut pas être rappelé)',
    noChild: 'Aucun enfant ne peut être reconnu dans ce texte.', send: 'Confier ce témoignage', 'sender-missing': 'Les témoignages ne sont pas encore ouverts.', until: 'jusqu’au',
  },
  en: {
    'at/text': 'Write between 30 and 3,000 characters.', 'at/leaves': 'Choose one channel at least, with a day to come, three years from now at most.',
    'at/signed': 'A first name or initials, without a web address.', 'at/story': 'Tick this box to entrust your testimony.', 'at/no_child': 'Tick this box: no child may be recognisable.',
    title: 'Entrust a testimony', lead: 'A few lines about what you live. Somebody of the team reads them; you choose where they appear, and can withdraw them at any time.',
    text: 'Your testimony', textHelp: 'Without a child’s name or a detail by which one could be recognised.', signed: 'Signed (optional)', signedHelp: 'A first name, initials, or nothing: that is what will appear.',
    role: 'Who speaks (optional)', roleHelp: 'For example: educator, parent, councillor.', where: 'Where it may appear, and until', site: 'Our site', newsletter: 'Our newsletter', press: 'The press', print: 'Our printed matter (what is printed cannot be called back)',
    noChild: 'No child can be recognised in this text.', send: 'Entrust this testimony', 'sender-missing': 'Testimonies are not open yet.', until: 'until',
  },
};

class RbMobilisationStory extends Light {
  static override said = said;
  static override styles = [light, css`
    fieldset { border: 0; padding: 0; margin: 0; display: grid; gap: .5rem; }
    legend { font-weight: 620; padding: 0; margin-block-end: .5rem; }
    .channel { display: grid; grid-template-columns: minmax(0, 1fr) 11rem; gap: .25rem 1rem; align-items: center; }
    .channel .tick { align-items: center; }
    @media (max-width: 34rem) { .channel { grid-template-columns: 11rem; } .channel .tick { width: max-content; max-width: calc(100vw - 5rem); } }
  `];

  private page: { story: Words } | undefined;
  private until = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private readonly load = () => this.step(async () => { this.page = await this.call('/public/movement'); });

  override render() {
    if (!this.page) return this.waiting(this.load);
    if (this.until) return this.sent(this.until);
    const year = new Date();
    year.setFullYear(year.getFullYear() + 1);
    const usual = year.toISOString().slice(0, 10);
    return html`<form class="card" novalidate @submit=${this.submit} @input=${() => void this.prepare('story').catch(() => undefined)}>
      <div class="tight"><h1 tabindex="-1">${this.t('title')}</h1><p class="muted">${this.t('lead')}</p></div>
      ${this.summary()}
      ${this.field('/text', this.t('text'), { rows: 8, help: this.t('textHelp') })}
      ${this.field('/signed', this.t('signed'), { help: this.t('signedHelp'), optional: true })}
      ${this.field('/role', this.t('role'), { help: this.t('roleHelp'), optional: true })}
      <fieldset id="f-leaves" tabindex="-1"><legend>${this.t('where')}</legend>
        ${channels.map((c) => html`<div class="channel"><label class="tick"><input type="checkbox" name=${c}><span>${this.t(c)}</span></label>
          <input type="date" name="${c}-until" .defaultValue=${usual} aria-label="${this.t(c)}, ${this.t('until')}"></div>`)}</fieldset>
      ${this.field('/email', this.t('email'), { type: 'email', complete: 'email', help: this.t('emailHelp') })}
      ${this.box('/no_child', this.t('noChild'))}
      ${this.box('/story', this.words(this.page.story))}
      <button type="button" aria-disabled=${this.busy ? 'true' : 'false'} @click=${this.submit}>${this.t(this.busy ? 'sending' : 'send')}</button>
    </form>`;
  }

  private readonly submit = (e: Event) => {
    e.preventDefault();
    const control = (name: string) => this.renderRoot.querySelector<HTMLInputElement>(`[name="${name}"]`);
    const leaves = channels.filter((c) => control(c)?.checked).map((channel) => ({ channel, until: control(`${channel}-until`)?.value ?? '' }));
    const body = {
      text: this.typed('/text'), signed: this.typed('/signed'), role: this.typed('/role'), email: this.typed('/email'), leaves,
      no_child: control('/no_child')?.checked ?? false, story: this.choice('/story', this.page?.story),
    };
    return this.step(async () => { this.until = (await this.send<{ until: string }>('/stories:submit', 'story', body)).until; });
  };
}

if (!customElements.get('rb-mobilisation-story')) customElements.define('rb-mobilisation-story', RbMobilisationStory);
